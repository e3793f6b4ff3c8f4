"""The guide to writing does what it says: what it has one type is typed here, and built.

Its blocks become the files that they name, section by section; nothing that an editor may write is
left out of it.
"""

from __future__ import annotations

import dataclasses
import re
import shlex
import typing
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path, PurePosixPath
from typing import Any, Literal, get_args, get_origin

import pytest
from examples import PROJECT, templates, written

from explainer import cli, markers, model
from explainer.build import Result, Settings, make
from explainer.check.addresses import RESERVED, TAKEN_OVER
from explainer.fragment import Mark, MarkKind
from explainer.load.decode import _fields
from explainer.load.page_files import NOT_PAGES
from explainer.load.unused_files import KNOWN_FILES
from explainer.model import Record
from explainer.pages.kinds import MOST_ON_ONE_PAGE
from explainer.prose.allowed_html import TYPED_TAGS, WITHIN_LINES
from explainer.store import Store

GUIDE = PROJECT / "docs" / "writing.md"
TEXT = GUIDE.read_text(encoding="utf-8")
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.DOTALL | re.MULTILINE)
FILE = re.compile(r"^`([\w./-]+)`\n\n```(\w+)\n(.*?)^```$", re.DOTALL | re.MULTILINE)
HEADING = re.compile(r"^## (.+)$", re.MULTILINE)
LANGUAGES = {".yaml": "yaml", ".md": "markdown", ".csv": "csv", ".svg": "xml"}


def sections() -> Iterator[tuple[str, str]]:
    """Yield the heading and the text of each section; what stands in a block is no heading."""
    without_blocks = BLOCK.sub(lambda block: re.sub(r"[^\n]", " ", block[0]), TEXT)
    found = list(HEADING.finditer(without_blocks))
    ends = [heading.start() for heading in found[1:]] + [len(TEXT)]
    for heading, end in zip(found, ends, strict=True):
        yield heading[1], TEXT[heading.end() : end]


@cache
def stages() -> dict[str, dict[str, str]]:
    """Return the files that there are after each section, as the guide says how to write them."""
    files: dict[str, str] = {}
    after: dict[str, dict[str, str]] = {}
    for heading, text in sections():
        for name, _, block in FILE.findall(text):
            between = "\n" if name.endswith(".md") else ""
            files[name] = f"{files[name]}{between}{block}" if name in files else block
        after[heading] = dict(files)
    return after


LAST = list(stages().values())[-1]


def built(folder: Path, files: Mapping[str, str], *, drafts: bool = False) -> Result:
    content_dir = written(folder / "kites", files)
    return make(Settings(content_dir, folder / "site", strict=True, drafts=drafts), Store())


@pytest.fixture(autouse=True)
def shipped_templates(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("explainer.build.read_templates", lambda _: templates())


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Result:
    """Return what a build makes of all that the guide has one write, drafts included."""
    return built(tmp_path_factory.mktemp("whole"), LAST, drafts=True)


@pytest.mark.parametrize("heading", stages())
def test_after_each_section_the_explainer_builds_without_a_warning(
    heading: str, tmp_path: Path
) -> None:
    result = built(tmp_path, stages()[heading])
    assert result.problems == ()
    assert result.pages


def test_with_its_drafts_it_builds_without_a_warning_too(whole: Result) -> None:
    assert whole.problems == ()


def test_every_block_is_a_file_of_its_kind_or_a_command() -> None:
    files = {(language, block) for _, language, block in FILE.findall(TEXT)}
    commands = {block for language, block in BLOCK.findall(TEXT) if language == "sh"}
    assert commands
    assert {(language, block) for language, block in BLOCK.findall(TEXT)} == files | {
        ("sh", block) for block in commands
    }
    for name, language, _ in FILE.findall(TEXT):
        assert LANGUAGES[PurePosixPath(name).suffix] == language


def commands() -> list[list[str]]:
    lines = "".join(block for language, block in BLOCK.findall(TEXT) if language == "sh")
    return [shlex.split(line) for line in lines.splitlines()]


@pytest.mark.parametrize("words", commands(), ids=" ".join)
def test_every_command_runs(
    words: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    python, script, *arguments = words
    assert (python, script) == (".venv/bin/python", "build.py")
    written(tmp_path / "kites", LAST)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("explainer.preview.serve", lambda *_, **__: 0)
    assert cli.main(arguments) == 0
    assert (tmp_path / "kites-site" / "index.html").exists() == (
        not {"check", "serve"} & set(arguments)
    )


def records_in(value: object) -> Iterator[Record]:
    """Yield every record in records, lists and mappings."""
    if isinstance(value, Record):
        yield value
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        for spec in dataclasses.fields(value):
            yield from records_in(getattr(value, spec.name))
    elif isinstance(value, Mapping):
        for each in value.values():
            yield from records_in(each)
    elif isinstance(value, tuple):
        for each in value:
            yield from records_in(each)


def kinds_of_records() -> list[type[Record]]:
    """Return the kinds of records that an editor writes as keys and values."""
    found: list[type[Record]] = []
    for name, each in vars(model).items():
        if name not in {"Record", "Page", "Asset"} and isinstance(each, type):
            found += [each] if issubclass(each, Record) else []
    return found


# What an editor does not write as a key: a file's name, or what stands before the colon.
GIVEN = {(model.Side, "id"), (model.Chart, "id")}


# The section that explains the keys of each kind of record.
EXPLAINED = {
    "The site": (model.Site, model.Side, model.Publisher),
    "Pages and chapters": (model.FrontMatter,),
    "Sources and their standing": (model.Source, model.Via),
    "Events": (model.Event, model.LocalDate),
    "Measures: what is in force": (model.Measure,),
    "Outcomes and indicators": (model.Outcome, model.Estimate, model.Indicator, model.Resolution),
    "Terms": (model.Term,),
    "Markers": (model.AccountSet, model.NoneFound, model.Chart),
    "Status and changes": (model.StatusItem, model.Change),
}


def test_every_kind_of_record_is_explained_in_a_section() -> None:
    explained = [kind for kinds in EXPLAINED.values() for kind in kinds]
    assert {kind.__name__ for kind in explained} == {kind.__name__ for kind in kinds_of_records()}


@pytest.mark.parametrize(
    ("kind", "heading"),
    [(kind, heading) for heading, kinds in EXPLAINED.items() for kind in kinds],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_every_key_of_a_record_is_written_once_at_least_and_explained(
    kind: Any, heading: str, whole: Result
) -> None:
    keys = {key for key in _fields(kind) if (kind, key) not in GIVEN}
    records = [record for record in records_in(whole.content) if type(record) is kind]
    assert {path[0] for record in records for path in record.lines} == keys
    explained = BLOCK.sub("", dict(sections())[heading])
    assert {key for key in keys if not re.search(rf"`{key}[:`]", explained)} == set()


def test_every_word_that_a_key_takes_is_named() -> None:
    words = {
        word
        for kind in kinds_of_records()
        for hint in typing.get_type_hints(kind).values()
        for literal in (hint, *get_args(hint))
        if get_origin(literal) is Literal
        for word in get_args(literal)
    }
    assert len(words) > 20
    assert {word for word in words if f"`{word}`" not in TEXT} == set()


def marks(result: Result) -> list[Mark]:
    assert result.content is not None
    return [mark for page in result.content.pages for mark in page.prose.marks]


def test_every_marker_is_written_with_each_of_its_options_and_explained(whole: Result) -> None:
    blocks = [mark for mark in marks(whole) if mark.kind == "block"]
    assert {mark.target for mark in blocks} == set(markers.MARKERS)
    assert {name for mark in blocks for name, _ in mark.pairs if name} == markers.FILTERS
    for marker in markers.MARKERS:
        assert f"| `[{marker}" in TEXT or f", `[{marker}]`" in TEXT
    for option in markers.FILTERS:
        assert f"`{option}=`" in TEXT


def test_every_kind_of_link_is_written(whole: Result) -> None:
    assert {mark.kind for mark in marks(whole)} == set(get_args(MarkKind))


def test_every_option_of_every_command_is_named() -> None:
    _, parsers = cli._parsers()
    options = {option for parser in parsers.values() for option in parser.takes_value}
    assert {name for name in options if f"`{name}`" not in TEXT} == {"-h", "--help"}
    assert {name for name in parsers if f"`{name}`" not in TEXT} == set()


def test_every_file_and_folder_that_the_build_knows_is_written_or_named() -> None:
    assert set(KNOWN_FILES) <= LAST.keys()
    folders = {PurePosixPath(name).parts[0] for name in LAST}
    assert set(NOT_PAGES) - {"assets"} <= folders
    made = TEXT[TEXT.index("The build makes") : TEXT.index("A page of your own named")]
    for address in TAKEN_OVER | RESERVED:
        assert f"`{address.removesuffix('.html')}`" in made
    assert f"{MOST_ON_ONE_PAGE} pages" in made.replace("\n", " ")


def test_every_element_that_may_be_typed_within_a_line_is_named() -> None:
    said = TEXT[TEXT.index("HTML that does no harm") : TEXT.index("Scripts, styles, frames")]
    named = set(re.findall(r"`(\w+)`", said))
    assert named - {"br", "details", "div", "summary"} == WITHIN_LINES
    assert named <= TYPED_TAGS


# What the guide says, the page where it is to be seen, and what is to be seen there.
PROMISES: list[tuple[str, str, str]] = [
    ("stand at the foot of each page", "about.html", "CC BY 4.0 · <a href"),
    ("its description for search results", "timeline.html", "A made-up dispute."),
    ("on a chapter's first page they are listed", "lowfield.html", "#flour-toll"),
    ("a sentence below the title", "background/index.html", '"standfirst">Mills, wind,'),
    ("a list above the text, in Markdown", "background/index.html", ">Key points</h2>"),
    ("is linked from the foot of each page", "highfield.html", ">About this explainer</a>"),
    ("gives that list another title", "sources.html", "<h1>What this rests on</h1>"),
    ("and a text above it", "sources.html", "which do not exist.</p></div>"),
    ("its words in lower case with hyphens", "background/tails.html", 'id="how-long-is-long"'),
    ("Footnotes are lettered", "background/tails.html", '#fn:measured">a</a>'),
    ("definition lists", "background/tails.html", "<dt>Ribbon</dt>"),
    ("admonitions", "background/tails.html", '"admonition-title">In short</p>'),
    ("Attributes of a paragraph", "background/tails.html", '<p id="clockwise">'),
    ("a number that opens the source", "background/tails.html", '<a href="#src.mill-book"'),
    ("the same, with the place in it", "background/tails.html", ">1, p. 12</a>"),
    ("where a copy does", "sources.html", ">archived copy of “Short tails only,”"),
    ("who really reported it", "sources.html", "; reported by Valley News;"),
    ("where it was read", "sources.html", '; read at <a href="https://example.org/letter">'),
    ("people who are not named", "sources.html", "reporting, people not named"),
    ("as precisely as it is written", "timeline.html", '<time datetime="2041-06">June 2041<'),
    ("`timeline.html#tail-rule`", "timeline.html", 'id="tail-rule"'),
    ("where it happened", "timeline.html", ">Highfield market</p>"),
    ("the local `date` elsewhere", "timeline.html", ">12 April 2041</time> in Farfield"),
    ("it says “after 9 days”", "timeline.html", "(after 9 days)"),
    ("what was answered shows “answered by”", "timeline.html", ">Answered by</span> <a"),
    ("is shown as such", "timeline.html", "(our reading)"),
    ("where an end is set", "timeline.html", "set to expire on <time"),
    ("the event that ended it", "timeline.html", ', ended by <a href="#sail-talks">'),
    ("names it in the diagram", "index.html", "<tspan>Highfield forbids </tspan>"),
    ("which are shown with their range", "outcomes/tails-return.html", "</strong> (55–80%)"),
    ("worked out afterwards", "outcomes/tails-return.html", "(reconstructed afterwards from"),
    ("how it ended", "outcomes/guild-splits.html", "Resolved: did not"),
    ("opens the definition", "background/tails.html", 'href="#term.sail-distance"'),
    ("`\\SD` stays plain", "background/tails.html", "and SD here is plain."),
    ("empty cells too", "background/moves.html", ">none found</span></td>"),
    ("`none_found` says what was searched", "background/moves.html", ">No account found.</p>"),
    ("what others have established", "background/moves.html", ">What others have found</p>"),
    ("`columns` are those of the table", "background/moves.html", ">Tails sold</th>"),
    (
        "which readers can download",
        "background/moves.html",
        '<a href="../data/tails.csv" download>',
    ),
    ("is a figure, and the text in quotes", "background/index.html", "<figcaption>What may still"),
    ("a mere decoration says so", "background/index.html", '<img alt="" class="decorative"'),
    ("at the top of the home page", "index.html", ">Where things stand</h2>"),
    ("It becomes the page Changes", "changes.html", "The eased rule was added."),
    ("a page there leads on to the new one", "old/ribbons.html", "../background/tails.html"),
    (
        "A source's `language` marks its title",
        "sources.html",
        '<cite class="source-title" lang="zh">',
    ),
    ("canonical links", "about.html", '"canonical" href="https://example.org/kites/about.html"'),
]


@pytest.mark.parametrize(("said", "address", "seen"), PROMISES)
def test_what_the_guide_promises_is_on_the_page(
    said: str, address: str, seen: str, whole: Result
) -> None:
    assert said in " ".join(TEXT.split())
    (page,) = (page.data.decode() for page in whole.pages if page.address == address)
    assert seen in page


def test_a_feed_a_map_and_a_picture_come_with_a_base_address_and_not_before(
    tmp_path: Path, whole: Result
) -> None:
    absolute = {"feed.xml", "sitemap.xml", "card.png"}
    assert all(f"`{address}`" in TEXT for address in absolute)
    assert absolute <= {page.address for page in whole.pages}
    without = LAST | {"site.yaml": LAST["site.yaml"].replace("base_url:", "# base_url:")}
    assert absolute.isdisjoint(page.address for page in built(tmp_path, without).pages)


def test_a_draft_is_left_out_unless_asked_for(tmp_path: Path, whole: Result) -> None:
    draft = "background/what-next.html"
    assert draft in {page.address for page in whole.pages}
    assert draft not in {page.address for page in built(tmp_path, LAST).pages}


def slug(heading: str) -> str:
    """Return a heading's id as GitHub makes it."""
    return re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-")


def test_the_guides_own_links_lead_somewhere() -> None:
    said = BLOCK.sub("", TEXT)
    headings = {slug(heading) for heading in re.findall(r"^#+ (.+)$", said, re.MULTILINE)}
    targets = re.findall(r"\]\((?!https:)([^)\s]+)\)", re.sub(r"`[^`\n]*`", "", said))
    assert targets
    for target in targets:
        file, _, anchor = target.partition("#")
        assert (GUIDE.parent / file).exists()
        assert not anchor or (not file and anchor in headings)


def test_the_readme_leads_to_the_guide() -> None:
    assert "(docs/writing.md)" in (PROJECT / "README.md").read_text(encoding="utf-8")
