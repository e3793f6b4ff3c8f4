"""Long tests of the build, run with `make soak`: kills, fuzzing, many files, full disks."""
