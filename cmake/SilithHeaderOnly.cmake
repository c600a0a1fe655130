# Header-only libraries: used while silith is built, invisible to whoever links it.
find_package(nlohmann_json REQUIRED)
find_package(CLI11 REQUIRED)
