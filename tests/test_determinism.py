"""The same content gives the same bytes: after any edits, with any number of processes."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

import pytest
from examples import FIVE, LAMPS, copied

from explainer.build import Settings, build, make
from explainer.load import load
from explainer.store import Store

if TYPE_CHECKING:
    from pathlib import Path

# A file of lamps, what stands in it, and what an editor may write instead.
EDITS = (
    ("site.yaml", "name: Northport,", "name: Norport,"),
    ("site.yaml", "as_of: 2031-05-20", "as_of: 2031-06-20"),
    ("index.md", "stayed bright", "stayed [bright](background.md#more-of-it)"),
    ("background.md", "## What a lens does", "Text above.\n\n## What a lens does"),
    ("background.md", "[accounts why-dim]", "[outcomes]"),
    ("moves/tolls.md", "side=south", "side=north"),
    ("timeline/all.yaml", "Pilots stay away", "Pilots stay & wait"),
    ("timeline/all.yaml", "answers: [dimming]", "follows: [dimming]"),
    ("timeline/all.yaml", "expires: 2033-03-14", "expires: 2031-03-14"),
    ("sources.yaml", "The Lamp Rule", "The Lamp Act"),
    ("glossary.yaml", "term: 光", "term: candela"),
    ("charts/lamps.yaml", "mark: bar", "mark: point"),
    ("data/lamps.csv", "Old,900", "Old,950"),
    ("changes.yaml", "First edition.", "First edition of all."),
    ("outcomes/lamps-return.md", "likelihood: likely", "likelihood: very likely"),
    ("about.md", "title: About", "aliases: [was.html]\ntitle: About"),
    ("about.md", "All of it", "[chart lamps]\n\nAll of it"),
)


def files_below(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name != ".lock"
    }


def edit(content_dir: Path, chance: random.Random) -> None:
    """Make one of the edits, or take it back where it was made before."""
    name, old, new = chance.choice(EDITS)
    path = content_dir / name
    text = path.read_text(encoding="utf-8")
    changed = text.replace(new, old, 1) if new in text else text.replace(old, new, 1)
    assert changed != text, name
    path.write_text(changed, encoding="utf-8")


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_after_any_series_of_edits_the_site_is_the_one_made_anew(tmp_path: Path, seed: int) -> None:
    content_dir = copied(LAMPS, tmp_path / "content")
    chance = random.Random(seed)  # noqa: S311
    store = Store()
    for step in range(5):
        for _ in range(chance.randint(1, 3)):
            edit(content_dir, chance)
        assert build(Settings(content_dir, tmp_path / "edited"), store).is_sound
        clean = tmp_path / f"clean-{step}"
        assert build(Settings(content_dir, clean), Store()).is_sound
        assert files_below(tmp_path / "edited") == files_below(clean)


def test_every_edit_can_be_made_and_leaves_the_content_sound(tmp_path: Path) -> None:
    content_dir = copied(LAMPS, tmp_path / "content")
    for name, old, new in EDITS:
        path = content_dir / name
        text = path.read_text(encoding="utf-8")
        assert text.count(old) == 1, (name, old)
        path.write_text(text.replace(old, new), encoding="utf-8")
    assert make(Settings(content_dir), Store()).is_sound


def test_an_unchanged_page_is_not_made_again(monkeypatch: pytest.MonkeyPatch) -> None:
    store = Store()
    first = make(Settings(FIVE), store)

    def fail(given: object) -> None:
        pytest.fail(f"{given} was made again")

    monkeypatch.setattr("explainer.render._made", fail)
    monkeypatch.setattr("explainer.load.prose_fields.to_fragment", fail)
    assert make(Settings(FIVE), store) == first


def test_many_processes_read_what_one_reads(tmp_path: Path) -> None:
    page = "---\ntitle: Page {0}\n---\n## Part\n\nText {0} [@almanac], *more* & “more”.\n"
    files = {f"bell-{number}.md": page.format(number) for number in range(85)}
    content_dir = copied(FIVE, tmp_path / "content", files)
    one, _ = load(content_dir, Store(), jobs=1)
    two, _ = load(content_dir, Store(), jobs=2)
    assert one == two


def test_the_order_in_which_files_were_written_is_no_matter(tmp_path: Path) -> None:
    names = [path.relative_to(LAMPS) for path in LAMPS.rglob("*") if path.is_file()]
    for order, folder in ((sorted(names), "one"), (sorted(names, reverse=True), "two")):
        for name in order:
            target = tmp_path / folder / name
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes((LAMPS / name).read_bytes())
    one, two = (make(Settings(tmp_path / name), Store()).pages for name in ("one", "two"))
    assert one == two
