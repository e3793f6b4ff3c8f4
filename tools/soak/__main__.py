"""Runs the long tests, prints what each did, and fails loudly."""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from tools.soak.cached_builds import run_cached_builds
from tools.soak.disturbances import run_changing_file, run_full_disk, run_many_files
from tools.soak.fuzzing import run_fuzzing
from tools.soak.kills import run_kills
from tools.soak.rebuilds import run_rebuilds
from tools.soak.recipes import run_recipes
from tools.soak.slow_texts import run_slow_texts
from tools.soak.trials import Failed, Soak

PARTS: dict[str, Callable[[Soak], str]] = {
    "kills": run_kills,
    "fuzz": run_fuzzing,
    "many": run_many_files,
    "changing": run_changing_file,
    "disk": run_full_disk,
    "texts": run_slow_texts,
    "recipes": run_recipes,
    "cached": run_cached_builds,
    "rebuilds": run_rebuilds,
}
HELP = """\
parts (all unless named):
  kills     kill a process that publishes the shipped site, at random moments
  fuzz      damage an explainer at random, files and charts included
  many      very many files in the content folder
  changing  a content file that changes during the build (for a tenth of the time of fuzz)
  disk      a disk that is full at every write
  texts     texts made to be slow, at two lengths, for each of our own patterns
  recipes   the recipes of CONTRIBUTING.md, each step forgotten in turn
  cached    series of edits, with builds that use a cache beside clean ones: kills, damage to the
            cache, two builds at once, files that change meanwhile, full disks
  rebuilds  500 rebuilds of a preview, whose memory has to stay flat

exit status: 0 if every part passed, 1 if one failed
"""


def main(arguments: Sequence[str]) -> int:
    """Run the parts that the arguments name, and return the exit status."""
    parser = argparse.ArgumentParser(
        prog="python -m tools.soak",
        description=__doc__,
        epilog=HELP,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("parts", nargs="*", metavar="PART", help=", ".join(PARTS))
    parser.add_argument("--seed", type=int, default=1, help="for the random choices (default: 1)")
    parser.add_argument("--minutes", type=float, default=10, help="of fuzzing (default: 10)")
    parser.add_argument("--kills", type=int, default=200, help="number of kills (default: 200)")
    parser.add_argument("--files", type=int, default=100_000, help="for many (default: 100000)")
    parser.add_argument("--series", type=int, default=500, help="for cached (default: 500)")
    options = parser.parse_args(arguments)
    if unknown := [part for part in options.parts if part not in PARTS]:
        parser.error(f'unknown part "{unknown[0]}"; use one of: {", ".join(PARTS)}')
    failed = False
    for name in options.parts or PARTS:
        # Removed unless the part fails: then it shows what happened.
        folder = Path(tempfile.mkdtemp(prefix=f"soak-{name}-"))
        soak = Soak(
            folder=folder,
            chance=random.Random(options.seed),  # noqa: S311 (no secret)
            seconds=60 * options.minutes,
            kills=options.kills,
            files=options.files,
            series=options.series,
        )
        failed |= not _run(name, soak)
    return int(failed)


def _run(name: str, soak: Soak) -> bool:
    """Run a part, print its result, and return whether it passed."""
    started = time.monotonic()
    try:
        result = PARTS[name](soak)
    except Failed as failure:
        _say(f"{name}: FAILED: {failure}\n{name}: see {soak.folder}")
        return False
    soak.clean_up()
    _say(f"{name}: {result} ({time.monotonic() - started:.0f} s)")
    return True


def _say(line: str) -> None:
    print(line, flush=True)  # noqa: T201


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
