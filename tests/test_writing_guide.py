"""The writing guide works as written: its examples build, and it documents every feature.

The code blocks of all its parts are collected into files, section by section, and built.
"""

from __future__ import annotations

import dataclasses
import itertools
import re
import shlex
import typing
from collections.abc import Iterator, Mapping
from pathlib import Path, PurePosixPath
from typing import Any, Literal, get_args, get_origin

import pytest
from examples import PROJECT, templates_of, write_files

from explainer import bibliography, chart_records, cli, model, upcoming
from explainer.build import Result, Settings, make
from explainer.fragment import Mark, MarkKind
from explainer.load.page_files import NOT_PAGES
from explainer.load.record_fields import fields_by_key
from explainer.load.unused_files import KNOWN_FILES
from explainer.marker_options import FILTERS
from explainer.model import Record
from explainer.options import _parsers
from explainer.pages.marker_table import MARKERS
from explainer.pages.page_kinds import LIST_ADDRESSES, ONE_PAGE_LIMIT, RESERVED_ADDRESSES
from explainer.prose.allowed_html import INLINE_TAGS, TYPED_TAGS
from explainer.prose.convert import to_fragment
from explainer.store import Store
from tools.guide import BLOCK, FILE, GUIDE, INDEX, PARTS, TEXT, all_files, sections, stages

LANGUAGES = {".yaml": "yaml", ".md": "markdown", ".csv": "csv", ".svg": "xml"}


ALL_FILES = all_files()


def build_files(folder: Path, files: Mapping[str, str], *, drafts: bool = False) -> Result:
    content_dir = write_files(folder / "kites", files)
    return make(Settings(content_dir, folder / "site", strict=True, drafts=drafts), Store())


@pytest.fixture(autouse=True)
def shipped_templates(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("explainer.build.read_templates", templates_of)


@pytest.fixture(scope="module")
def full_build(tmp_path_factory: pytest.TempPathFactory) -> Result:
    """Return the build of all files in the guide, including drafts."""
    return build_files(tmp_path_factory.mktemp("whole"), ALL_FILES, drafts=True)


@pytest.mark.parametrize("heading", stages())
def test_after_each_section_the_explainer_builds_without_a_warning(
    heading: str, tmp_path: Path
) -> None:
    result = build_files(tmp_path, stages()[heading])
    assert result.problems == ()
    assert result.pages


def test_the_explainer_of_the_guide_builds_without_a_warning_with_drafts_too(
    full_build: Result,
) -> None:
    assert full_build.problems == ()


def test_every_code_block_is_a_named_file_or_a_command() -> None:
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
def test_every_command_in_the_guide_runs(
    words: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program, *arguments = words
    assert program == "explainer"
    write_files(tmp_path / "kites", ALL_FILES)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("explainer.preview.serve", lambda *_, **__: 0)
    assert cli.main(arguments) == 0
    assert (tmp_path / "kites-site" / "index.html").exists() == (
        not {"check", "serve"} & set(arguments)
    )


def records_in(value: object) -> Iterator[Record]:
    """Yield every record in a value, searching records, tuples and mappings."""
    if isinstance(value, Record):
        yield value
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        for field in dataclasses.fields(value):
            yield from records_in(getattr(value, field.name))
    elif isinstance(value, Mapping):
        for item in value.values():
            yield from records_in(item)
    elif isinstance(value, tuple):
        for item in value:
            yield from records_in(item)


def kinds_of_records() -> list[type[Record]]:
    """Return the record types that an editor writes as keys and values."""
    found: list[type[Record]] = []
    modules = (model, bibliography, upcoming, chart_records)
    for name, item in {key: item for each in modules for key, item in vars(each).items()}.items():
        # The theme is explained in docs/look.md, which has a test of its own.
        if name not in {"Record", "Page", "Asset", "Theme"} and isinstance(item, type):
            found += [item] if issubclass(item, Record) else []
    return found


# Ids that aren't written as a key of their own: a side's is its key in `sides`, and a chart's is
# its file name.
IMPLICIT_IDS = {(model.Side, "id"), (chart_records.Chart, "id")}


# The section that explains the keys of each kind of record.
RECORDS_BY_SECTION = {
    "The site": (model.Site, model.Side, model.Publisher),
    "Pages and chapters": (model.FrontMatter,),
    "Sources and their standing": (
        bibliography.Source,
        bibliography.Name,
        bibliography.Copy,
        bibliography.Via,
    ),
    "Events": (model.Event, model.LocalDate, model.Figure, model.Quotation),
    "Measures: what is in force": (model.Measure, model.Suspension),
    "Outcomes and indicators": (model.Outcome, model.Estimate, model.Indicator, model.Resolution),
    "Terms": (model.Term,),
    "Charts": (chart_records.Chart,),
    "Accounts, side by side": (model.AccountSet, model.NoneFound),
    "The top of the home page": (model.StatusItem, model.ShortAnswer),
    "The log of changes": (model.Change,),
    "Dates to come": (upcoming.Upcoming,),
}


def test_every_kind_of_record_is_explained_in_a_section() -> None:
    explained = [kind for kinds in RECORDS_BY_SECTION.values() for kind in kinds]
    assert {kind.__name__ for kind in explained} == {kind.__name__ for kind in kinds_of_records()}


@pytest.mark.parametrize(
    ("kind", "heading"),
    [(kind, heading) for heading, kinds in RECORDS_BY_SECTION.items() for kind in kinds],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_every_key_of_a_record_is_used_in_an_example_and_explained(
    kind: Any, heading: str, full_build: Result
) -> None:
    keys = {key for key in fields_by_key(kind) if (kind, key) not in IMPLICIT_IDS}
    records = [record for record in records_in(full_build.content) if type(record) is kind]
    assert {path[0] for record in records for path in record.lines} == keys
    explained = BLOCK.sub("", dict(sections())[heading])
    assert {key for key in keys if not re.search(rf"`{key}[:`]", explained)} == set()


def test_every_value_that_a_key_allows_is_documented() -> None:
    values = {
        value
        for kind in kinds_of_records()
        for hint in typing.get_type_hints(kind).values()
        for literal in (hint, *get_args(hint))
        if get_origin(literal) is Literal
        for value in get_args(literal)
    }
    assert len(values) > 20
    assert {value for value in values if f"`{value}`" not in TEXT} == set()


def marks(result: Result) -> list[Mark]:
    assert result.content is not None
    return [mark for page in result.content.pages for mark in page.prose.marks]


def test_every_marker_and_option_is_used_in_an_example_and_explained(full_build: Result) -> None:
    blocks = [mark for mark in marks(full_build) if mark.kind == "block"]
    assert {mark.target for mark in blocks} == set(MARKERS)
    assert {name for mark in blocks for name, _ in mark.pairs if name} == FILTERS
    for marker in MARKERS:
        assert f"| `[{marker}" in TEXT or f", `[{marker}]`" in TEXT
    for option in FILTERS:
        assert f"`{option}=`" in TEXT


def test_every_kind_of_link_is_used_in_an_example(full_build: Result) -> None:
    assert {mark.kind for mark in marks(full_build)} == set(get_args(MarkKind))


def test_every_command_and_every_option_is_documented() -> None:
    _, parsers = _parsers()
    options = {option for parser in parsers.values() for option in parser.takes_value}
    assert {name for name in options if f"`{name}`" not in TEXT} == {"-h", "--help"}
    assert {name for name in parsers if f"`{name}`" not in TEXT} == set()


def test_every_file_and_folder_the_build_knows_is_used_or_documented() -> None:
    assert set(KNOWN_FILES) <= ALL_FILES.keys()
    folders = {PurePosixPath(name).parts[0] for name in ALL_FILES}
    assert set(NOT_PAGES) - {"assets"} <= folders
    text = TEXT[TEXT.index("The build generates") : TEXT.index("If you add a page named")]
    for address in (*LIST_ADDRESSES, *RESERVED_ADDRESSES):
        assert f"`{address.removesuffix('.html')}`" in text
    assert f"{ONE_PAGE_LIMIT} pages" in text.replace("\n", " ")


def test_every_html_element_allowed_within_a_line_is_documented() -> None:
    text = TEXT[TEXT.index("HTML elements are allowed") : TEXT.index("Scripts, styles, frames")]
    documented = set(re.findall(r"`(\w+)`", text))
    assert documented - {"br", "details", "div", "summary"} == INLINE_TAGS
    assert documented <= TYPED_TAGS


SIGNS = re.findall(
    r"^\| (`+)(.+?)\1 \| `(.+)` \|$",
    TEXT[TEXT.index("## Which sign means what") : TEXT.index("## Lists")],
    re.MULTILINE,
)


def test_the_table_of_signs_is_read_whole() -> None:
    section = dict(sections())["Which sign means what"]
    assert len(SIGNS) == section.count("\n| ") - 1 > 20


@pytest.mark.parametrize(("typed", "shown"), [row[1:] for row in SIGNS])
def test_a_sign_means_what_the_guide_says(typed: str, shown: str) -> None:
    fragment = to_fragment(typed.strip().replace("⏎", "\n"))
    assert fragment.faults == ()
    html = re.sub(r"<(\w+)[^<>]*>", r"<\1>", fragment.html)
    html = " ".join(html.split()).removeprefix("<p>").removesuffix("</p>")
    assert html.replace(" </code>", "</code>") == shown


# A statement in the guide, the page that shows it, and the HTML it should have.
PROMISES: list[tuple[str, str, str]] = [
    ("shown at the foot of each page", "about.html", "CC BY 4.0 · <a href"),
    ("its description for search results", "timeline.html", "A made-up dispute."),
    ("on a chapter's first page they are listed", "lowfield.html", "#flour-toll"),
    ("a sentence below the title", "background/index.html", '"standfirst">Mills, wind,'),
    ("a list above the text, in Markdown", "background/index.html", ">Key points</h2>"),
    ("is linked from the foot of each page", "highfield.html", ">About this explainer</a>"),
    ("gives that list another title", "sources.html", "<h1>What this rests on</h1>"),
    ("and text above it", "sources.html", "which do not exist.</p></div>"),
    ("its words in lower case with hyphens", "background/tails.html", 'id="how-long-is-long"'),
    ("Footnotes are lettered", "background/tails.html", '#fn:measured">a</a>'),
    ("definition lists", "background/tails.html", "<dt>Ribbon</dt>"),
    ("strikes text out, and", "background/signs.html", "<del>forbids</del>"),
    ("marks it", "background/signs.html", "<mark>long tails</mark>"),
    ("lower and raise", "background/signs.html", "H<sub>2</sub>O"),
    ("is a footnote within the text", "background/signs.html", ">a</a></sup>"),
    ("explains an abbreviation", "background/signs.html", 'title="Highfield Mill Council"'),
    ("addresses become links", "background/signs.html", 'href="mailto:desk@example.org"'),
    ("Notes are", "background/signs.html", '<p class="admonition-title">Ribbon</p>'),
    ("are folded until readers open them", "background/signs.html", "<summary>How ribbon is cut"),
    ("with its language after the first ones", "background/signs.html", '"language-python"'),
    ("and a `title", "background/signs.html", "<figcaption>tail.py</figcaption>"),
    ("admonitions", "background/tails.html", '"admonition-title">In short</p>'),
    ("Attributes of a paragraph", "background/tails.html", '<p id="clockwise">'),
    ("a number that opens the source", "background/tails.html", '<a href="#src.mill-book"'),
    ("the same, with the place in the source", "background/tails.html", ">1, p. 12</a>"),
    ("the address of an archived copy", "sources.html", ">archived copy of “Short tails only,”"),
    ("who first reported it", "sources.html", "; reported by Valley News;"),
    ("where you read it", "sources.html", '; read at <a href="https://example.org/letter">'),
    ("the title in the source's own language", "sources.html", '[<span lang="zh">风筝行会诉高地镇'),
    ("where the document's own text can be read", "sources.html", "; copies: <a href="),
    ("the court or body that issued it", "sources.html", "Court of the Two Hills,"),
    (
        "a source without `url` is linked by its DOI",
        "sources.html",
        'href="https://doi.org/10.1000',
    ),
    ("if they are to be sorted correctly", "sources.html", "Wilhelmina van der Hill, III"),
    ("if the family name always comes first", "sources.html", "Feng Zheng and others"),
    ("who edited and translated it", "sources.html", "edited by Guild of Makers, Flyers and"),
    ("a note of yours, shown with the source", "sources.html", ". The chapter on ribbons is"),
    ("people who aren't named", "sources.html", "reporting, people not named"),
    ("as precisely as you write it", "timeline.html", '<time datetime="2041-06">June</time>'),
    ("`timeline.html#tail-rule`", "timeline.html", 'id="tail-rule"'),
    ("where it happened", "timeline.html", ">Highfield market</p>"),
    ("the `date` there", "timeline.html", ">12 April 2041</time> in Farfield"),
    ("the page says “9 days after”", "timeline.html", ", 9 days after</span>"),
    ("The earlier event shows “answered by”", "timeline.html", "<dt>answered by</dt>"),
    ("is shown as such", "timeline.html", "<dt>follows, our reading</dt>"),
    ("If an end date is set", "timeline.html", "set to expire on <time"),
    ("the event that ended it", "timeline.html", ', ended by <a href="#sail-talks">'),
    (
        "its label in drawings in place of the title",
        "background/moves.html",
        ">The tail rule</text>",
    ),
    ("which are shown with their range", "outcomes/tails-return.html", "(55–80%)"),
    ("worked out afterwards", "outcomes/tails-return.html", "(reconstructed afterwards from"),
    ("how it ended", "outcomes/guild-splits.html", "Resolved: did not"),
    ("opens its definition", "background/tails.html", 'href="#term.sail-distance"'),
    ("`\\SD` stays plain", "background/tails.html", "and SD here is plain."),
    ("including empty cells", "background/moves.html", ">none found</span></td>"),
    ("`none_found` says what was searched", "background/moves.html", ">No account found.</p>"),
    ("what others have established", "background/moves.html", ">What others have found</p>"),
    ("the columns of the table below the chart", "background/moves.html", ">Tails sold</th>"),
    (
        "which readers can download",
        "background/moves.html",
        '<a href="../data/tails.csv" download>',
    ),
    ("and the text in quotes its caption", "background/index.html", "<figcaption>What may still"),
    ("the picture is only decoration", "background/index.html", '<img alt="" class="decorative"'),
    ("why it matters, in 40 to 60 words", "index.html", "<strong>Why it matters.</strong> Mills"),
    ("what people ask first", "index.html", "<h3>May I fly a kite today?</h3>"),
    ("a chart that the home page shows large", "index.html", 'id="chart.sold"'),
    ("Where things stand", "index.html", '<p class="verdict">Short near mills.</p>'),
    ("It becomes the page Changes", "changes.html", "The eased rule was added."),
    ("redirects to the new one", "old/ribbons.html", "../background/tails.html"),
    (
        "A source's `language` marks its title",
        "sources.html",
        '<cite class="source-title" lang="zh">',
    ),
    ("canonical links", "about.html", '"canonical" href="https://example.org/kites/about.html"'),
]


@pytest.mark.parametrize(("statement", "address", "html"), PROMISES)
def test_what_the_guide_promises_is_on_the_page(
    statement: str, address: str, html: str, full_build: Result
) -> None:
    assert statement in " ".join(TEXT.split())
    (page,) = (page.read().decode() for page in full_build.pages if page.address == address)
    assert html in page


def test_the_feed_sitemap_and_card_are_built_only_with_a_base_url(
    tmp_path: Path, full_build: Result
) -> None:
    absolute = {"feed.xml", "sitemap.xml", "card.png"}
    assert all(f"`{address}`" in TEXT for address in absolute)
    assert absolute <= {page.address for page in full_build.pages}
    no_base_url = ALL_FILES | {
        "site.yaml": ALL_FILES["site.yaml"].replace("base_url:", "# base_url:")
    }
    assert absolute.isdisjoint(page.address for page in build_files(tmp_path, no_base_url).pages)


def test_a_draft_is_left_out_unless_drafts_are_asked_for(
    tmp_path: Path, full_build: Result
) -> None:
    draft = "background/what-next.html"
    assert draft in {page.address for page in full_build.pages}
    assert draft not in {page.address for page in build_files(tmp_path, ALL_FILES).pages}


def test_the_index_lists_every_part_of_the_guide_with_its_title() -> None:
    assert sorted(PARTS) == sorted({path.name for path in GUIDE.glob("*.md")} - {"README.md"})
    for part in PARTS:
        title = (GUIDE / part).read_text(encoding="utf-8").partition("\n")[0].removeprefix("# ")
        assert f"| [{title}]({part}) |" in INDEX


def test_each_part_leads_to_the_next_one() -> None:
    for part, following in itertools.pairwise([*PARTS, "README.md"]):
        assert (GUIDE / part).read_text(encoding="utf-8").endswith(f"]({following})\n")


def test_the_readme_links_to_the_guide() -> None:
    assert "(docs/guide/README.md)" in (PROJECT / "README.md").read_text(encoding="utf-8")
