"""docs/look.md works as written: its files build, change what it says, and its messages are real."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
from examples import PROJECT, write_files

from explainer.build import Result, Settings, make
from explainer.cli import main
from explainer.load.record_fields import fields_by_key
from explainer.model import Theme
from explainer.store import Store

GUIDE = PROJECT / "docs" / "look.md"
TEXT = GUIDE.read_text(encoding="utf-8")
FILE = re.compile(r"^`([\w./-]+)`\n\n```\w+\n(.*?)^```$", re.DOTALL | re.MULTILINE)
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.DOTALL | re.MULTILINE)
PAGE = "---\ntitle: Two towns\nkey_points: [Tails catch in sails.]\n---\n[events side=highfield]\n"
EVENTS = """\
- id: ban
  date: 2041-04-03
  side: highfield
  kind: rule
  title: Tails are forbidden
  certainty: reported
  sources: [book]
"""
OTHERS = {
    "content/index.md": PAGE,
    "content/site.yaml": "kinds: {rule: Rule}\n",
    "content/timeline/2041.yaml": EVENTS,
    "content/sources.yaml": "- {id: book, title: Book, publisher: Mill, standing: primary}\n",
}


def files() -> dict[str, str]:
    """Return the guide's files, each block added to the end of its file."""
    found: dict[str, str] = {}
    for name, block in FILE.findall(TEXT):
        found[name] = found.get(name, "") + block
    site = found["content/site.yaml"] + OTHERS["content/site.yaml"]
    return OTHERS | found | {"content/site.yaml": site}


def build(folder: Path, *left_out: str) -> Result:
    kept = {name: text for name, text in files().items() if name not in left_out}
    write_files(folder, kept)
    settings = Settings(folder / "content", folder / "site", overlay=folder / "templates")
    return make(settings, Store())


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    result = build(tmp_path_factory.mktemp("look"))
    assert result.problems == ()
    return {page.address: page.read().decode() for page in result.pages}


def test_the_colours_are_in_the_style_sheet_the_icon_and_on_each_page(
    pages: dict[str, str],
) -> None:
    style = pages["assets/style.css"]
    assert re.search(r"--side-1:#00695c", style)
    assert re.search(r"--side-2:#fdba74", style)
    assert "fill='%2300695c'" in pages["index.html"]


def test_the_logo_is_before_the_title_on_every_page(pages: dict[str, str]) -> None:
    logo = '<img src="images/kite.svg" alt="" width="28" height="28"> The Kite Affair</a>'
    shown = {name for name, page in pages.items() if logo in page}
    assert shown >= {"index.html", "timeline.html", "sources.html"}
    assert "images/kite.svg" in pages


def test_extra_rules_come_last_and_change_colours_and_lengths(pages: dict[str, str]) -> None:
    style = pages["assets/style.css"]
    assert style.rstrip().endswith("h1{font-style:italic}")
    assert "--measure:36rem" in style
    assert "var(--measure)" in style
    assert "light-dark" not in style
    assert "assets/extra.css" not in pages


def test_the_template_of_the_guide_replaces_the_built_in_one(pages: dict[str, str]) -> None:
    assert '<h2 id="page.key" class="quiet-heading">In short</h2>' in pages["index.html"]


def messages() -> list[str]:
    blocks = (block for language, block in BLOCK.findall(TEXT) if language == "text")
    return [line for block in blocks for line in block.splitlines() if ": error: " in line]


@pytest.mark.parametrize(
    ("number", "edit"),
    [
        (0, ("content/site.yaml", "#00695c", "#26a69a")),
        (1, ("templates/key-points.html", "in key_points", "in points")),
    ],
)
def test_the_messages_in_the_guide_are_printed(
    number: int,
    edit: tuple[str, str, str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    file, old, new = edit
    write_files(tmp_path, files() | {file: files()[file].replace(old, new)})
    monkeypatch.chdir(tmp_path)
    assert main(["check"]) == 1
    assert messages()[number] in capsys.readouterr().err.splitlines()


def test_every_block_is_a_file_a_message_a_tree_or_the_command() -> None:
    languages = [language for language, _ in BLOCK.findall(TEXT)]
    assert len(languages) == len(FILE.findall(TEXT)) + languages.count("text") + 1
    assert languages.count("text") == len(messages()) + 1


def test_the_command_prints_where_the_built_in_templates_are() -> None:
    (command,) = (block for language, block in BLOCK.findall(TEXT) if language == "sh")
    assert command.startswith('python -c "')
    code = command.partition('"')[2].rpartition('"')[0]
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=PROJECT
    )
    assert (Path(done.stdout.strip()) / "base.html").exists()


def test_every_key_of_the_theme_is_used_and_explained() -> None:
    text = BLOCK.sub("", TEXT)
    assert {key for key in fields_by_key(Theme) if f"`{key}`" not in text} == set()


def test_the_files_that_the_guide_names_exist_among_the_built_in_ones() -> None:
    table = TEXT.partition("| File | What it is |")[2].partition("\n\n")[0]
    for names in re.findall(r"^\| (`.*?) \|", table, re.MULTILINE):
        for name in re.findall(r"`([\w./]+)`", names):
            assert (PROJECT / "templates" / name).exists()


def test_the_other_guide_and_the_readme_link_to_this_one() -> None:
    assert "(../look.md)" in (PROJECT / "docs" / "guide" / "site.md").read_text(encoding="utf-8")
    assert "(docs/look.md)" in (PROJECT / "README.md").read_text(encoding="utf-8")
    targets = re.findall(r"\]\((?!https:)([^)\s]+)\)", BLOCK.sub("", TEXT))
    assert targets
    assert all((GUIDE.parent / target).exists() for target in targets)
