#!/usr/bin/env bash
# check_format.sh CLANG_FORMAT: every C++ file is as clang-format leaves it. Other releases than 14 format differently.
set -euo pipefail
formatter=$1
"$formatter" --version | grep -q 'version 14\.' || {
  echo "skipped: $("$formatter" --version) is not release 14"
  exit 77
}
find src tests bench -type f \( -name '*.hpp' -o -name '*.cpp' \) -print0 |
  xargs -0 -r -n 40 -P 2 "$formatter" --dry-run -Werror || {
  echo "run: clang-format -i FILE"
  exit 1
}
