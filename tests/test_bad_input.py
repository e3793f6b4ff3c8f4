"""Whatever lies in content/: a clear line or a sound page, never a traceback, and nothing lost."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
import yaml
from examples import PROJECT, QUICK, templates, written
from hypothesis import given, settings
from hypothesis import strategies as st

from explainer.build import Result, Settings, make
from explainer.cli import main
from explainer.load.decode import Decoder
from explainer.load.files import find_files, read_text
from explainer.load.prose_fields import ProseMaker
from explainer.load.yaml_tree import read_tree
from explainer.model import Event
from explainer.problems import Place, errors
from explainer.store import Store

MakeContent = Callable[[Mapping[str, str | bytes | None]], Path]

SITE = "title: The Lamp Dispute\nas_of: 2031-05-20\n"
SIDES = f"{SITE}sides:\n  north: {{name: Northport}}\n  south: {{name: Southport}}\nkinds: {{rule: Rule}}\n"
FRONT = "---\ntitle: The lamps\n---\n"
GAZETTE = "- {id: gazette, title: The Lamp Rule, publisher: Northport Gazette, standing: primary}\n"
CHART = "title: Lamps\nsummary: Fewer lamps.\ndata: data/lamps.csv\ncolumns: {lamp: Lamp}\nspec: "
PICTURE = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\xff"


def event(id_: str, side: str) -> str:
    return (
        f"- {{id: {id_}, date: 2030-03-01, side: {side}, kind: rule, title: A rule of {side},"
        " certainty: confirmed, sources: [gazette]}\n"
    )


@pytest.fixture(autouse=True)
def shipped_templates(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("explainer.build.read_templates", lambda _: templates())


def result_of(content_dir: Path) -> Result:
    """Return what a build makes of a folder, which it leaves as it is."""
    before = bytes_below(content_dir)
    result = make(Settings(content_dir, content_dir.parent / "site"), Store())
    assert bytes_below(content_dir) == before
    return result


def bytes_below(folder: Path) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def told(result: Result) -> list[str]:
    """Return where each problem stands and its code; each says what to do."""
    for problem in result.problems:
        assert problem.hint or "; write " in problem.message
        assert len(problem.text().splitlines()) == 1
    return [f"{p.place.file}:{p.place.line} {p.code}" for p in result.problems]


def page_of(result: Result, address: str) -> str:
    assert not errors(result.problems), result.problems
    return next(page.data.decode() for page in result.pages if page.address == address)


# What is wrong, as files; and the lines that tell it.
WRONG: dict[str, tuple[dict[str, str | bytes | None], list[str]]] = {
    "an empty folder": (
        {"site.yaml": None, "index.md": None},
        ["index.md:1 missing-file", "site.yaml:1 missing-file"],
    ),
    "a base address that ends in a question": (
        {"site.yaml": f"{SITE}base_url: https://example.org/lamps/?lang=en\n"},
        ["site.yaml:3 bad-url"],
    ),
    "a folder within a folder, and the home page, as chapters": (
        {"site.yaml": f"{SITE}chapters: [lamps/oil, index]\n", "lamps/oil.md": f"{FRONT}Dear."},
        ["lamps/oil.md:1 unreachable-page", *["site.yaml:3 unknown-chapter"] * 2],
    ),
    "a page that the build makes as a chapter, which its navigation would name twice": (
        {
            "site.yaml": f"{SITE}chapters:\n- timeline\n- glossary\n- glosary\n",
            "timeline.md": f"{FRONT}Dim.",
            "glossary/index.md": f"{FRONT}Dim.",
        },
        ["site.yaml:4 unknown-chapter", "site.yaml:6 unknown-chapter"],
    ),
    "a change of a page that is a draft": (
        {
            "lamps.md": "---\ntitle: The lamps\ndraft: true\n---\nDim.",
            "changes.yaml": "- {date: 2031-05-20, kind: update, note: Dimmed., pages: [lamps.md]}\n",
        },
        ["changes.yaml:1 unknown-page"],
    ),
    "a home page that is a draft": (
        {"index.md": FRONT.replace("title", "draft: true\ntitle"), "lamps.md": f"{FRONT}Dim."},
        ["index.md:1 missing-file"],
    ),
    "no site.yaml": ({"site.yaml": None}, ["site.yaml:1 missing-file"]),
    "an empty site.yaml": ({"site.yaml": ""}, ["site.yaml:1 missing-key"]),
    "a site.yaml of comments": ({"site.yaml": "# later\n"}, ["site.yaml:1 missing-key"]),
    "a list for a site.yaml": ({"site.yaml": "- title\n"}, ["site.yaml:1 wrong-type"]),
    "a title of nothing": (
        {"site.yaml": 'title: ""\nas_of: 2031-05-20\n'},
        ["site.yaml:1 missing-key"],
    ),
    "a picture named as a page": ({"lens.md": PICTURE}, ["lens.md:1 not-utf8"]),
    "a line of five megabytes": (
        {"long.md": f"{FRONT}\n{'x' * 5_000_000}"},
        ["long.md:5 line-too-long"],
    ),
    "aliases that grow a hundred-million-fold": (
        {
            "sources.yaml": "- &a [x, x, x, x, x, x, x, x, x, x]\n"
            + "".join(
                f"- &{b} [{', '.join([f'*{a}'] * 10)}]\n"
                for a, b in zip("abcdefg", "bcdefgh", strict=True)
            )
        },
        ["sources.yaml:1 yaml-too-large"],
    ),
    "an anchor that refers to itself": (
        {"sources.yaml": f"{GAZETTE}- &me [*me]\n"},
        ["sources.yaml:2 yaml-too-large"],
    ),
    "front matter with an anchor that refers to itself": (
        {"lamps.md": "---\ntitle: &me [*me]\n---\n"},
        ["lamps.md:2 yaml-too-large"],
    ),
    "front matter that is never closed": (
        {"lamps.md": "---\ntitle: The lamps\n\nThey were dimmed.\n"},
        ["lamps.md:1 missing-front-matter"],
    ),
    "front matter that is no mapping": (
        {"lamps.md": "---\nlamps\n---\n"},
        ["lamps.md:2 wrong-type"],
    ),
    "lists in lists without end": (
        {"sources.yaml": "[" * 90_000},
        ["sources.yaml:1 nested-too-deep"],
    ),
    "dashes without end": ({"sources.yaml": "- " * 40_000}, ["sources.yaml:1 nested-too-deep"]),
    "a list item four hundred levels down": (
        {"lamps.md": FRONT + "\n".join("    " * depth + "- lamp" for depth in range(400))},
        ["lamps.md:45 nested-too-deep"],
    ),
    "signs of lists in one another on a line": (
        {"lamps.md": FRONT + "Lamps.\n\n" + "- " * 9_000},
        ["lamps.md:6 nested-too-deep"],
    ),
    "a page saved as UTF-16": (
        {"lamps.md": FRONT.encode("utf-16")},
        ["lamps.md:1 not-utf8"],
    ),
    "front matter below an empty line": (
        {"lamps.md": "\n" + FRONT},
        ["lamps.md:1 missing-front-matter"],
    ),
    "a folder called as a page is": (
        {
            "lamps.md/index.md": f"{FRONT}[Up](../index.md)",
            "index.md": f"{FRONT}[In](lamps.md/index.md)",
        },
        ["lamps.md:1 unread-file"],
    ),
    "a timeline whose folder is misnamed": (
        {"index.md": f"{FRONT}[One](event:one), [two](event:two).", "Timeline/a.yaml": "- id: one"},
        ["Timeline/a.yaml:1 unread-file"],
    ),
    "a table with semicolons": (
        {"data/lamps.csv": "lamp;light\nOld;900\n", "charts/lamps.yaml": f"{CHART}{{mark: bar}}\n"},
        ["data/lamps.csv:1 bad-table"],
    ),
    "brackets that are never closed": (
        {"lamps.md": FRONT + "Lamps.\n\n" + "[" * 90_000},
        ["lamps.md:6 nested-too-deep"],
    ),
    "a NUL byte in a page": ({"lamps.md": f"{FRONT}\nLa\0mps\n"}, ["lamps.md:5 control-character"]),
    "a NUL byte in YAML": (
        {"site.yaml": f"{SITE}licence: C\0C\n"},
        ["site.yaml:3 control-character"],
    ),
    "a NUL byte that YAML spells out": (
        {"site.yaml": f'{SITE}licence: "C\\0C"\n'},
        ["site.yaml:3 control-character"],
    ),
    "the characters that marks are made of": (
        {"lamps.md": f"{FRONT}Lamps \ue0000\ue001\n"},
        ["lamps.md:4 control-character"],
    ),
    "the same by their numbers": (
        {"lamps.md": f"{FRONT}Lamps &#xE000;0&#57345;\n"},
        ["lamps.md:4 control-character"],
    ),
    "the same as YAML spells them": (
        {"glossary.yaml": '- {id: wick, term: Wick, text: "\\uE0009\\uE001"}\n'},
        ["glossary.yaml:1 control-character"],
    ),
    "a byte order mark in the midst of a text": (
        {"lamps.md": f"{FRONT}La\ufeffmps\n"},
        ["lamps.md:4 control-character"],
    ),
    "two names that differ in letter case alone": (
        {"Oil.md": f"{FRONT}Dear.", "oil.md": f"{FRONT}Dear."},
        ["oil.md:1 address-taken"],
    ),
    "two names that differ in how an accent is spelled": (
        {"caf\u00e9.md": f"{FRONT}Lit.", "cafe\u0301.md": f"{FRONT}Lit."},
        ["caf\u00e9.md:1 address-taken"],
    ),
    "a folder where a page stands": (
        {
            "lamps.md": f"{FRONT}Dim.",
            "lamps.html/index.md": f"{FRONT}[Up](../lamps.md)",
            "index.md": f"{FRONT}[Lamps](lamps.html/index.md)",
        },
        ["lamps.html/index.md:1 address-taken"],
    ),
    "an old address among the build's own files": (
        {
            "lamps.md": "---\ntitle: Lamps\naliases: [.stage/a.html, .lock/a.html, a/.b.html]\n---\nDim."
        },
        ["lamps.md:3 bad-alias"] * 3,
    ),
    "an old address that is the page's own": (
        {"lamps.md": "---\ntitle: Lamps\naliases: [lamps.html]\n---\nDim."},
        ["lamps.md:3 address-taken"],
    ),
    "an old address that is a copied file's": (
        {
            "data/lamps.html": "<p>Dim.</p>",
            "lamps.md": "---\ntitle: Lamps\naliases:\n- old.html\n- data/Lamps.html\n---\nDim.",
        },
        ["lamps.md:5 address-taken"],
    ),
    "an old address below a copied file": (
        {
            "images/lamp.svg": "<svg/>",
            "lamps.md": "---\ntitle: Lamps\naliases:\n- images/lamp.svg/a.html\n---\nDim.",
        },
        ["lamps.md:4 address-taken"],
    ),
    "an old address below a page": (
        {
            "harbour.md": f"{FRONT}Dim.",
            "lamps.md": "---\ntitle: Lamps\naliases:\n- old.html\n- harbour.html/a.html\n---\nDim.",
        },
        ["lamps.md:5 address-taken"],
    ),
    "a folder called as a file for machines is": (
        {"search.js/lamps.md": f"{FRONT}Dim.", "index.md": f"{FRONT}[In](search.js/lamps.md)"},
        ["search.js/lamps.md:1 address-taken"],
    ),
    "a list for a key": (
        {"site.yaml": f"{SITE}kinds: {{[rule]: Rule}}\n"},
        ["site.yaml:3 wrong-type", "site.yaml:3 wrong-type"],
    ),
    "a list for a side's id": (
        {"site.yaml": f"{SITE}sides: {{[north]: {{name: Northport}}}}\n"},
        ["site.yaml:3 wrong-type", "site.yaml:3 wrong-type"],
    ),
    "a kind that is no id": (
        {"site.yaml": f"{SITE}kinds: {{a rule: Rule}}\n"},
        ["site.yaml:3 bad-id"],
    ),
    "a merge": (
        {"sources.yaml": "- &a {id: a, title: A, standing: primary}\n- {<<: *a, id: b}\n"},
        ["sources.yaml:2 unsafe-yaml"],
    ),
    "a list for a key of a chart": (
        {"data/lamps.csv": "lamp\nOld\n", "charts/lamps.yaml": f"{CHART}{{[a]: b}}\n"},
        ["charts/lamps.yaml:5 wrong-type"],
    ),
    "numbers too large to draw, one of which ended the build": (
        {
            "data/lamps.csv": f"lamp,oil\n1e999,{'9' * 5000}\n",
            "charts/lamps.yaml": f"{CHART}{{mark: point, encoding: {{x: {{field: lamp, type: quantitative}},"
            " y: {field: oil, type: quantitative}}}\n",
        },
        ["data/lamps.csv:2 chart"] * 2,
    ),
    "two charts of one name": (
        {
            "data/lamps.csv": "lamp\nOld\n",
            "charts/lamps.yaml": f"{CHART}{{mark: bar}}\n",
            "charts/more/lamps.yaml": f"{CHART}{{mark: bar}}\n",
        },
        ["charts/more/lamps.yaml:1 duplicate-id"],
    ),
    "a quotation mark left open in a table": (
        {"data/lamps.csv": 'lamp,light\n"Old,900\nNew,450\n'},
        ["data/lamps.csv:3 bad-table"],
    ),
    "a cell larger than any": (
        {"data/lamps.csv": 'lamp\n"' + "x\n" * 90_000 + '"\n'},
        ["data/lamps.csv:65538 bad-table"],
    ),
    "a column given twice": (
        {"data/lamps.csv": "lamp,lamp\n1,2\n"},
        ["data/lamps.csv:1 bad-table"],
    ),
    "an empty table": ({"data/lamps.csv": ""}, ["data/lamps.csv:1 bad-table"]),
    "a link that would run a script": (
        {"index.md": f"{FRONT}Lamps.\n\n[Oil](javascript:alert)\n"},
        ["index.md:6 unsafe-html"],
    ),
    "a link that is no address": (
        {"index.md": f"{FRONT}Lamps.\n\n[Oil](http://[)\n"},
        ["index.md:6 bad-url"],
    ),
    "a source that would run a script": (
        {
            "sources.yaml": GAZETTE.replace("}", ", url: 'javascript:alert(1)'}"),
            "index.md": f"{FRONT}Dim [@gazette].\n",
        },
        ["sources.yaml:1 bad-url"],
    ),
    "an element that is not allowed, with Markdown in it": (
        {"index.md": f"{FRONT}Lamps.\n\n<section markdown='1'>\n*Oil*\n</section>\n"},
        ["index.md:6 unsafe-html"],
    ),
    "a picture within the page itself": (
        {"index.md": f"{FRONT}![A lens](data:image/png;base64,AA)\n"},
        ["index.md:4 remote-picture"],
    ),
    "an outcome told by two pages": (
        dict.fromkeys(
            ("one.md", "two.md"),
            "---\ntitle: Light\noutcome: {id: light, likelihood: likely, confidence: low, by: 2032-01-01}\n---\n",
        ),
        ["two.md:3 duplicate-id"],
    ),
    "a marker narrowed twice": (
        {"site.yaml": SIDES, "index.md": f"{FRONT}[events side=north side=south]\n"},
        ["index.md:4 marker-option"],
    ),
    "sources that cannot be read": (
        {"sources.yaml": "- id: [\n", "index.md": f"{FRONT}Dim [@gazette].\n"},
        ["sources.yaml:2 yaml-syntax"],
    ),
    "sources that are no list": (
        {
            "sources.yaml": "gazette: {title: The Lamp Rule}\n",
            "index.md": f"{FRONT}Dim [@gazette].\n",
        },
        ["sources.yaml:1 wrong-type"],
    ),
    "a cited source of which one key is wrong": (
        {
            "site.yaml": SIDES,
            "sources.yaml": GAZETTE.replace("primary", "prime"),
            "timeline/all.yaml": event("dim", "north"),
        },
        ["sources.yaml:1 bad-value"],
    ),
    "a word on two lines where one of a few is wanted": (
        {
            "site.yaml": SIDES,
            "sources.yaml": GAZETTE,
            "timeline/all.yaml": event("dim", "north").replace("confirmed", '"con\\nfirmed"'),
        },
        ["timeline/all.yaml:1 bad-value"],
    ),
    "an event of no side that another answers": (
        {
            "site.yaml": SIDES,
            "sources.yaml": GAZETTE,
            "timeline/all.yaml": event("dim", "north").replace("side: north", "side: []")
            + event("reply", "south").replace("}", ", answers: [dim]}"),
        },
        ["timeline/all.yaml:1 missing-key"],
    ),
    "several mistakes in several files": (
        {
            "site.yaml": f"{SITE}license: CC0\nas_off: x\n",
            "lamps.md": "---\nside: 3\nodrer: 1\n---\n",
        },
        [
            "lamps.md:2 missing-key",
            "lamps.md:3 unknown-key",
            "site.yaml:3 unknown-key",
            "site.yaml:4 unknown-key",
        ],
    ),
}


@pytest.mark.parametrize(("files", "lines"), WRONG.values(), ids=WRONG.keys())
def test_what_is_wrong_is_told_at_its_line_and_nothing_else_is(
    files: dict[str, str | bytes | None], lines: list[str], make_content_dir: MakeContent
) -> None:
    assert told(result_of(make_content_dir(files))) == lines


def test_half_a_character_is_told_where_yaml_is_read_without_its_library_in_c(
    make_content_dir: MakeContent, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("explainer.load.yaml_tree.Loader", yaml.SafeLoader)
    content_dir = make_content_dir({"site.yaml": f'{SITE}licence: "\\ud800"\n'})
    assert told(result_of(content_dir)) == ["site.yaml:3 control-character"]


# What is unusual but sound, as files; a page that is made; and what a reader finds in it.
SOUND: dict[str, tuple[dict[str, str | bytes | None], str, str]] = {
    "a byte order mark": ({"lamps.md": f"\ufeff{FRONT}Dim."}, "lamps.html", "Dim."),
    "Windows line ends": (
        {"lamps.md": f"{FRONT}Dim.\n\nDark.\n".replace("\n", "\r\n")},
        "lamps.html",
        "<p>Dark.</p>",
    ),
    "line ends of old": ({"lamps.md": f"{FRONT}Dim.".replace("\n", "\r")}, "lamps.html", "Dim."),
    "a title of 300 characters": (
        {"lamps.md": f"---\ntitle: {'Lamp ' * 59}Lamps\n---\nDim."},
        "lamps.html",
        "Lamp " * 59 + "Lamps",
    ),
    "forty citations in a sentence": (
        {
            "sources.yaml": "".join(GAZETTE.replace("gazette", f"s{n}") for n in range(40)),
            "index.md": f"{FRONT}Dim [{'; '.join(f'@s{n}' for n in range(40))}].\n",
        },
        "index.html",
        ">40</a>",
    ),
    "a term inside a link": (
        {
            "glossary.yaml": "- {id: wick, term: wick, text: It burns.}\n",
            "index.md": f"{FRONT}A [wick](index.md), and a wick.\n",
        },
        "index.html",
        ">wick</a>, and a <a",
    ),
    "a table of twenty columns": (
        {"index.md": f"{FRONT}{'|a' * 20}|\n{'|-' * 20}|\n{'|b' * 20}|\n"},
        "index.html",
        "<td>b</td>\n" * 20,
    ),
    "an event without text": (
        {"site.yaml": SIDES, "sources.yaml": GAZETTE, "timeline/all.yaml": event("dim", "north")},
        "timeline.html",
        "A rule of north",
    ),
    "two sides' events on one day, drawn": (
        {
            "site.yaml": SIDES,
            "sources.yaml": GAZETTE,
            "timeline/all.yaml": event("dim", "north") + event("toll", "south"),
            "index.md": f"{FRONT}[diagram]\n",
        },
        "index.html",
        "A rule of south",
    ),
    "a chapter of one line": (
        {"site.yaml": f"{SITE}chapters: [lamps]\n", "lamps.md": f"{FRONT}Dim."},
        "lamps.html",
        "Dim.",
    ),
    "lists of what there is none of": (
        {"index.md": f"{FRONT}[outcomes]\n\n[glossary]\n\n[changes]\n\n[sources]\n\n[events]\n\n[diagram]\n\n[status]\n\n[in-force]\n\n[TOC]\n\nAll.\n"},
        "index.html",
        "<p>All.</p>",
    ),
    "files of YAML with nothing in them": (
        dict.fromkeys(("sources.yaml", "glossary.yaml", "accounts.yaml", "changes.yaml", "timeline/all.yaml"), ""),
        "index.html",
        "The lamps were dimmed.",
    ),
    "names with spaces, signs and other letters": (
        {
            "100% oil #1.md": f"{FRONT}Dear.",
            "\u706f/\u5149 & light.md": f"{FRONT}[Oil](<../100%25 oil %231.md>)",
            "images/a lens's.svg": "<svg xmlns='http://www.w3.org/2000/svg'/>",
            "index.md": f"{FRONT}[Light](<\u706f/\u5149 & light.md>) ![A lens](<images/a lens's.svg>)",
        },
        "\u706f/\u5149 & light.html",
        'href="../100%25%20oil%20%231.html"',
    ),
    "pictures that are none": (
        {
            "images/a.png": PICTURE,
            "images/b.svg": "<svg width='1e999' height='x'",
            "images/c.jpg": b"\xff\xd8\xff",
            "images/d.gif": "",
            "index.md": f"{FRONT}![A](images/a.png) ![B](images/b.svg) ![C](images/c.jpg) ![D](images/d.gif)",
        },
        "index.html",
        'src="images/d.gif"',
    ),
    "footnotes' classes on an editor's own links": (
        {"index.md": f"{FRONT}[a](index.md){{: .footnote-ref}} [b](index.md){{: .footnote-backref}} Dim."},
        "index.html",
        "Dim.",
    ),
    "what is nearly YAML's own": (
        {"site.yaml": f"{SITE}licence: no\ntagline: 12:30\npublisher: {{name: 1_000}}\n"},
        "index.html",
        "12:30",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("files", "address", "text"), SOUND.values(), ids=SOUND.keys())
def test_what_is_unusual_but_sound_is_on_its_page(
    files: dict[str, str | bytes | None], address: str, text: str, make_content_dir: MakeContent
) -> None:
    result = result_of(make_content_dir(files))
    assert told(result) == [line for line in told(result) if line.endswith("unreachable-page")]
    assert text in page_of(result, address)


def test_a_folder_named_as_a_page_is_a_folder(make_content_dir: MakeContent) -> None:
    content_dir = make_content_dir(
        {"lamps.md/oil.md": f"{FRONT}Dear.", "index.md": f"{FRONT}[Oil](lamps.md/oil.md)"}
    )
    (content_dir / "empty.md").mkdir()
    assert "Dear." in page_of(result_of(content_dir), "lamps.md/oil.html")


def test_a_symbolic_link_out_of_the_folder_is_not_followed(make_content_dir: MakeContent) -> None:
    content_dir = make_content_dir({})
    (content_dir.parent / "secret.md").write_text(FRONT, encoding="utf-8")
    (content_dir / "lamps.md").symlink_to(content_dir.parent / "secret.md")
    (content_dir / "gone.md").symlink_to(content_dir / "nowhere.md")
    assert told(result_of(content_dir)) == [
        "gone.md:1 outside-content",
        "lamps.md:1 outside-content",
    ]


def test_a_symbolic_link_within_the_folder_is_followed(make_content_dir: MakeContent) -> None:
    content_dir = make_content_dir({"lamps.md": f"{FRONT}Dim."})
    (content_dir / "about.md").symlink_to("lamps.md")
    assert "Dim." in page_of(result_of(content_dir), "about.html")


def test_symbolic_links_in_a_circle_end(make_content_dir: MakeContent) -> None:
    content_dir = make_content_dir({"one/a.md": f"{FRONT}Dim.", "two/b.md": f"{FRONT}Dim."})
    (content_dir / "this").symlink_to("that")
    (content_dir / "that").symlink_to("this")
    (content_dir / "all").symlink_to(".")
    (content_dir / "one/other").symlink_to("../two")
    (content_dir / "two/other").symlink_to("../one")
    lines = [line for line in told(result_of(content_dir)) if "unreachable" not in line]
    assert lines == [
        "all:1 outside-content",
        "one/other/other:1 outside-content",
        "that:1 outside-content",
        "this:1 outside-content",
        "two/other/other:1 outside-content",
    ]


def test_a_file_name_that_is_no_text_is_told_in_letters_that_can_be_printed(
    make_content_dir: MakeContent,
) -> None:
    content_dir = make_content_dir({})
    Path(os.fsdecode(os.fsencode(content_dir) + b"/caf\xe9.md")).write_text(FRONT, encoding="utf-8")
    assert told(result_of(content_dir)) == ["caf\\udce9.md:1 bad-name"]


def test_a_file_that_goes_away_while_it_is_read_is_told(make_content_dir: MakeContent) -> None:
    content_dir = make_content_dir({"lamps.md": FRONT})
    tree = find_files(content_dir)
    (content_dir / "lamps.md").unlink()
    text, problems = read_text(tree, "lamps.md")
    assert text is None
    assert [problem.code for problem in problems] == ["unreadable"]


def test_a_folder_that_may_not_be_read_is_told(
    make_content_dir: MakeContent, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Permissions do not bind root, as whom the tests may run: what a refused read raises stands in.
    content_dir = make_content_dir({"lamps/oil.md": FRONT})
    really_scan = os.scandir

    def scandir(path: Path) -> object:
        if path.name == "lamps":
            raise PermissionError(13, "Permission denied", str(path))
        return really_scan(path)

    monkeypatch.setattr("explainer.load.files.os.scandir", scandir)
    assert [problem.code for problem in find_files(content_dir).problems] == ["unreadable"]


def test_a_folder_that_is_not_there_is_wrong_use(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["check", "--content", str(tmp_path / "none")]) == 2
    assert "there is no folder" in capsys.readouterr().err


def test_the_command_itself_prints_lines_and_no_traceback(make_content_dir: MakeContent) -> None:
    content_dir = make_content_dir(
        {"lens.md": PICTURE, "sources.yaml": "[" * 90_000, "oil.md": FRONT[:-4]}
    )
    (content_dir / "this").symlink_to("this")
    command = [sys.executable, "build.py", "check", "--content", str(content_dir)]
    done = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert done.stderr.splitlines()[-1] == "4 errors, 0 warnings"


# Each example that is sound is made whole: fewer of them are enough.
FEW = settings(QUICK, max_examples=15)

# Pieces that mean something to Markdown, to YAML or to us, to be put together at random.
PIECES = st.sampled_from(
    "lamp,\n,\n\n, ,    ,- ,* ,# ,## ,> ,| ,|-|,`,```,~~~,*,**,_,[,],(,),![,](,](index.md),[@gazette],"
    "[@,; ,{: ,.uncited},#id},=x},[^1],[^1]: ,[events],[chart x],[TOC],!!! note,\\,<,</,<b>,<details>,"
    '<summary>,<div markdown="1">,</div>,<!--,-->,&,&amp;,&#60;,---,\t,: ,http://,event:,term:wick,光,wick,'
    "\",',{,},&a ,*a ,!!,?,%,@,true,2030-01,id: ,title: ,text: ,[x]: y".split(",")
)  # fmt: skip
TEXTS = st.lists(PIECES, max_size=40).map("".join)


@FEW
@given(TEXTS)
def test_no_text_of_a_page_brings_the_build_down(text: str) -> None:
    glossary = "- {id: wick, term: wick, text: It burns.}\n"
    build_of({"index.md": f"{FRONT}{text}", "sources.yaml": GAZETTE, "glossary.yaml": glossary})


@FEW
@given(TEXTS, st.sampled_from(["sources.yaml", "timeline/all.yaml", "charts/x.yaml", "data/x.csv"]))
def test_no_file_brings_the_build_down(text: str, name: str) -> None:
    build_of({name: text, "index.md": f"{FRONT}Dim [@gazette].\n\n[chart x]\n"})


@FEW
@given(TEXTS)
def test_no_text_within_a_record_brings_the_build_down(text: str) -> None:
    said = "".join(f"\n    {line}" for line in text.split("\n"))
    build_of({"glossary.yaml": f"- id: wick\n  term: lamps\n  text: |{said}\n"})


def build_of(files: Mapping[str, str]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        least = {"site.yaml": SIDES, "index.md": f"{FRONT}Dim.\n"}
        result_of(written(Path(folder) / "content", {**least, **files}))


def test_a_text_that_nests_in_some_other_way_is_told_too(
    make_content_dir: Callable[[Mapping[str, str]], Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    def overrun(_: str) -> None:
        raise RecursionError

    monkeypatch.setattr("explainer.load.prose_fields.to_fragment", overrun)
    result = make(Settings(make_content_dir({})), Store())
    assert told(result) == ["index.md:4 nested-too-deep"]


@pytest.mark.parametrize(
    ("typed", "line", "message", "hint"),
    [
        ("title: A\n\tas_of: x", 2, "a tab stands in the indentation", "use spaces"),
        ("- id: a\n\u00a0\u00a0date: b", 2, "a space that is no plain one", "type it anew"),
        ("title: A: b", 1, "a colon stands in this text", 'title: "…: …"'),
        ("title: “A: b”", 1, "a colon stands in this text", 'title: "…: …"'),
        ("title: A\ntagline:B\nas_of: x", 2, "a space is missing after the colon", "tagline: B"),
        ("title: A\nand more\nas_of: x", 2, "this line is no key with a value", "indent it"),
        ("title: @a", 1, "a text cannot begin with @", "leave it out"),
        ("title: %5", 1, "a text cannot begin with %", "put quotes round it"),
        ('title: "A\nas_of: x\n', 1, "opened here and never closed", "close it"),
        ('title: "A\nas_of: x\ntagline: "B"\n', 1, "do not pair", "begin and end it with one"),
        ('title: "A" b', 1, "do not pair", "begin and end it with one"),
        ("title: 'A's b'", 1, "do not pair", "begin and end it with one"),
        ("title: A\nchapters: [a, b\nas_of: x", 2, "in brackets that begins here", "close its"),
        ("title: A\nsides:\n  a: {}\n b: {}", 4, "does not fit those above it", "line it up"),
        ("- id: a\n  date: b\n-id: c", 3, "a space is missing after the dash", "- id: …"),
        ("a:\n  - b\n  -c\nd: e", 3, "a space is missing after the dash", "- id: …"),
        ("— id: a\n  date: b", 1, "begins with a long dash", "a hyphen: - id: …"),
        ("id: a\ntext: [A](b) c\nx: y", 2, "a text cannot begin with [", "put quotes round it"),
        ("id: a\ntext: *A* b\nx: y", 2, "a text cannot begin with *", "put quotes round it"),
        ("id: a\ntext: **A** b\nx: y", 2, "a text cannot begin with *", "put quotes round it"),
        ("text: > A\n  b", 1, "on the line of its >", "begin the text on the next line"),
        ('id: a\ntext: "A \\[b]"', 2, "a backslash stands in a text", "in single quotes"),
        ("kinds: {a: b, c:}", 1, "a key without a value", "write one, after a space"),
    ],
)
def test_a_slip_in_yaml_is_told_in_words_at_the_line_where_it_was_made(
    typed: str, line: int, message: str, hint: str
) -> None:
    _, (problem,) = read_tree(typed, Place("site.yaml"))
    assert (problem.code, problem.place.line) == ("yaml-syntax", line)
    assert message in problem.message
    assert hint in problem.hint


@pytest.mark.parametrize(
    ("typed", "hint"),
    [
        ("side: us, china", "write several as a list: [us, china]"),
        ("sources: ['@post']", "leave the @ out here"),
        ("certainity: reported", 'did you mean "certainty"?'),
    ],
)
def test_a_slip_in_an_event_is_told_once_with_what_to_write(typed: str, hint: str) -> None:
    key = typed.split(":", maxsplit=1)[0].replace("certainity", "certainty")
    right = {"id": "a", "date": "2031", "side": "us", "kind": "k", "title": "T",
             "certainty": "reported"}  # fmt: skip
    lines = [f"{name}: {value}" for name, value in right.items() if name != key]
    node, _ = read_tree("\n".join([*lines, typed]), Place("timeline/a.yaml"))
    decoder = Decoder(Place("timeline/a.yaml"), ProseMaker(Store()))
    assert node is not None
    decoder.record(node, Event)
    (problem,) = decoder.problems
    assert problem.hint == hint
