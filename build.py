"""Builds content/ into site/; `python build.py --help` lists all commands."""

import sys

from explainer.cli import main

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
