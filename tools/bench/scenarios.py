"""The scenarios: what is edited before a build, and what has to be in the site after it."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tools.bench.generators import Mode
from tools.bench.workspace import Workspace

# A page that is added, then renamed, then deleted, beside the page that is edited.
ADDED, RENAMED = "added-page.md", "renamed-page.md"


@dataclass(frozen=True)
class Expected:
    """What a build must have done: `shown` is text by output; `gone` are outputs removed."""

    shown: tuple[tuple[str, str], ...] = ()
    gone: tuple[str, ...] = ()


@dataclass(frozen=True)
class Scenario:
    """A build to time.

    `edit(workspace, word)` changes the project so that `word` should appear in the site.
    `prepare(workspace)` makes the edit possible and returns whether that changed anything, so that
    a build is needed first.
    """

    name: str
    title: str
    mode: Mode = "warm"
    edit: Callable[[Workspace, str], Expected] = lambda _workspace, _word: Expected()
    prepare: Callable[[Workspace], bool] = lambda _: False


def _edit_text(workspace: Workspace, word: str) -> Expected:
    page = _source(workspace, workspace.edited)
    page.write_text(page.read_text(encoding="utf-8") + f"\nAdded {word}.\n", encoding="utf-8")
    return Expected(((workspace.output(workspace.edited), word),))


def _edit_title(workspace: Workspace, word: str) -> Expected:
    page = _source(workspace, workspace.edited)
    replace_once(page, r"^(title: |Title: |# ).*$", rf"\g<1>Renamed {word}")
    shown = (workspace.output(workspace.edited), *workspace.listed(workspace.edited))
    return Expected(tuple((name, word) for name in shown))


def _add_page(workspace: Workspace, word: str) -> Expected:
    name = _beside_edited(workspace, ADDED)
    text = f"{workspace.dialect.front(f'Added {word}')}\n\nAdded words.\n"
    _source(workspace, name).write_text(text, encoding="utf-8")
    shown = (workspace.output(name), *workspace.listed(name))
    return Expected(tuple((output, word) for output in shown))


def _rename_page(workspace: Workspace, _: str) -> Expected:
    old, new = (_beside_edited(workspace, name) for name in (ADDED, RENAMED))
    _source(workspace, old).rename(_source(workspace, new))
    return Expected(((workspace.output(new), "Added"),), (workspace.output(old),))


def _delete_page(workspace: Workspace, _: str) -> Expected:
    name = _beside_edited(workspace, RENAMED)
    _source(workspace, name).unlink()
    return Expected((), (workspace.output(name),))


def _only_added(*names: str) -> Callable[[Workspace], bool]:
    """Return a function that makes these the only ones of the pages to add, rename and delete."""

    def prepare(workspace: Workspace) -> bool:
        changed = False
        for name in (ADDED, RENAMED):
            page = _source(workspace, _beside_edited(workspace, name))
            if page.exists() and name not in names:
                page.unlink()
                changed = True
            elif not page.exists() and name in names:
                text = f"{workspace.dialect.front('Added earlier')}\n\nAdded words.\n"
                page.write_text(text, encoding="utf-8")
                changed = True
        return changed

    return prepare


def _edit_event(workspace: Workspace, word: str) -> Expected:
    file = sorted((workspace.pages / "timeline").glob("*.yaml"))[-1]
    replace_once(file, r"^  title: .*$", f"  title: Event {word}")
    return Expected((("timeline.html", word),))


def _edit_source(workspace: Workspace, word: str) -> Expected:
    replace_once(workspace.pages / "sources.yaml", r"^  title: .*$", f"  title: Source {word}")
    return Expected((("sources.html", word),))


def _edit_template(workspace: Workspace, word: str) -> Expected:
    template = workspace.folder / "templates" / "base.html"
    replace_once(
        template,
        r'(?:<meta name="bench" content="\w+">\n)?</head>',
        f'<meta name="bench" content="{word}">\n</head>',
    )
    return Expected((("index.html", word), (workspace.output(workspace.edited), word)))


def _edit_stylesheet(workspace: Workspace, word: str) -> Expected:
    sheet = workspace.folder / "templates" / "styles" / "home.css"
    sheet.write_text(
        sheet.read_text(encoding="utf-8") + f"\n.{word} {{ order: 1 }}\n", encoding="utf-8"
    )
    return Expected((("assets/style.css", word),))


def _edit_chart_spec(workspace: Workspace, word: str) -> Expected:
    chart = workspace.pages / "charts" / "ascend-output.yaml"
    replace_once(chart, r"title: Units in the year.*$", f"title: Units in the year, {word}")
    return Expected((("background/chinas-self-reliance.html", word),))


def _edit_chart_data(workspace: Workspace, word: str) -> Expected:
    """Change the first value of a chart; `word` is turned into a number."""
    data = workspace.pages / "data"
    number = 200_000 + sum(map(ord, word)) % 997 + 1
    if (shipped := data / "ascend-output.csv").exists():
        replace_once(shipped, r"(?<=,2025,)\d+(?=,ceiling)", str(number))
        return Expected((("background/chinas-self-reliance.html", f"{number:,}"),))
    replace_once(data / "made-up-0.csv", r"(?<=^2030,)\d+$", str(number))
    return Expected((("index.html", f"{number}"),))


def _source(workspace: Workspace, page: str) -> Path:
    return workspace.pages / page


def _beside_edited(workspace: Workspace, name: str) -> str:
    return f"{workspace.edited.rpartition('/')[0]}/{name}"


def replace_once(file: Path, pattern: str, text: str) -> None:
    """Replace the first match in a file; raises ValueError if there is none, or nothing changes."""
    before = file.read_text(encoding="utf-8")
    after = re.sub(pattern, text, before, count=1, flags=re.MULTILINE)
    if after == before:
        raise ValueError(f"nothing to replace in {file}")
    file.write_text(after, encoding="utf-8")


SCENARIOS = {
    scenario.name: scenario
    for scenario in (
        Scenario("cold", "cold, no cache", "cold"),
        Scenario("none", "no change"),
        Scenario("text", "edit a page's text", edit=_edit_text),
        Scenario("title", "edit a page's title", edit=_edit_title),
        Scenario("add", "add a page", edit=_add_page, prepare=_only_added()),
        Scenario("rename", "rename a page", "removing", _rename_page, _only_added(ADDED)),
        Scenario("delete", "delete a page", "removing", _delete_page, _only_added(RENAMED)),
        Scenario("event", "edit an event", edit=_edit_event),
        Scenario("source", "edit a source", edit=_edit_source),
        Scenario("template", "edit a template", edit=_edit_template),
        Scenario("stylesheet", "edit the stylesheet", edit=_edit_stylesheet),
        Scenario("spec", "edit a chart's spec", edit=_edit_chart_spec),
        Scenario("data", "edit a chart's data", edit=_edit_chart_data),
        Scenario("check", "check, nothing changed", "check"),
    )
}
PAGES = ("cold", "none", "text", "title", "add", "rename", "delete")
CITED = (*PAGES, "event", "source", "data", "check")
# What the peers have no counterpart for.
OURS_ONLY = frozenset(SCENARIOS) - frozenset(PAGES)


def what_is_wrong(workspace: Workspace, expected: Expected) -> str | None:
    """Return what in a site doesn't correspond to an edit, or None."""
    for name, text in expected.shown:
        path = workspace.site / name
        if not path.exists():
            return f"{name} is missing"
        if text not in path.read_text(encoding="utf-8"):
            return f"{name} doesn't show the edit"
    for name in expected.gone:
        if (workspace.site / name).exists():
            return f"{name} wasn't removed"
    return None
