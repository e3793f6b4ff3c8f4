"""Bad and unusual input: a mistake is reported at its line, valid input reaches its page.

Nothing in the content folder may crash the build, or be dropped without a message.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
import yaml
from examples import PROJECT, QUICK, templates_of, write_files
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
GAZETTE = (
    "- {id: gazette, title: The Lamp Rule, publisher: Northport Gazette, standing: primary, "
    "url: 'https://example.org/gazette'}\n"
)
CHART = "title: Lamps\nsummary: Fewer lamps.\ndata: data/lamps.csv\ncolumns: {lamp: Lamp}\nspec: "
PICTURE = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\xff"


def event(id_: str, side: str) -> str:
    return (
        f"- {{id: {id_}, date: 2030-03-01, side: {side}, kind: rule, title: A rule of {side},"
        " certainty: confirmed, sources: [gazette]}\n"
    )


@pytest.fixture(autouse=True)
def shipped_templates(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("explainer.build.read_templates", templates_of)


def build_in_memory(content_dir: Path) -> Result:
    """Build a folder in memory, and check that the build changes nothing in it."""
    before = read_all(content_dir)
    result = make(Settings(content_dir, content_dir.parent / "site"), Store())
    assert read_all(content_dir) == before
    return result


def read_all(folder: Path) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def problem_codes(result: Result) -> list[str]:
    """Return each problem as `FILE:LINE code`, and check that it fits on one line and has a hint."""
    for problem in result.problems:
        assert problem.hint or "; write " in problem.message
        assert len(problem.text().splitlines()) == 1
    return [f"{p.place.file}:{p.place.line} {p.code}" for p in result.problems]


def page_of(result: Result, address: str) -> str:
    assert not errors(result.problems), result.problems
    return next(page.read().decode() for page in result.pages if page.address == address)


# The files that contain a mistake, and the problems to report.
INVALID: dict[str, tuple[dict[str, str | bytes | None], list[str]]] = {
    "an empty folder": (
        {"site.yaml": None, "index.md": None},
        ["index.md:1 missing-file", "site.yaml:1 missing-file"],
    ),
    "a base URL with a query string": (
        {"site.yaml": f"{SITE}base_url: https://example.org/lamps/?lang=en\n"},
        ["site.yaml:3 bad-url"],
    ),
    "a nested folder and the home page as chapters": (
        {"site.yaml": f"{SITE}chapters: [lamps/oil, index]\n", "lamps/oil.md": f"{FRONT}Dear."},
        ["lamps/oil.md:1 unreachable-page", *["site.yaml:3 unknown-chapter"] * 2],
    ),
    "generated pages as chapters, which the navigation lists already": (
        {
            "site.yaml": f"{SITE}chapters:\n- timeline\n- glossary\n- glosary\n",
            "timeline.md": f"{FRONT}Dim.",
            "glossary/index.md": f"{FRONT}Dim.",
        },
        ["site.yaml:4 unknown-chapter", "site.yaml:6 unknown-chapter"],
    ),
    "a change that names a draft page": (
        {
            "lamps.md": "---\ntitle: The lamps\ndraft: true\n---\nDim.",
            "changes.yaml": "- {date: 2031-05-20, kind: update, note: Dimmed., pages: [lamps.md]}\n",
        },
        ["changes.yaml:1 unknown-page"],
    ),
    "a draft home page": (
        {"index.md": FRONT.replace("title", "draft: true\ntitle"), "lamps.md": f"{FRONT}Dim."},
        ["index.md:1 missing-file"],
    ),
    "no site.yaml": ({"site.yaml": None}, ["site.yaml:1 missing-file"]),
    "an empty site.yaml": ({"site.yaml": ""}, ["site.yaml:1 missing-key"]),
    "a site.yaml with only comments": ({"site.yaml": "# later\n"}, ["site.yaml:1 missing-key"]),
    "a site.yaml that is a list": ({"site.yaml": "- title\n"}, ["site.yaml:1 wrong-type"]),
    "an empty title": (
        {"site.yaml": 'title: ""\nas_of: 2031-05-20\n'},
        ["site.yaml:1 missing-key"],
    ),
    "a picture with a page's file name": ({"lens.md": PICTURE}, ["lens.md:1 not-utf8"]),
    "a line of five megabytes": (
        {"long.md": f"{FRONT}\n{'x' * 5_000_000}"},
        ["long.md:5 line-too-long"],
    ),
    "YAML aliases that expand a hundred-million-fold": (
        {
            "sources.yaml": "- &a [x, x, x, x, x, x, x, x, x, x]\n"
            + "".join(
                f"- &{b} [{', '.join([f'*{a}'] * 10)}]\n"
                for a, b in zip("abcdefg", "bcdefgh", strict=True)
            )
        },
        ["sources.yaml:1 yaml-too-large"],
    ),
    "a YAML anchor that refers to itself": (
        {"sources.yaml": f"{GAZETTE}- &me [*me]\n"},
        ["sources.yaml:2 yaml-too-large"],
    ),
    "front matter with an anchor that refers to itself": (
        {"lamps.md": "---\ntitle: &me [*me]\n---\n"},
        ["lamps.md:2 yaml-too-large"],
    ),
    "unclosed front matter": (
        {"lamps.md": "---\ntitle: The lamps\n\nThey were dimmed.\n"},
        ["lamps.md:1 missing-front-matter"],
    ),
    "front matter that isn't a mapping": (
        {"lamps.md": "---\nlamps\n---\n"},
        ["lamps.md:2 wrong-type"],
    ),
    "YAML with 90,000 nested brackets": (
        {"sources.yaml": "[" * 90_000},
        ["sources.yaml:1 nested-too-deep"],
    ),
    "YAML with 40,000 nested dashes": (
        {"sources.yaml": "- " * 40_000},
        ["sources.yaml:1 nested-too-deep"],
    ),
    "a list item 400 levels deep": (
        {"lamps.md": FRONT + "\n".join("    " * depth + "- lamp" for depth in range(400))},
        ["lamps.md:45 nested-too-deep"],
    ),
    "9,000 list markers on one line": (
        {"lamps.md": FRONT + "Lamps.\n\n" + "- " * 9_000},
        ["lamps.md:6 nested-too-deep"],
    ),
    "9,000 numbers with brackets on one line": (
        {"lamps.md": FRONT + "Lamps.\n\n" + "1) " * 9_000},
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
    "a folder with a page's file name": (
        {
            "lamps.md/index.md": f"{FRONT}[Up](../index.md)",
            "index.md": f"{FRONT}[In](lamps.md/index.md)",
        },
        ["lamps.md:1 unread-file"],
    ),
    "a misnamed timeline folder": (
        {"index.md": f"{FRONT}[One](event:one), [two](event:two).", "Timeline/a.yaml": "- id: one"},
        ["Timeline/a.yaml:1 unread-file"],
    ),
    "a CSV file that uses semicolons": (
        {"data/lamps.csv": "lamp;light\nOld;900\n", "charts/lamps.yaml": f"{CHART}{{mark: bar}}\n"},
        ["data/lamps.csv:1 bad-table"],
    ),
    "90,000 unclosed brackets in a page": (
        {"lamps.md": FRONT + "Lamps.\n\n" + "[" * 90_000},
        ["lamps.md:6 nested-too-deep"],
    ),
    "a NUL byte in a page": ({"lamps.md": f"{FRONT}\nLa\0mps\n"}, ["lamps.md:5 control-character"]),
    "a NUL byte in YAML": (
        {"site.yaml": f"{SITE}licence: C\0C\n"},
        ["site.yaml:3 control-character"],
    ),
    "a NUL byte as a YAML escape": (
        {"site.yaml": f'{SITE}licence: "C\\0C"\n'},
        ["site.yaml:3 control-character"],
    ),
    "the private characters that placeholders use": (
        {"lamps.md": f"{FRONT}Lamps \ue0000\ue001\n"},
        ["lamps.md:4 control-character"],
    ),
    "placeholder characters as character references": (
        {"lamps.md": f"{FRONT}Lamps &#xE000;0&#57345;\n"},
        ["lamps.md:4 control-character"],
    ),
    "placeholder characters as YAML escapes": (
        {"glossary.yaml": '- {id: wick, term: Wick, text: "\\uE0009\\uE001"}\n'},
        ["glossary.yaml:1 control-character"],
    ),
    "a byte order mark inside text": (
        {"lamps.md": f"{FRONT}La\ufeffmps\n"},
        ["lamps.md:4 control-character"],
    ),
    "two file names that differ only in letter case": (
        {"Oil.md": f"{FRONT}Dear.", "oil.md": f"{FRONT}Dear."},
        ["oil.md:1 address-taken"],
    ),
    "a folder with the address of a page": (
        {
            "lamps.md": f"{FRONT}Dim.",
            "lamps.html/index.md": f"{FRONT}[Up](../lamps.md)",
            "index.md": f"{FRONT}[Lamps](lamps.html/index.md)",
        },
        ["lamps.html/index.md:1 address-taken"],
    ),
    "an alias inside the build's own folders": (
        {
            "lamps.md": "---\ntitle: Lamps\naliases: [.stage/a.html, .lock/a.html, a/.b.html]\n---\nDim."
        },
        ["lamps.md:3 bad-alias"] * 3,
    ),
    "an alias that is the page's own address": (
        {"lamps.md": "---\ntitle: Lamps\naliases: [lamps.html]\n---\nDim."},
        ["lamps.md:3 address-taken"],
    ),
    "a web page that would be copied, at the address of an alias": (
        {
            "data/lamps.html": "<p>Dim.</p>",
            "lamps.md": "---\ntitle: Lamps\naliases:\n- old.html\n- data/Lamps.html\n---\nDim.",
        },
        ["data/lamps.html:1 unsafe-file"],
    ),
    "an alias below a copied file": (
        {
            "images/lamp.svg": "<svg/>",
            "lamps.md": "---\ntitle: Lamps\naliases:\n- images/lamp.svg/a.html\n---\n"
            "![Lamp](images/lamp.svg)",
        },
        ["lamps.md:4 address-taken"],
    ),
    "an alias below a page": (
        {
            "harbour.md": f"{FRONT}Dim.",
            "lamps.md": "---\ntitle: Lamps\naliases:\n- old.html\n- harbour.html/a.html\n---\nDim.",
        },
        ["lamps.md:5 address-taken"],
    ),
    "a folder named like a generated file": (
        {"search.js/lamps.md": f"{FRONT}Dim.", "index.md": f"{FRONT}[In](search.js/lamps.md)"},
        ["search.js/lamps.md:1 address-taken"],
    ),
    "a list used as a key": (
        {"site.yaml": f"{SITE}kinds: {{[rule]: Rule}}\n"},
        ["site.yaml:3 wrong-type", "site.yaml:3 wrong-type"],
    ),
    "a list used as a side's id": (
        {"site.yaml": f"{SITE}sides: {{[north]: {{name: Northport}}}}\n"},
        ["site.yaml:3 wrong-type", "site.yaml:3 wrong-type"],
    ),
    "a kind with an invalid id": (
        {"site.yaml": f"{SITE}kinds: {{a rule: Rule}}\n"},
        ["site.yaml:3 bad-id"],
    ),
    "a YAML merge key": (
        {"sources.yaml": "- &a {id: a, title: A, standing: primary}\n- {<<: *a, id: b}\n"},
        ["sources.yaml:2 unsafe-yaml"],
    ),
    "a chart whose specification is one word": (
        {"data/lamps.csv": "lamp\nOld\n", "charts/lamps.yaml": f"{CHART}bar\n"},
        ["charts/lamps.yaml:5 wrong-type"],
    ),
    "a chart whose specification is a list": (
        {"data/lamps.csv": "lamp\nOld\n", "charts/lamps.yaml": f"{CHART}[bar]\n"},
        ["charts/lamps.yaml:5 wrong-type"],
    ),
    "a chart whose form for phones is one word": (
        {
            "data/lamps.csv": "lamp\nOld\n",
            "charts/lamps.yaml": f"{CHART}{{mark: bar}}\nnarrow: bar\n",
        },
        ["charts/lamps.yaml:6 wrong-type"],
    ),
    "a list used as a key in a chart": (
        {"data/lamps.csv": "lamp\nOld\n", "charts/lamps.yaml": f"{CHART}{{[a]: b}}\n"},
        ["charts/lamps.yaml:5 wrong-type"],
    ),
    "numbers too large to draw, one of which crashed the build": (
        {
            "index.md": f"{FRONT}[chart lamps]\n",
            "data/lamps.csv": f"lamp,oil\n1e999,{'9' * 5000}\n",
            "charts/lamps.yaml": f"{CHART}{{mark: point, encoding: {{x: {{field: lamp, type: quantitative}},"
            " y: {field: oil, type: quantitative}}}\n",
        },
        ["data/lamps.csv:2 chart"] * 2,
    ),
    "two charts with the same name": (
        {
            "index.md": f"{FRONT}[chart lamps]\n",
            "data/lamps.csv": "lamp\nOld\n",
            "charts/lamps.yaml": f"{CHART}{{mark: bar}}\n",
            "charts/more/lamps.yaml": f"{CHART}{{mark: bar}}\n",
        },
        ["charts/more/lamps.yaml:1 duplicate-id"],
    ),
    "an unclosed quotation mark in a CSV file": (
        {"data/lamps.csv": 'lamp,light\n"Old,900\nNew,450\n'},
        ["data/lamps.csv:3 bad-table"],
    ),
    "a CSV cell over the size limit": (
        {"data/lamps.csv": 'lamp\n"' + "x\n" * 90_000 + '"\n'},
        ["data/lamps.csv:65538 bad-table"],
    ),
    "a duplicate column": (
        {"data/lamps.csv": "lamp,lamp\n1,2\n"},
        ["data/lamps.csv:1 bad-table"],
    ),
    "an empty CSV file": ({"data/lamps.csv": ""}, ["data/lamps.csv:1 bad-table"]),
    "a link that would run a script": (
        {"index.md": f"{FRONT}Lamps.\n\n[Oil](javascript:alert)\n"},
        ["index.md:6 unsafe-html"],
    ),
    "a link with an invalid URL": (
        {"index.md": f"{FRONT}Lamps.\n\n[Oil](http://[)\n"},
        ["index.md:6 bad-url"],
    ),
    "a source URL that would run a script": (
        {
            "sources.yaml": GAZETTE.replace("https://example.org/gazette", "javascript:alert(1)"),
            "index.md": f"{FRONT}Dim [@gazette].\n",
        },
        ["sources.yaml:1 bad-url"],
    ),
    "a forbidden element with Markdown inside": (
        {"index.md": f"{FRONT}Lamps.\n\n<section markdown='1'>\n*Oil*\n</section>\n"},
        ["index.md:6 unsafe-html"],
    ),
    "a picture in a data: URL": (
        {"index.md": f"{FRONT}![A lens](data:image/png;base64,AA)\n"},
        ["index.md:4 remote-picture"],
    ),
    "two pages with the same outcome id": (
        dict.fromkeys(
            ("one.md", "two.md"),
            "---\ntitle: Light\noutcome: {id: light, likelihood: likely, confidence: low, by: 2032-01-01}\n---\n",
        ),
        ["two.md:3 duplicate-id"],
    ),
    "a marker option given twice": (
        {"site.yaml": SIDES, "index.md": f"{FRONT}[events side=north side=south]\n"},
        ["index.md:4 marker-option"],
    ),
    "a sources file with a syntax error": (
        {"sources.yaml": "- id: [\n", "index.md": f"{FRONT}Dim [@gazette].\n"},
        ["sources.yaml:2 yaml-syntax"],
    ),
    "a sources file that isn't a list": (
        {
            "sources.yaml": "gazette: {title: The Lamp Rule}\n",
            "index.md": f"{FRONT}Dim [@gazette].\n",
        },
        ["sources.yaml:1 wrong-type"],
    ),
    "a cited source with one invalid value": (
        {
            "site.yaml": SIDES,
            "sources.yaml": GAZETTE.replace("primary", "prime"),
            "timeline/all.yaml": event("dim", "north"),
        },
        ["sources.yaml:1 bad-value"],
    ),
    "a line break in a value with fixed choices": (
        {
            "site.yaml": SIDES,
            "sources.yaml": GAZETTE,
            "timeline/all.yaml": event("dim", "north").replace("confirmed", '"con\\nfirmed"'),
        },
        ["timeline/all.yaml:1 bad-value"],
    ),
    "an answered event without a side": (
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


@pytest.mark.parametrize(("files", "lines"), INVALID.values(), ids=INVALID.keys())
def test_each_mistake_is_reported_at_its_line_and_nothing_else_is(
    files: dict[str, str | bytes | None], lines: list[str], make_content_dir: MakeContent
) -> None:
    assert problem_codes(build_in_memory(make_content_dir(files))) == lines


def test_a_lone_surrogate_is_reported_with_the_pure_python_yaml_loader_too(
    make_content_dir: MakeContent, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("explainer.load.yaml_tree.Loader", yaml.SafeLoader)
    content_dir = make_content_dir({"site.yaml": f'{SITE}licence: "\\ud800"\n'})
    assert problem_codes(build_in_memory(content_dir)) == ["site.yaml:3 control-character"]


# Unusual but valid files, a page built from them, and text that the page must contain.
VALID: dict[str, tuple[dict[str, str | bytes | None], str, str]] = {
    "a byte order mark at the start of a file": ({"lamps.md": f"\ufeff{FRONT}Dim."}, "lamps.html", "Dim."),
    "Windows line endings": (
        {"lamps.md": f"{FRONT}Dim.\n\nDark.\n".replace("\n", "\r\n")},
        "lamps.html",
        "<p>Dark.</p>",
    ),
    "classic Mac line endings": ({"lamps.md": f"{FRONT}Dim.".replace("\n", "\r")}, "lamps.html", "Dim."),
    "a title of 300 characters": (
        {"lamps.md": f"---\ntitle: {'Lamp ' * 59}Lamps\n---\nDim."},
        "lamps.html",
        "Lamp " * 59 + "Lamps",
    ),
    "forty citations in one sentence": (
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
    "two sides' events on one day in a diagram": (
        {
            "site.yaml": SIDES,
            "sources.yaml": GAZETTE,
            "timeline/all.yaml": event("dim", "north") + event("toll", "south"),
            "index.md": f"{FRONT}[diagram]\n",
        },
        "index.html",
        "A rule of south",
    ),
    "a chapter with one line of text": (
        {"site.yaml": f"{SITE}chapters: [lamps]\n", "lamps.md": f"{FRONT}Dim."},
        "lamps.html",
        "Dim.",
    ),
    "markers whose lists are empty": (
        {"index.md": f"{FRONT}[outcomes]\n\n[glossary]\n\n[changes]\n\n[sources]\n\n[events]\n\n[diagram]\n\n[status]\n\n[in-force]\n\n[TOC]\n\nAll.\n"},
        "index.html",
        "<p>All.</p>",
    ),
    "empty YAML files": (
        dict.fromkeys(("sources.yaml", "glossary.yaml", "accounts.yaml", "changes.yaml", "timeline/all.yaml"), ""),
        "index.html",
        "The lamps were dimmed.",
    ),
    "file names with spaces, symbols and Chinese characters": (
        {
            "100% oil #1.md": f"{FRONT}Dear.",
            "\u706f/\u5149 & light.md": f"{FRONT}[Oil](<../100%25 oil %231.md>)",
            "images/a lens's.svg": "<svg xmlns='http://www.w3.org/2000/svg'/>",
            "index.md": f"{FRONT}[Light](<\u706f/\u5149 & light.md>) ![A lens](<images/a lens's.svg>)",
        },
        "\u706f/\u5149 & light.html",
        'href="../100%25%20oil%20%231.html"',
    ),
    "picture files with invalid contents": (
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
    "footnote classes on ordinary links": (
        {"index.md": f"{FRONT}[a](index.md){{: .footnote-ref}} [b](index.md){{: .footnote-backref}} Dim."},
        "index.html",
        "Dim.",
    ),
    "values that YAML could take for other types": (
        {"site.yaml": f"{SITE}licence: no\ntagline: 12:30\npublisher: {{name: 1_000}}\n"},
        "index.html",
        "12:30",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("files", "address", "text"), VALID.values(), ids=VALID.keys())
def test_unusual_but_valid_input_reaches_its_page(
    files: dict[str, str | bytes | None], address: str, text: str, make_content_dir: MakeContent
) -> None:
    result = build_in_memory(make_content_dir(files))
    assert problem_codes(result) == [
        line for line in problem_codes(result) if line.endswith("unreachable-page")
    ]
    assert text in page_of(result, address)


def test_a_folder_whose_name_ends_in_md_is_read_as_a_folder(make_content_dir: MakeContent) -> None:
    content_dir = make_content_dir(
        {"lamps.md/oil.md": f"{FRONT}Dear.", "index.md": f"{FRONT}[Oil](lamps.md/oil.md)"}
    )
    (content_dir / "empty.md").mkdir()
    assert "Dear." in page_of(build_in_memory(content_dir), "lamps.md/oil.html")


def test_a_symbolic_link_out_of_the_content_folder_is_not_followed(
    make_content_dir: MakeContent,
) -> None:
    content_dir = make_content_dir({})
    (content_dir.parent / "secret.md").write_text(FRONT, encoding="utf-8")
    (content_dir / "lamps.md").symlink_to(content_dir.parent / "secret.md")
    (content_dir / "gone.md").symlink_to(content_dir / "nowhere.md")
    assert problem_codes(build_in_memory(content_dir)) == [
        "gone.md:1 outside-content",
        "lamps.md:1 outside-content",
    ]


def test_a_symbolic_link_within_the_content_folder_is_followed(
    make_content_dir: MakeContent,
) -> None:
    content_dir = make_content_dir({"lamps.md": f"{FRONT}Dim."})
    (content_dir / "about.md").symlink_to("lamps.md")
    assert "Dim." in page_of(build_in_memory(content_dir), "about.html")


def test_circular_symbolic_links_do_not_hang_the_build(make_content_dir: MakeContent) -> None:
    content_dir = make_content_dir({"one/a.md": f"{FRONT}Dim.", "two/b.md": f"{FRONT}Dim."})
    (content_dir / "this").symlink_to("that")
    (content_dir / "that").symlink_to("this")
    (content_dir / "all").symlink_to(".")
    (content_dir / "one/other").symlink_to("../two")
    (content_dir / "two/other").symlink_to("../one")
    lines = [
        line for line in problem_codes(build_in_memory(content_dir)) if "unreachable" not in line
    ]
    assert lines == [
        "all:1 outside-content",
        "one/other/other:1 outside-content",
        "that:1 outside-content",
        "this:1 outside-content",
        "two/other/other:1 outside-content",
    ]


def test_a_file_name_that_is_not_utf8_is_reported_in_printable_characters(
    make_content_dir: MakeContent,
) -> None:
    content_dir = make_content_dir({})
    Path(os.fsdecode(os.fsencode(content_dir) + b"/caf\xe9.md")).write_text(FRONT, encoding="utf-8")
    assert problem_codes(build_in_memory(content_dir)) == ["caf\\udce9.md:1 bad-name"]


def test_a_file_deleted_while_the_build_runs_is_reported(make_content_dir: MakeContent) -> None:
    content_dir = make_content_dir({"lamps.md": FRONT})
    tree = find_files(content_dir)
    (content_dir / "lamps.md").unlink()
    text, problems = read_text(tree, "lamps.md")
    assert text is None
    assert [problem.code for problem in problems] == ["unreadable"]


def test_a_folder_without_read_permission_is_reported(
    make_content_dir: MakeContent, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Simulated, since the tests may run as root, who can read everything.
    content_dir = make_content_dir({"lamps/oil.md": FRONT})
    real_scandir = os.scandir

    def scandir(path: Path) -> object:
        if path.name == "lamps":
            raise PermissionError(13, "Permission denied", str(path))
        return real_scandir(path)

    monkeypatch.setattr("explainer.load.files.os.scandir", scandir)
    assert [problem.code for problem in find_files(content_dir).problems] == ["unreadable"]


def test_a_missing_content_folder_is_a_usage_error(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["check", "--content", str(tmp_path / "none")]) == 2
    assert f'"{tmp_path / "none"}" doesn\'t exist; ' in capsys.readouterr().err


def test_a_file_in_place_of_the_content_folder_is_not_called_missing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "index.md"
    file.write_text("Text.", encoding="utf-8")
    assert main(["check", "--content", str(file)]) == 2
    assert f'"{file}" isn\'t a folder; ' in capsys.readouterr().err


def test_the_command_prints_problems_and_no_traceback(make_content_dir: MakeContent) -> None:
    content_dir = make_content_dir(
        {"lens.md": PICTURE, "sources.yaml": "[" * 90_000, "oil.md": FRONT[:-4]}
    )
    (content_dir / "this").symlink_to("this")
    command = [sys.executable, "build.py", "check", "--content", str(content_dir)]
    done = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert done.stderr.splitlines()[-1] == "4 errors, 0 warnings"


# Each example runs a whole build, so there are fewer of them.
FEW = settings(QUICK, max_examples=15)

# Text with a meaning in Markdown, in YAML or in our own syntax, to join at random.
PIECES = st.sampled_from(
    "lamp,\n,\n\n, ,    ,- ,* ,# ,## ,> ,| ,|-|,`,```,~~~,*,**,_,[,],(,),![,](,](index.md),[@gazette],"
    "[@,; ,{: ,.uncited},#id},=x},[^1],[^1]: ,[events],[chart x],[TOC],!!! note,\\,<,</,<b>,<details>,"
    '<summary>,<div markdown="1">,</div>,<!--,-->,&,&amp;,&#60;,---,\t,: ,http://,event:,term:wick,光,wick,'
    "\",',{,},&a ,*a ,!!,?,%,@,true,2030-01,id: ,title: ,text: ,[x]: y".split(",")
)  # fmt: skip
TEXTS = st.lists(PIECES, max_size=40).map("".join)


@FEW
@given(TEXTS)
def test_no_page_text_crashes_the_build(text: str) -> None:
    glossary = "- {id: wick, term: wick, text: It burns.}\n"
    build_from({"index.md": f"{FRONT}{text}", "sources.yaml": GAZETTE, "glossary.yaml": glossary})


@FEW
@given(TEXTS, st.sampled_from(["sources.yaml", "timeline/all.yaml", "charts/x.yaml", "data/x.csv"]))
def test_no_text_in_a_data_file_crashes_the_build(text: str, name: str) -> None:
    build_from({name: text, "index.md": f"{FRONT}Dim [@gazette].\n\n[chart x]\n"})


@FEW
@given(TEXTS)
def test_no_text_in_a_record_crashes_the_build(text: str) -> None:
    block = "".join(f"\n    {line}" for line in text.split("\n"))
    build_from({"glossary.yaml": f"- id: wick\n  term: lamps\n  text: |{block}\n"})


def build_from(files: Mapping[str, str]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        minimal = {"site.yaml": SIDES, "index.md": f"{FRONT}Dim.\n"}
        build_in_memory(write_files(Path(folder) / "content", {**minimal, **files}))


def test_any_recursion_error_is_reported_as_too_deep_nesting(
    make_content_dir: Callable[[Mapping[str, str]], Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    def overrun(_: str) -> None:
        raise RecursionError

    monkeypatch.setattr("explainer.prose.convert.to_fragment", overrun)
    result = make(Settings(make_content_dir({})), Store())
    assert problem_codes(result) == ["index.md:4 nested-too-deep"]


@pytest.mark.parametrize(
    ("typed", "line", "message", "hint"),
    [
        ("title: A\n\tas_of: x", 2, "tab in the indentation", "use spaces"),
        ("- id: a\n\u00a0\u00a0date: b", 2, "unusual space character", "ordinary spaces"),
        ("title: A: b", 1, "unquoted text can't contain", 'title: "…: …"'),
        ("title: “A: b”", 1, "unquoted text can't contain", 'title: "…: …"'),
        ("title: A\ntagline:B\nas_of: x", 2, "missing space after the colon", "tagline: B"),
        ("title: A\nand more\nas_of: x", 2, 'expected "key: value"', "indent the line"),
        ("title: @a", 1, "unquoted text can't start with @", "remove @"),
        ("title: %5", 1, "unquoted text can't start with %", "put quotes around it"),
        ('title: "A\nas_of: x\n', 1, "unclosed quotation mark", "add the closing one"),
        ('title: "A\nas_of: x\ntagline: "B"\n', 1, "mismatched quotation marks", "one at each end"),
        ('title: "A" b', 1, "mismatched quotation marks", "one at each end"),
        ("title: 'A's b'", 1, "mismatched quotation marks", "one at each end"),
        ("title: A\nchapters: [a, b\nas_of: x", 2, "invalid list or mapping", "close the bracket"),
        ("title: A\nsides:\n  a: {}\n b: {}", 4, "doesn't fit the lines above", "indentation"),
        ("- id: a\n  date: b\n-id: c", 3, "missing space after the dash", "- id: …"),
        ("a:\n  - b\n  -c\nd: e", 3, "missing space after the dash", "- id: …"),
        ("— id: a\n  date: b", 1, "starts with a long dash", "a hyphen: - id: …"),
        ("id: a\ntext: [A](b) c\nx: y", 2, "text can't start with [", "put quotes around it"),
        ("id: a\ntext: *A* b\nx: y", 2, "text can't start with *", "put quotes around it"),
        ("id: a\ntext: **A** b\nx: y", 2, "text can't start with *", "put quotes around it"),
        ("text: > A\n  b", 1, "on the same line as >", "start the text on the next line"),
        ('id: a\ntext: "A \\[b]"', 2, "invalid backslash", "in single quotes"),
        (
            "theme: {side_1: #1f4f8f}",
            1,
            '"#1f4f8f" is read as a comment',
            'quotes around it: "#1f4',
        ),
        ('theme: {a: "#1", b: #2f4f8f, c: x}\nd: e', 1, '"#2f4f8f" is read as', "put quotes"),
        ("kinds: {a: b, c:}", 1, "missing value for a key", "write one after the colon"),
    ],
)
def test_a_yaml_mistake_is_explained_at_the_line_where_it_was_made(
    typed: str, line: int, message: str, hint: str
) -> None:
    _, (problem,) = read_tree(typed, Place("site.yaml"))
    assert (problem.code, problem.place.line) == ("yaml-syntax", line)
    assert message in problem.message
    assert hint in problem.hint


@pytest.mark.parametrize(
    ("typed", "hint"),
    [
        ("side: us, china", "write several ids as a list: [us, china]"),
        ("sources: ['@post']", "remove the @"),
        ("certainity: reported", 'did you mean "certainty"?'),
    ],
)
def test_a_mistake_in_an_event_is_reported_once_with_a_fix(typed: str, hint: str) -> None:
    key = typed.split(":", maxsplit=1)[0].replace("certainity", "certainty")
    valid = {"id": "a", "date": "2031", "side": "us", "kind": "k", "title": "T",
             "certainty": "reported"}  # fmt: skip
    lines = [f"{name}: {value}" for name, value in valid.items() if name != key]
    node, _ = read_tree("\n".join([*lines, typed]), Place("timeline/a.yaml"))
    decoder = Decoder(Place("timeline/a.yaml"), ProseMaker(Store()))
    assert node is not None
    decoder.record(node, Event)
    (problem,) = decoder.problems
    assert problem.hint == hint
