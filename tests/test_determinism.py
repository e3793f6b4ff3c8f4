"""The same content gives the same bytes, after any edits and with any number of processes."""

from __future__ import annotations

import os
import random
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from examples import FIVE, LAMPS, PROJECT, copy_content

from explainer.build import Settings, build, make
from explainer.load import load
from explainer.store import Store

if TYPE_CHECKING:
    from pathlib import Path

# A file of the lamps example, text in it, and its replacement.
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
    ("upcoming.yaml", "2031-09", "2031-10"),
    ("outcomes/lamps-return.md", "likelihood: likely", "likelihood: very likely"),
    ("about.md", "title: About", "aliases: [was.html]\ntitle: About"),
    ("about.md", "All of it", "[chart lamps]\n\nAll of it"),
)


def files_below(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def edit(content_dir: Path, rng: random.Random) -> None:
    """Apply a random edit, or undo it if it was applied before."""
    name, old, new = rng.choice(EDITS)
    path = content_dir / name
    text = path.read_text(encoding="utf-8")
    changed = text.replace(new, old, 1) if new in text else text.replace(old, new, 1)
    assert changed != text, name
    path.write_text(changed, encoding="utf-8")


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_after_any_series_of_edits_the_site_equals_a_clean_build(tmp_path: Path, seed: int) -> None:
    content_dir = copy_content(LAMPS, tmp_path / "content")
    rng = random.Random(seed)  # noqa: S311
    store = Store()
    for step in range(5):
        for _ in range(rng.randint(1, 3)):
            edit(content_dir, rng)
        assert build(Settings(content_dir, tmp_path / "edited"), store).can_publish
        clean = tmp_path / f"clean-{step}"
        assert build(Settings(content_dir, clean), Store()).can_publish
        assert files_below(tmp_path / "edited") == files_below(clean)


def test_every_edit_applies_and_leaves_the_content_valid(tmp_path: Path) -> None:
    content_dir = copy_content(LAMPS, tmp_path / "content")
    for name, old, new in EDITS:
        path = content_dir / name
        text = path.read_text(encoding="utf-8")
        assert text.count(old) == 1, (name, old)
        path.write_text(text.replace(old, new), encoding="utf-8")
    assert make(Settings(content_dir), Store()).can_publish


def test_an_unchanged_page_is_not_rebuilt(monkeypatch: pytest.MonkeyPatch) -> None:
    store = Store()
    first = make(Settings(FIVE), store)

    def fail(*arguments: object) -> None:
        pytest.fail(f"rebuilt although unchanged: {arguments}")

    monkeypatch.setattr("explainer.render.facts_of", fail)
    monkeypatch.setattr("explainer.prose.convert.to_fragment", fail)
    assert make(Settings(FIVE), store) == first


def test_many_processes_load_the_same_content_as_one(tmp_path: Path) -> None:
    page = "---\ntitle: Page {0}\n---\n## Part\n\nText {0} [@almanac], *more* & “more”.\n"
    files = {f"bell-{number}.md": page.format(number) for number in range(85)}
    content_dir = copy_content(FIVE, tmp_path / "content", files)
    alone, _ = load(content_dir, Store(), jobs=1)
    shared, _ = load(content_dir, Store(), jobs=2)
    assert alone == shared


def test_the_order_in_which_files_are_created_does_not_matter(tmp_path: Path) -> None:
    names = [path.relative_to(LAMPS) for path in LAMPS.rglob("*") if path.is_file()]
    for order, folder in ((sorted(names), "one"), (sorted(names, reverse=True), "two")):
        for name in order:
            target = tmp_path / folder / name
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes((LAMPS / name).read_bytes())
    first, second = (make(Settings(tmp_path / name), Store()).pages for name in ("one", "two"))
    assert first == second


def test_keys_are_the_same_in_every_process() -> None:
    """Sets of text have another order in each process, unless the seed of their hashes is fixed."""
    script = (
        "from examples import lamps, outputs\n"
        "print({address: output.key for address, output in outputs(lamps()).items()})"
    )

    def keys(seed: str) -> str:
        environment = {
            **os.environ,
            "PYTHONHASHSEED": seed,
            "PYTHONPATH": f"{PROJECT}:{PROJECT}/tests",
        }
        command = [sys.executable, "-c", script]
        return subprocess.run(
            command, env=environment, check=True, capture_output=True, text=True
        ).stdout

    assert keys("1") == keys("2")
