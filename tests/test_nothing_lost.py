"""What an editor types reaches the page, or is reported: signs of YAML, braces, and file names."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any
from unicodedata import normalize

import pytest
from examples import templates_of

from explainer.build import Settings, make
from explainer.chart_fields import with_escaped_fields
from explainer.chart_records import Chart, Table
from explainer.charts import draw
from explainer.load.files import find_files, is_litter
from explainer.load.yaml_tree import read_tree
from explainer.model import Id
from explainer.problems import Place
from explainer.prose.convert import to_fragment
from explainer.store import Store

if TYPE_CHECKING:
    from explainer.build import Result

MakeContent = Callable[[Mapping[str, str]], Path]

FRONT = "---\ntitle: The lamps\n---\n"
LENS = "<svg xmlns='http://www.w3.org/2000/svg'/>"


@pytest.fixture(autouse=True)
def shipped_templates(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("explainer.build.read_templates", templates_of)


@pytest.mark.parametrize(
    "value",
    ["&co went out", "&co", "! Out", "!", "* out", "*out", "*out* now", "? out", ": out", "- out",
     "% out", "@ out", "`out`", ">5", ">5 lamps", ">lamps", "|2", "{a} b", "[a] b", ", out", "] out",
     "} out", "& out"],
)  # fmt: skip
def test_no_sign_at_the_start_of_a_yaml_text_loses_any_of_it(value: str) -> None:
    for typed in (f"title: {value}", f"a: b\ntitle: {value}\nc: d"):
        _, problems = read_tree(typed, Place("site.yaml"))
        (problem,) = problems
        assert problem.code == "yaml-syntax"
        assert problem.place.line == typed[: typed.index("title")].count("\n") + 1
        assert f"can't start with {value[0]}" in problem.message
        assert "quotes" in problem.hint


@pytest.mark.parametrize("text", ["- &co Out", "[&co out, b]", "{a: &co out}", "&co out: b"])
def test_an_anchor_that_nothing_refers_to_is_reported_wherever_it_is(text: str) -> None:
    _, (problem,) = read_tree(text, Place("site.yaml"))
    assert "can't start with &" in problem.message


@pytest.mark.parametrize(
    "text",
    ["a: &co [b]\nc: *co", "a: &day 2030-01-01\nb: *day", "a: &co {b: c}\nd: *co", "a: &unused\n  b: c",
     "a: Lamps & Co", "a: '&co out'", 'a: "! out"', "a: !!str 5", "a: |\n  &co out\n  ! out",
     "a: >-\n  >5", "a: -5", "a: :out", "a: ?out", "a: Out!", "a: ~5"],
)  # fmt: skip
def test_yaml_that_only_looks_like_lost_text_is_accepted(text: str) -> None:
    assert read_tree(text, Place("site.yaml"))[1] == []


@pytest.mark.parametrize(
    ("text", "lost"),
    [("title: Rule #5", "#5"), ("title: Rule # 5", "# 5"), ("title: #5", "#5"), ("a: [b, #c\n d]", "#c")],
)  # fmt: skip
def test_text_that_yaml_takes_for_a_comment_is_reported(text: str, lost: str) -> None:
    _, (problem,) = read_tree(text, Place("site.yaml"))
    assert (problem.code, problem.severity) == ("cut-by-comment", "warning")
    assert f'"{lost}"' in problem.message


def test_an_ordinary_yaml_comment_is_accepted() -> None:
    text = "# 5\ntitle: Rule # the fifth\norder: 5 # 2 are missing\na: 'b' # 5\n"
    assert read_tree(text, Place("site.yaml"))[1] == []


@pytest.mark.parametrize("sign", ["\u2028", "\u2029", "\u0085", "\x0b", "\x0c"])
@pytest.mark.parametrize("name", ["site.yaml", "index.md", "data/lamps.csv"])
def test_an_invisible_line_break_is_reported_at_its_line(
    name: str, sign: str, make_content_dir: MakeContent
) -> None:
    text = {"site.yaml": f"title: A{sign}b\nas_of: 2031-05-20\n", "index.md": f"{FRONT}A{sign}b\n"}
    files = {name: text.get(name, f"lamp\nA{sign}b\n")}
    (problem,) = make(Settings(make_content_dir(files)), Store()).problems
    line = {"site.yaml": 1, "index.md": 4}.get(name, 2)
    assert (problem.place.file, problem.place.line) == (name, line)
    assert problem.message == f"unusual line break U+{ord(sign):04X}, which no page shows as one"


BRACES = {
    "## Dim {a}\n\nLamps.": "Dim {a}</h2>",
    "## Dim {see below}\n\nLamps.": "Dim {see below}</h2>",
    "Lamps {x}": "<p>Lamps {x}</p>",
    "Lamps\n{note}": "Lamps\n{note}</p>",
    "Lamps\n{note: dim}": "Lamps\n{note: dim}</p>",
    "| a {x} | b |\n|---|---|\n| c {y} | {z} |": "<td>c {y}</td>\n<td>{z}</td>",
    "*Dim*{y} lamps": "<em>Dim</em>{y} lamps",
    "*Dim*{.5} lamps": "<em>Dim</em>{.5} lamps",
    "*Dim*{.a} and {b} lamps": '<em class="a">Dim</em> and {b} lamps',
    "*Dim*{.a =b} lamps": "<em>Dim</em>{.a =b} lamps",
    "- dim {a}\n- bright\n{b}": "<li>dim {a}</li>\n<li>bright\n{b}</li>",
    "Lamp\n: dim {x}": "<dd>dim {x}</dd>",
    "Lamps {}": "<p>Lamps {}</p>",
    "## Dim \\{: .a}\n\nLamps.": "Dim {: .a}</h2>",
}


@pytest.mark.parametrize(("text", "html"), BRACES.items())
def test_braces_that_contain_no_attributes_stay_text(text: str, html: str) -> None:
    fragment = to_fragment(text)
    assert html in fragment.html
    assert not [fault for fault in fragment.faults if fault.code == "unsafe-html"]


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("## Dim {#dim .wide}\n\nLamps.", '<h2 class="wide" id="dim">Dim</h2>'),
        ("## Dim {: #dim}\n\nLamps.", '<h2 id="dim">Dim</h2>'),
        ("Lamps\n{: .wide lang=en}", '<p class="wide" lang="en">Lamps</p>'),
        ("*Dim*{.a} lamps", '<em class="a">Dim</em> lamps'),
        ("*Dim*{title='a } b'} lamps", '<em title="a } b">Dim</em> lamps'),
    ],
)
def test_attribute_lists_still_work(text: str, html: str) -> None:
    assert html in to_fragment(text).html


def test_braces_taken_for_a_bad_attribute_are_reported_with_a_way_to_keep_them() -> None:
    (fault,) = to_fragment("## Dim {: a}\n\nLamps.").faults
    assert fault.hint.endswith("; for braces as text, write \\{a}")


def test_an_escaped_underscore_in_a_links_address_still_leads_to_the_page() -> None:
    (mark,) = to_fragment("[Oil](oil\\_prices.md)").marks
    assert mark.target == "oil_prices.md"


@pytest.mark.parametrize("stored", ["NFC", "NFD"])
@pytest.mark.parametrize("typed", ["NFC", "NFD"])
def test_accents_in_file_names_match_however_they_are_encoded(
    stored: str, typed: str, make_content_dir: MakeContent
) -> None:
    def name(form: str, text: str) -> str:
        return normalize("NFC" if form == "NFC" else "NFD", text)

    text = (
        "[Lamp](lämpe.md#größe) ![Lens](images/länse.svg)\n\n[Up](dörfer/index.md)\n\n"
        "[chart oil]\n\n[Chart](lämpe.md)"
    )
    files = {
        "site.yaml": "title: Lamps\nas_of: 2031-05-20\nchapters: [dörfer]\n",
        "index.md": f"{FRONT}{text}\n",
        "changes.yaml": "- {date: 2031-01-01, kind: update, note: New., pages: [lämpe.md]}\n",
        "charts/oil.yaml": "title: Oil\nsummary: Less.\ndata: data/öl.csv\ncolumns: {a: A}\n"
        "spec: {mark: point, encoding: {x: {field: a, type: quantitative}}}\n",
    }
    files = {path: name(typed, content) for path, content in files.items()}
    targets = {
        "lämpe.md": "---\ntitle: Lamp\naliases: [älter.html]\n---\n## Größe\n\nLit.\n",
        "dörfer/index.md": f"{FRONT}Lit.\n",
        "images/länse.svg": LENS,
        "data/öl.csv": "a\n1\n",
    }
    files |= {name(stored, path): content for path, content in targets.items()}
    result = make(Settings(make_content_dir(files)), Store())
    assert result.problems == ()
    addresses = {page.address for page in result.pages}
    assert {"lämpe.html", "älter.html", "dörfer/index.html", "images/länse.svg"} <= addresses
    assert all(address == normalize("NFC", address) for address in addresses)


def test_two_files_whose_names_differ_only_in_the_encoding_of_accents_are_reported(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Simulated, since some file systems can't hold both names.
    names = ["caf\u00e9.md", "cafe\u0301.md"]
    monkeypatch.setattr("explainer.load.files._walk", lambda *_: iter(names))
    tree = find_files(tmp_path)
    assert tree.paths == ("caf\u00e9.md",)
    (problem,) = tree.problems
    assert (problem.place.file, problem.code) == ("caf\u00e9.md", "address-taken")
    assert "encoding of accents" in problem.message


# Names that a file system allows, and how a link writes them.
ODD_NAMES = {
    "a#b": "a%23b",
    "a?b": "a%3Fb",
    "100%": "100%25",
    "a%20b": "a%2520b",
    "a & b": "<a & b",
    'it\'s "so"': "it's%20%22so%22",
    "光 (1)": "%E5%85%89%20%281%29",
    "a+b;c=d": "a+b;c=d",
}


@pytest.fixture(scope="module")
def odd_site(tmp_path_factory: pytest.TempPathFactory) -> Result:
    """Return a built site of pages, pictures and tables with unusual names."""
    content_dir = tmp_path_factory.mktemp("odd") / "content"
    links = []
    files = {}
    for name, typed in ODD_NAMES.items():
        close = ">" if typed.startswith("<") else ""
        links.append(f"[Page]({typed}.md{close}) [Table]({typed.replace('<', '<data/')}.csv{close})"
                     if close else f"[Page]({typed}.md) [Table](data/{typed}.csv)")  # fmt: skip
        inner = typed.removeprefix("<")
        links.append(f"![Lens](<images/{inner}.svg>)")
        files[f"{name}.md"] = f"{FRONT}## Dim light\n\n[Up](index.md) [Its light](#dim-light)\n"
        files[f"images/{name}.svg"] = LENS
        files[f"data/{name}.csv"] = "lamp\n1\n"
    for number, name in enumerate(ODD_NAMES):
        files[f"charts/c{number}.yaml"] = (
            f"title: Lamps\nsummary: Fewer.\ndata: {quoted(f'data/{name}.csv')}\n"
            "columns: {lamp: Lamp}\n"
            "spec: {mark: point, encoding: {x: {field: lamp, type: quantitative}}}\n"
        )
        links.append(f"[chart c{number}]")
    files["site.yaml"] = "title: L\nas_of: 2031-05-20\nbase_url: https://example.org/lamps/\n"
    files["index.md"] = FRONT + "\n\n".join(links) + "\n"
    for path, text in files.items():
        file = content_dir / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    return make(Settings(content_dir), Store())


def quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def test_pages_pictures_and_tables_with_unusual_names_are_linked_without_a_dead_link(
    odd_site: Result,
) -> None:
    # Windows doesn't allow all of these names, which is reported, and nothing else is.
    assert {problem.code for problem in odd_site.problems} <= {"bad-name"}
    built = {
        page.address: page.read().decode()
        for page in odd_site.pages
        if page.address[-5:] == ".html"
    }
    for address in ("index.html", "everything.html"):
        for name in ODD_NAMES:
            assert f"{name}.html" in built
        for raw in ("a#b", "a?b", "100%.", "a%20b.", "a & b", 'it\'s "so"'):
            assert not re.search(rf'(?:href|src)="[^"]*{re.escape(raw)}', built[address])


def test_exports_write_addresses_with_unusual_names_as_urls(odd_site: Result) -> None:
    sitemap = next(page.read().decode() for page in odd_site.pages if page.address == "sitemap.xml")
    for escaped in ("a%23b", "a%3Fb", "100%25", "a%2520b", "a%20%26%20b", "%E5%85%89"):
        assert f"https://example.org/lamps/{escaped}" in sitemap
    assert not re.search(r"<loc>[^<]*(?: |#|\?|%(?![0-9A-F]{2}))", sitemap)
    search = next(page.read().decode() for page in odd_site.pages if page.address == "search.js")
    assert "a%23b.html" in search


@pytest.mark.parametrize(
    ("typed", "hint"),
    [
        ("[Oil](a#b.md)", 'write "a%23b.md", since # has a meaning in links'),
        ("[Oil](a?b.md)", 'write "a%3Fb.md", since ? has a meaning in links'),
        ("[Oil](a%20b.md)", 'write "a%2520b.md", since % has a meaning in links'),
        ("![Lens](images/a#b.svg)", 'write "images/a%23b.svg", since # has a meaning in links'),
    ],
)
def test_a_sign_with_a_meaning_in_links_is_reported_with_how_to_write_it(
    typed: str, hint: str, make_content_dir: MakeContent
) -> None:
    names = ["a#b.md", "a?b.md", "a%20b.md"]
    files = dict.fromkeys(names, f"{FRONT}[Up](index.md)\n") | {"images/a#b.svg": LENS}
    files["index.md"] = f"{FRONT}{typed}\n"
    problems = make(Settings(make_content_dir(files)), Store()).problems
    (problem,) = [problem for problem in problems if problem.severity == "error"]
    assert problem.hint == hint


@pytest.mark.parametrize(
    "name",
    ["README.md", "README", "readme.txt", "LICENSE", "LICENSE-2.0.txt", ".DS_Store", "._lamps.md",
     "Thumbs.db", "desktop.ini", "~$lamps.docx", "lamps.md~", "lamps.md.bak", ".lamps.md.swp",
     "lamps.swp", "#lamps.md#", "__MACOSX", "Icon\r", "lamps.tmp"],
)  # fmt: skip
def test_files_that_systems_and_editors_leave_behind_are_left_out_without_a_word(name: str) -> None:
    assert is_litter(name)


@pytest.mark.parametrize(
    "name", ["lamps.md", "license.md", "reading.md", "bak.md", "old.md", "thumbs.svg", "lamps.csv"]
)
def test_content_is_never_taken_for_litter(name: str) -> None:
    assert not is_litter(name)


def test_litter_in_any_folder_is_neither_read_nor_published_nor_reported(
    make_content_dir: MakeContent,
) -> None:
    litter = ("README.md", "oil/README.md", "images/Thumbs.db", "data/lamps.csv.bak", "LICENSE",
              "__MACOSX/lamps.md", "timeline/~$a.yaml")  # fmt: skip
    result = make(Settings(make_content_dir(dict.fromkeys(litter, "x"))), Store())
    assert result.problems == ()
    assert not any(page.address.startswith(("README", "images", "data/")) for page in result.pages)


COLUMNS = ["U.S.", "sold [k]", "a.b[0]", "it's", "'q'", ".", "[a]"]


@pytest.mark.parametrize("column", COLUMNS)
@pytest.mark.parametrize("escaped", [False, True])
@pytest.mark.parametrize("use", ["bar", "sort", "sum", "fold", "group", "filter"])
def test_a_column_whose_name_has_dots_or_brackets_is_drawn(
    column: str, escaped: bool, use: str
) -> None:
    field = re.sub(r"([.\[\]])", r"\\\1", column) if escaped else column
    x = {"field": "town", "type": "nominal"}
    spec: Any = {
        "bar": {"encoding": {"x": x, "y": {"field": field, "type": "quantitative"}}},
        "sort": {
            "encoding": {
                "x": x | {"sort": {"field": field, "order": "descending"}},
                "y": {"field": field, "type": "quantitative"},
                "tooltip": [{"field": field}],
            }
        },
        "sum": {
            "encoding": {
                "x": {"field": field, "type": "nominal"},
                "y": {"field": field, "type": "quantitative", "aggregate": "sum"},
            }
        },
        "fold": {
            "transform": [{"fold": [field, "lamps"]}],
            "encoding": {"x": x, "y": {"field": "value", "type": "quantitative"}},
        },
        "group": {
            "transform": [
                {
                    "aggregate": [{"op": "sum", "field": "lamps", "as": "all.lamps"}],
                    "groupby": [field],
                }
            ],
            "encoding": {
                "x": {"field": field, "type": "nominal"},
                "y": {"field": "all.lamps", "type": "quantitative"},
            },
        },
        "filter": {
            "transform": [
                {"calculate": f"datum[{quoted_js(column)}] * 2", "as": "twice"},
                {"filter": {"field": field, "gt": 0}},
            ],
            "encoding": {"x": x, "y": {"field": "twice", "type": "quantitative"}},
        },
    }[use]
    table = Table(("town", column, "lamps"), (("A", "3", "5"), ("B", "4", "6")))
    chart = Chart(Id("c"), "T", "S", "data/t.csv", {}, {"mark": "bar", **spec})
    svg = draw(chart, table)
    heights = [float(height) for height in re.findall(r'd="M[^"]*?h[\d.]+v(-?[\d.]+)', svg)]
    assert len([height for height in heights if height]) >= 2
    assert "NaN" not in svg
    assert "\\" not in svg


def quoted_js(text: str) -> str:
    return "'" + text.replace("'", "\\'") + "'"


def test_a_title_that_equals_a_column_is_not_escaped() -> None:
    spec = {"title": "U.S.", "encoding": {"x": {"field": "U.S.", "title": "U.S.", "value": "U.S."}}}
    assert with_escaped_fields(spec, ["U.S."]) == {
        "title": "U.S.",
        "encoding": {"x": {"field": "U\\.S\\.", "title": "U.S.", "value": "U.S."}},
    }


@pytest.mark.parametrize("name", ['say ""x""', "back\\slash"])
def test_a_column_that_no_chart_can_draw_is_reported_and_not_drawn_empty(
    name: str, make_content_dir: MakeContent
) -> None:
    column = name.replace('""', '"')
    files = {
        "index.md": f"{FRONT}[chart lamps]\n",
        "data/lamps.csv": f'"{name}"\n1\n',
        "charts/lamps.yaml": "title: T\nsummary: S\ndata: data/lamps.csv\n"
        f"columns: {{'{column}': Lamp}}\n"
        f"spec: {{mark: bar, encoding: {{x: {{field: '{column}', type: quantitative}}}}}}\n",
    }
    (problem,) = make(Settings(make_content_dir(files)), Store()).problems
    assert (problem.code, problem.place.line) == ("unknown-column", 5)
    assert problem.hint == "rename it, in data/lamps.csv too"
