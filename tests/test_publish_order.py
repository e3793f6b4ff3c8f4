"""Whenever a build is killed, every link and anchor in the site folder leads somewhere."""

from __future__ import annotations

import posixpath
from collections.abc import Sequence
from typing import TYPE_CHECKING

import pytest
from examples import LAMPS, QUICK, copy_content, file_of
from hypothesis import example, given
from hypothesis import strategies as st
from test_publish import Killed, assert_finished, record_changes

from explainer.build import Settings, make
from explainer.page_links import ids_and_links, link_target, without_links
from explainer.plan import Rank
from explainer.publish import MANIFEST, STAGE, publish
from explainer.render import RenderedFile
from explainer.store import Store

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from pathlib import Path

# A page's ids and links, by its address.
Site = dict[str, tuple[Sequence[str], Sequence[str]]]


def files_of(site: Site, lists: Iterable[str] = ()) -> list[RenderedFile]:
    """Return the pages of a site; a heading says what else a page contains, to tell versions apart."""
    pages = [
        page(
            address,
            f"<body><h1>{ids} {links}</h1>"
            + "".join(f'<p id="{id_}">Lamp</p>' for id_ in ids)
            + "".join(f'<a class="lamp" href="{link}">Lamp</a>' for link in links)
            + "</body>",
        )
        for address, (ids, links) in site.items()
    ]
    return [
        *(file_of(name, repr(site).encode(), Rank.LISTS_PAGES) for name in lists),
        *pages,
    ]


def page(address: str, html: str) -> RenderedFile:
    return file_of(address, html.encode())


def broken_links(site: Path) -> list[str]:
    """Return every link in the folder's pages that leads to no file, or to no id of its page."""
    files = {
        path.relative_to(site).as_posix(): path
        for path in site.rglob("*")
        if path.is_file() and path.relative_to(site).parts[0] not in {STAGE, MANIFEST}
    }
    pages = {a: ids_and_links(f.read_bytes()) for a, f in files.items() if a.endswith(".html")}
    broken = []
    for address, (_, links) in pages.items():
        for link in links:
            if target := link_target(posixpath.dirname(address), link):
                to, anchor = target[0] or address, target[1]
                if to not in files or (anchor and anchor not in pages[to][0]):
                    broken.append(f"{address} → {link}")
    return broken


def kill_at_every_step(
    old: Sequence[RenderedFile],
    new: Sequence[RenderedFile],
    folder: Path,
    check: Callable[[Path], object],
) -> None:
    """Publish `new` over `old`, killed before each change to the disk, and check what is left."""
    step, killed = 0, True
    while killed:
        site = folder / str(step)
        publish(old, site)
        try:
            with record_changes(step, Killed):
                publish(new, site)
            killed = False
        except Killed:
            check(site)
        publish(new, site)
        assert_finished(site, {file.address: file.read().decode() for file in new})
        step += 1
    assert step > 3


def assert_no_link_is_broken(site: Path) -> None:
    assert broken_links(site) == []


HOME: Site = {"index.html": ([], ["a.html", "b.html"]), "a.html": (["x"], ["b.html#y"]),
              "b.html": (["y"], ["a.html#x", "index.html"])}  # fmt: skip
EDITS: dict[str, tuple[Site, Site]] = {
    "a new page": (HOME, {**HOME, "0.html": ([], ["index.html"]),
                          "index.html": ([], ["a.html", "b.html", "0.html"])}),
    "new pages that link to each other": (
        HOME,
        {**HOME, "n.html": (["p"], ["m.html#q"]), "m.html": (["q"], ["n.html#p", "a.html"]),
         "a.html": (["x"], ["b.html#y", "n.html"])},
    ),
    "pages that are removed": (
        {**HOME, "n.html": (["p"], ["m.html#q"]), "m.html": (["q"], ["n.html#p", "a.html"]),
         "a.html": (["x"], ["b.html#y", "n.html"])},
        HOME,
    ),
    "a renamed page": (HOME, {"index.html": ([], ["c.html", "b.html"]), "c.html": (["x"], []),
                              "b.html": (["y"], ["c.html#x", "index.html"])}),
    "renamed headings on pages that link to each other": (
        HOME,
        {**HOME, "a.html": (["x2"], ["b.html#y2"]), "b.html": (["y2"], ["a.html#x2"])},
    ),
    "a heading that moves to another page": (
        {"index.html": ([], ["a.html#x", "b.html"]), "a.html": (["x"], []), "b.html": ([], [])},
        {"index.html": ([], ["a.html", "b.html#x"]), "a.html": ([], []), "b.html": (["x"], [])},
    ),
    "a new heading on the home page": (
        HOME,
        {**HOME, "index.html": (["z"], ["a.html"]), "a.html": (["x"], ["index.html#z"])},
    ),
    "a removed page that links to a renamed heading": (
        {**HOME, "old.html": ([], ["a.html#x"])},
        {**HOME, "a.html": (["x2"], []), "b.html": (["y"], ["a.html#x2"])},
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", EDITS)
def test_no_link_is_ever_broken_for_the_readers_of_a_site_with(name: str, tmp_path: Path) -> None:
    old, new = map(files_of, EDITS[name])
    kill_at_every_step(old, new, tmp_path, assert_no_link_is_broken)


ADDRESSES = ("index.html", "a.html", "b.html", "c/d.html", "c/e.html")
IDS = ("x", "y", "z")


@st.composite
def sites(draw: st.DrawFn) -> Site:
    """Draw a site without broken links that has a home page."""
    pages = {"index.html", *draw(st.sets(st.sampled_from(ADDRESSES)))}
    ids = {p: sorted(draw(st.sets(st.sampled_from(IDS)))) for p in sorted(pages)}
    targets = [f"{p}#{i}" if i else p for p in sorted(pages) for i in ("", *ids[p])]
    site: Site = {}
    for address in sorted(pages):
        links = draw(st.lists(st.sampled_from(targets), max_size=4, unique=True))
        folder = posixpath.dirname(address) or "."
        site[address] = (ids[address], [posixpath.relpath(link, folder) for link in links])
    return site


ONLY_HOME: Site = {"index.html": ([], [])}


@QUICK
@given(sites(), sites())
# Only new pages, while the home page stays as it was.
@example(ONLY_HOME, {**ONLY_HOME, "a.html": ([], ["b.html"]), "b.html": ([], [])})
def test_no_link_is_broken_at_any_moment_while_any_edit_is_published(
    tmp_path_factory: pytest.TempPathFactory, old: Site, new: Site
) -> None:
    site = tmp_path_factory.mktemp("site")
    publish(files_of(old), site)
    with pytest.MonkeyPatch.context() as patch:
        check_after_each_rename(patch, site)
        publish(files_of(new), site)
    assert_finished(site, {file.address: file.read().decode() for file in files_of(new)})


HEADING = "## Wicks\n\nText.\n"
REAL_EDITS: dict[str, tuple[Mapping[str, str], Mapping[str, str]]] = {
    "two new pages beside each other": (
        {},
        {"moves/wick-one.md": "---\ntitle: Wick one\n---\nA [wick](wick-two.md).\n",
         "moves/wick-two.md": "---\ntitle: Wick two\n---\nA [wick](wick-one.md).\n"},
    ),
    "a renamed heading": (
        {"wicks.md": f"---\ntitle: Wicks\n---\n{HEADING}",
         "oil.md": "---\ntitle: Oil\n---\nSee [wicks](wicks.md#wicks).\n"},
        {"wicks.md": f"---\ntitle: Wicks\n---\n{HEADING.replace('Wicks', 'Old wicks')}",
         "oil.md": "---\ntitle: Oil\n---\nSee [wicks](wicks.md#old-wicks).\n"},
    ),
    "a new event": (
        {},
        {"timeline/2032.yaml": "- id: wicks-cut\n  date: 2030-06-01\n  side: north\n  kind: rule\n"
            "  title: Wicks are cut\n  certainty: reported\n  sources: [north-gazette]\n  key: true\n"},
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", REAL_EDITS)
def test_no_link_of_a_real_site_is_broken_while_it_is_published_with(
    name: str, tmp_path: Path
) -> None:
    versions = []
    for number, files in enumerate(REAL_EDITS[name]):
        content = copy_content(LAMPS, tmp_path / f"content{number}", files)
        result = make(Settings(content), Store())
        assert result.can_publish, result.problems
        versions.append(result.pages)
    site = tmp_path / "site"
    publish(versions[0], site)
    for new in (versions[1], versions[0]):
        with pytest.MonkeyPatch.context() as patch:
            check_after_each_rename(patch, site)
            publish(new, site)
        assert broken_links(site) == []


def check_after_each_rename(patch: pytest.MonkeyPatch, site: Path) -> None:
    """Check the links in the site folder after each file that is moved into it or removed."""
    for name in ("replace", "unlink"):
        real = getattr(type(site), name)

        def wrapper(path: Path, *args: object, real: Callable[..., object] = real) -> object:
            result = real(path, *args)
            assert broken_links(site) == []
            return result

        patch.setattr(type(site), name, wrapper)


def order(old: Site, new: Site, site: Path, lists: Iterable[str] = ()) -> list[str]:
    """Return the addresses of files in the order in which they are moved into the site folder."""
    publish(files_of(old, lists), site)
    with record_changes(10**9, Killed) as changes:
        publish(files_of(new, lists), site)
    moves = [c.split(" ", 1)[1] for c in changes if c.startswith(("replace", "unlink"))]
    return [move.removeprefix(f"{site}/") for move in moves if "journal.json" not in move]


def test_new_pages_come_first_then_lists_then_changed_pages_then_home_then_removals(
    tmp_path: Path,
) -> None:
    old: Site = {**HOME, "gone.html": ([], [])}
    new: Site = {
        "index.html": (["h"], ["z.html", "a.html"]),
        "a.html": (["x"], ["z.html"]),
        "b.html": (["w"], []),
        "z.html": ([], ["b.html"]),
    }
    moved = order(old, new, tmp_path, lists=["feed.xml"])
    assert moved == ["z.html", "feed.xml", "a.html", "b.html", "index.html", "gone.html", MANIFEST]


def test_the_first_build_writes_each_page_once_and_the_home_page_last(tmp_path: Path) -> None:
    moved = order({}, HOME, tmp_path)
    assert moved == ["a.html", "b.html", "index.html", MANIFEST]


def test_an_interim_page_keeps_everything_but_links_that_lead_nowhere_yet() -> None:
    html = b'<body><a class="k" href="a.html">A</a> <a href="b.html">B</a><img src="b.html"></body>'
    kept = without_links(html, lambda link: link == "b.html")
    assert kept == b'<body><a class="k" href="a.html">A</a> <a>B</a><img src="b.html"></body>'
