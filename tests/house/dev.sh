#!/usr/bin/env bash
# What ./dev does, on a copy in a folder with spaces; package and build tools are stand-ins that write down their calls.
set -euo pipefail
source=$(cd -- "$(dirname -- "$0")/../.." && pwd -P)
top=$(mktemp -d)
trap 'rm -rf "$top"' EXIT
tree="$top/a tree"
calls=$top/calls
mkdir -p "$tree/packages" "$tree/examples" "$top/bin" "$top/elsewhere"
cp "$source/dev" "$tree"
touch "$tree/examples/case.toml"
printf '[geometry]\nshape = "strip"\n' >"$tree/examples/strip.toml"
printf 'title = "based"\nbase = "examples/strip.toml"\n' >"$tree/examples/based.toml"
printf '# comment\nbuild first\nbuild second-dev\nfield fourth-dev\ntest third\n' >"$tree/packages/debian-12.txt"
printf 'ID=debian\nVERSION_ID="12"\n' >"$top/debian"
printf 'ID=arch\nPRETTY_NAME="Arch Linux"\n' >"$top/arch"

stand_in() { # NAME, body on standard input
  { printf '#!/usr/bin/env bash\necho "%s $*" >>"%s"\n' "$1" "$calls" && cat; } >"$top/bin/$1"
  chmod +x "$top/bin/$1"
}
stand_in dpkg-query <<<'cat "$INSTALLED"'
stand_in apt-get <<<'[[ $1 == update ]] || for name in "${@:5}"; do echo "installed $name" >>"$INSTALLED"; done'
stand_in sudo <<<'exec "$@"'
stand_in cmake <<<'mkdir -p build && touch build/build.ninja
printf "CMAKE_HOME_DIRECTORY:INTERNAL=%s\nSILITH_BUILD_TESTS:BOOL=%s\n" "$PWD" \
  "$([[ "$*" == *TESTS=ON* ]] && echo ON || echo OFF)" >build/CMakeCache.txt'
stand_in ninja <<<'mkdir -p "$2/bin" && cp "$(dirname "$0")/silith" "$2/bin" && echo "ninja: no work to do."'
stand_in ctest <<<''
stand_in silith <<<'pwd >>"$(dirname "$INSTALLED")/calls"'

export PATH="$top/bin:$PATH" INSTALLED="$top/installed" SILITH_OS_RELEASE="$top/debian"
printf 'installed first\nnot-installed second-dev\n' >"$INSTALLED"
checks=0
expect() { # DESCRIPTION TEXT PATTERN
  [[ $2 == $3 ]] || {
    printf 'FAILED: %s\nexpected %s\nfound    %s\n' "$1" "$3" "$2"
    exit 1
  }
  checks=$((checks + 1))
}
dev() { # runs ./dev from another folder; its calls are in $called, its words in $said
  : >"$calls"
  said=$(cd "$top/elsewhere" && "$tree/dev" "$@" 2>&1) && status=0 || status=$?
  called=$(<"$calls")
}

dev run examples/case.toml --set 'a="1 m"'
expect "the first run succeeds" "$status" 0
expect "says what it installs" "$said" '*installing from Debian: second-dev*'
expect "installs only what is missing" "$called" '*apt-get install * second-dev
*'
expect "leaves the tests out" "$called" '*cmake --preset release -DSILITH_BUILD_TESTS=OFF*'
expect "builds the program only" "$called" "*ninja -C $tree/build silith
*"
expect "finds the case in the tree, runs it here" "$called" "*silith run $tree/examples/case.toml --set a=\"1 m\" -o results/case
$top/elsewhere"

dev run examples/case.toml -o mine
expect "the second run does not configure" "$called" "dpkg-query *
ninja -C $tree/build silith
silith run $tree/examples/case.toml -o mine
*"
expect "the second run has nothing to say" "$said" ""

dev run examples/based.toml
expect "a field case installs what it needs" "$called" '*apt-get install * fourth-dev
*'
expect "builds its program, too" "$called" "*ninja -C $tree/build silith silith-field
*"
expect "and runs" "$called" "*silith run $tree/examples/based.toml -o results/based
*"

dev test -R Some
expect "tests are switched on" "$called" '*cmake --preset release -DSILITH_BUILD_TESTS=ON
*'
expect "arguments go to ctest" "$called" '*ctest --test-dir * -R Some'
dev test
expect "configured once" "$called" 'dpkg-query *
ninja -C *
ctest *'

mv "$tree" "$top/moved"
tree="$top/moved"
dev build
expect "a moved tree is configured afresh" "$called" '*cmake --preset release --fresh *'

dev nonsense
expect "unknown commands fail" "$status" 1
expect "and are named" "$said" '*unknown command: nonsense'
dev run
expect "a run needs a case" "$said" '*which case?*'

export SILITH_OS_RELEASE="$top/arch"
mkdir "$top/bare"
for tool in bash readlink dirname sed; do ln -s "$(command -v "$tool")" "$top/bare"; done
PATH="$top/bare"
said=$("$tree/dev" build 2>&1) && status=0 || status=$?
expect "elsewhere the packages are listed" "$status $said" '1 *Arch Linux*first*second-dev*README.md*'
PATH="/usr/bin:/bin"
printf '%d checks passed\n' "$checks"
