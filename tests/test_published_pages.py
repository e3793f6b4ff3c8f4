"""What a reader meets on the built pages: citations in order, and nothing wider than a phone."""

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
    for page in make(Settings(content_dir), Store()).pages:
        if numbers := [int(number) for number in _CITED.findall(page.data)]:
            yield page.address, numbers


@pytest.mark.parametrize("content_dir", [PROJECT / "content", LAMPS], ids=["h200", "lamps"])
def test_citations_are_numbered_in_the_order_in_which_a_reader_meets_them(
    content_dir: Path,
) -> None:
    for address, numbers in first_citations(content_dir):
        assert numbers == list(range(1, len(numbers) + 1)), address
