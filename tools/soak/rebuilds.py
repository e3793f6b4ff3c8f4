"""Rebuilds an explainer again and again, as a preview does for days, and watches its memory."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tools.soak.trials import LAMPS, PROJECT, Failed

if TYPE_CHECKING:
    from tools.soak.trials import Soak

# Rebuilds, and how many megabytes more the last ones may take than the first ones.
_FEW, _MANY, _ALLOWED = 50, 500, 15
# Begins a line with a number of megabytes, among those of the preview.
_MARK = "MB: "


def run_rebuilds(soak: Soak) -> str:
    """Rebuild 500 times, with an error every fifth time; raises Failed if the memory grows."""
    early, late = memory_after((_FEW, _MANY), folder=soak.folder)
    line = f"{early:.0f} MB after {_FEW} rebuilds, {late:.0f} MB after {_MANY}"
    if late - early > _ALLOWED:
        raise Failed(line)
    return line


def memory_after(counts: Sequence[int], *, folder: Path) -> tuple[float, ...]:
    """Return the megabytes that a preview takes after each of these numbers of rebuilds."""
    command = [sys.executable, "-m", "tools.soak.rebuilds", str(folder), *map(str, counts)]
    done = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, check=True)  # noqa: S603
    lines = (line.partition(_MARK) for line in done.stdout.splitlines())
    return tuple(float(number) for _, mark, number in lines if mark)


class _Tab:
    """A browser tab that shows a page and reads nothing of what it's sent."""

    def __init__(self, address: str) -> None:
        self.address, self.wanted, self.host = address, "", "localhost:8000"
        self.digest: str | None = None
        self.loaded: Mapping[str, str] = {}

    def send_message(self, message: Any) -> None:
        """Take no notice."""


def _rebuild(folder: Path, counts: Sequence[int]) -> None:
    """Rebuild, and print the memory after each of the numbers of rebuilds."""
    # Only the process that rebuilds needs them.
    from explainer.build import Settings  # noqa: PLC0415
    from explainer.charts.process_usage import usage_of  # noqa: PLC0415
    from explainer.preview.browsers import Browsers  # noqa: PLC0415
    from explainer.preview.rebuilding import Rebuilder  # noqa: PLC0415
    from explainer.preview.site_folder import SiteFolder  # noqa: PLC0415

    content = shutil.copytree(LAMPS, folder / "content")
    settings = Settings(content, folder / "site")
    browsers = Browsers(SiteFolder(settings.site), settings, on_loop=lambda call: call())
    rebuilder = Rebuilder(settings, browsers, report=lambda _: None)
    rebuilder.build_first()
    browsers.connect(_Tab("about.html"), loaded="")
    page = content / "about.md"
    text = page.read_text("utf-8")
    for number in range(1, max(counts) + 1):
        wrong = f"[@no-such-source-{number}]" if number % 5 == 0 else ""
        page.write_text(f"{text}\nSaved {number} times {wrong}.\n", "utf-8")
        rebuilder.build_if_changed()
        if number in counts:
            usage = usage_of(os.getpid())
            print(f"{_MARK}{usage.memory / 2**20 if usage else 0}")  # noqa: T201


if __name__ == "__main__":
    _rebuild(Path(sys.argv[1]), list(map(int, sys.argv[2:])))
