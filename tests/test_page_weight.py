"""Every published page stays within its size limit, so that it loads fast on a slow connection."""

from __future__ import annotations

import gzip
from typing import TYPE_CHECKING

import pytest
from examples import PROJECT

from tools.audit.measures import limit_of, script_limit_of
from tools.audit.page_weight import GZIP_LEVEL, check_bytes, loaded_by, weigh

if TYPE_CHECKING:
    from pathlib import Path

SITE = PROJECT / "site"
PAGES = sorted(path.relative_to(SITE).as_posix() for path in SITE.rglob("*.html"))


@pytest.mark.parametrize("page", PAGES)
def test_a_published_page_stays_within_its_size_limit(page: str) -> None:
    weight = weigh(SITE, page)
    assert weight.total <= (limit_of(page) or weight.total)
    assert weight.script <= script_limit_of(page)


def test_home_chapters_and_timeline_have_limits_and_the_one_page_edition_has_none() -> None:
    limits = {page: limit_of(page) for page in ("index.html", "timeline.html", "north/a.html")}
    assert limits == {"index.html": 35_000, "timeline.html": 60_000, "north/a.html": 35_000}
    assert limit_of("everything.html") is None
    scripts = {page: script_limit_of(page) for page in ("index.html", "timeline.html")}
    assert scripts == {"index.html": 6_000, "timeline.html": 8_000}


@pytest.fixture
def lamps(tmp_path: Path) -> Path:
    """Return a site with a page that loads each kind of file and links to others."""
    files = {
        "north/index.html": '<link rel="canonical" href="far.html"><link rel="icon" href="data:,">'
        '<link rel="stylesheet" href="../lamps.css"><script src="../lamps.js?1" defer></script>'
        '<script type="application/ld+json">{}</script><a href="../sources.html">Sources</a>'
        '<img src="../lamp%20oil.png" alt=""><img src="../lamp%20oil.png" alt="">'
        '<img src="https://example.org/far.png" alt="">'
        '<noscript><link rel="stylesheet" href="without-scripts.css"></noscript>',
        "lamps.css": '@import "more.css"; body { background: url(data:,) }',
        "more.css": "p { background: url('wick.svg#on') }",
        "wick.svg": "<svg/>",
        "lamps.js": "lit = true;" * 50,
        "lamp oil.png": "not packed again" * 50,
    }
    for name, text in files.items():
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return tmp_path


def test_each_file_a_page_loads_is_counted_once_and_linked_pages_are_not(lamps: Path) -> None:
    loaded = {"lamps.css", "lamps.js", "lamp oil.png", "more.css", "wick.svg"}
    assert set(loaded_by(lamps, "north/index.html")) == loaded
    assert len(loaded_by(lamps, "north/index.html")) == len(loaded)


def test_text_is_weighed_gzipped_and_pictures_at_their_own_size(lamps: Path) -> None:
    text_files = ("north/index.html", "lamps.css", "more.css", "wick.svg", "lamps.js")
    sizes = [len(gzip.compress((lamps / name).read_bytes(), GZIP_LEVEL)) for name in text_files]
    weight = weigh(lamps, "north/index.html")
    assert weight.total == sum(sizes) + len("not packed again" * 50)
    assert weight.script == sizes[-1]


def test_a_missing_file_is_an_error_rather_than_zero_bytes(lamps: Path) -> None:
    (lamps / "wick.svg").unlink()
    with pytest.raises(FileNotFoundError):
        weigh(lamps, "north/index.html")


def test_a_page_over_its_limit_fails_the_audit_and_is_named(lamps: Path) -> None:
    (lamps / "lamp oil.png").write_bytes(bytes(35_000))
    (lamps / "index.html").write_text("<p>Northport</p>")
    rows = {row.name: row for row in check_bytes(lamps, ("index.html", "north/index.html"))}
    assert rows["First view, index.html"].is_met
    row = rows["First view, north/index.html"]
    assert not row.is_met
    assert row.faults[0].startswith("north/index.html: 35.")
