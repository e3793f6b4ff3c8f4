"""How this generator's processor time is divided: imports, Markdown and the rest."""

from __future__ import annotations

import tempfile
import time
from pathlib import Path
from unittest.mock import patch


def cpu_share(content_dir: Path) -> dict[str, float]:
    """Build a content folder once in this process; return the processor seconds of each part."""
    started = time.process_time()
    from explainer.build import Settings, build  # noqa: PLC0415
    from explainer.prose.convert import to_fragment  # noqa: PLC0415
    from explainer.store import Store  # noqa: PLC0415

    imported = time.process_time()
    spent: list[float] = []

    def timed(text: str) -> object:
        before = time.process_time()
        fragment = to_fragment(text)
        spent.append(time.process_time() - before)
        return fragment

    with (
        tempfile.TemporaryDirectory() as site,
        patch("explainer.prose.convert.to_fragment", timed),
    ):
        build(Settings(content_dir, Path(site)), Store())
    markdown, build_time = sum(spent), time.process_time() - imported
    return {"imports": imported - started, "markdown": markdown, "rest": build_time - markdown}
