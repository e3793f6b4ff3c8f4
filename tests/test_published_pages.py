"""Citations on every built page are numbered in reading order."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from examples import LAMPS, PROJECT

from explainer.build import Settings, make
from explainer.store import Store

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_CITED = re.compile(rb' id="cite\.(\d+)\.1"')


def first_citations(content_dir: Path) -> Iterator[tuple[str, list[int]]]:
    """Yield each page's address and the numbers of its sources in the order they're first cited."""
    for page in make(Settings(content_dir), Store()).pages:
        if numbers := [int(number) for number in _CITED.findall(page.read())]:
            yield page.address, numbers


@pytest.mark.parametrize("content_dir", [PROJECT / "content", LAMPS], ids=["h200", "lamps"])
def test_citations_are_numbered_in_reading_order_on_every_page(
    content_dir: Path,
) -> None:
    for address, numbers in first_citations(content_dir):
        assert numbers == list(range(1, len(numbers) + 1)), address
