"""Messages propose what the editor meant: the date, the id, the file, the Markdown to write."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from examples import templates_of

from explainer.build import Settings, make
from explainer.date_spellings import iso_dates
from explainer.dates import parse, parse_day
from explainer.prose.convert import to_fragment
from explainer.store import Store

MakeContent = Callable[[Mapping[str, str]], Path]
Check = Callable[[Mapping[str, str]], list[str]]

SITE = (
    "title: The Lamp Dispute\nas_of: 2031-05-20\n"
    "sides: {nd: {name: North Dunmere}, south: {name: Southport}}\n"
    "kinds: {rule: Rule, talk: Joint talks}\ntools: {lamp: Lamp quota}\n"
)
FRONT = "---\ntitle: The lamps\n---\n"
GAZETTE = (
    "- {id: gazette, title: The Lamp Rule, publisher: Gazette, standing: primary, "
    "url: 'https://example.org/gazette'}\n"
)
EVENT = {
    "id": "dim",
    "date": "2030-03-01",
    "side": "nd",
    "kind": "rule",
    "title": "North Dunmere dims its lamps",
    "certainty": "reported",
    "sources": "[gazette]",
}


def event(**keys: str) -> str:
    return "- " + "\n  ".join(f"{key}: {value}" for key, value in {**EVENT, **keys}.items()) + "\n"


@pytest.fixture
def check(make_content_dir: MakeContent, monkeypatch: pytest.MonkeyPatch) -> Check:
    """Return a function that checks some files and returns the text of each error."""
    monkeypatch.setattr("explainer.build.read_templates", templates_of)
    minimal = {"site.yaml": SITE, "sources.yaml": GAZETTE, "index.md": f"{FRONT}Dim [@gazette].\n"}

    def errors_in(files: Mapping[str, str]) -> list[str]:
        problems = make(Settings(make_content_dir({**minimal, **files})), Store()).problems
        return [p.text().removeprefix("content/") for p in problems if p.severity == "error"]

    return errors_in


DATES = {
    "Jan 13 2019": "2019-01-13",
    "January 13, 2019": "2019-01-13",
    "Sept. 4, 2019": "2019-09-04",
    "13 January 2019": "2019-01-13",
    "13th of January 2019": "2019-01-13",
    "Sunday, 13 January 2019": "2019-01-13",
    "13-Jan-2019": "2019-01-13",
    "2019-Jan-13": "2019-01-13",
    "2019 January 13": "2019-01-13",
    "13/01/2019": "2019-01-13",
    "01/13/2019": "2019-01-13",
    "05/05/2019": "2019-05-05",
    "13.01.2019": "2019-01-13",
    "03.04.2019": "2019-04-03",
    "2019/01/13": "2019-01-13",
    "2019.01.13": "2019-01-13",
    "2019-1-3": "2019-01-03",
    "20190113": "2019-01-13",
    "2019–01–13": "2019-01-13",
    "2019-01-13T10:00:00Z": "2019-01-13",
    "2019-01-13 10:00": "2019-01-13",
    "2019年1月13日": "2019-01-13",
    "２０１９-01-13": "2019-01-13",
    "January 2019": "2019-01",
    "01/2019": "2019-01",
    "2019-1": "2019-01",
    "in 2019": "2019",
    "Q1 2019": "2019-01/2019-03",
    "2019-Q4": "2019-10/2019-12",
    "c. 2019": "2019~",
    "about March 2019": "2019-03~",
    "March 2019?": "2019-03?",
    "since 2019": "2019/..",
    "2019-present": "2019/..",
    "2019–2020": "2019/2020",
    "January–March 2019": "2019-01/2019-03",
    "from January to March 2019": "2019-01/2019-03",
    "13 January 2019 to 2 February 2019": "2019-01-13/2019-02-02",
}


@pytest.mark.parametrize(("typed", "meant"), DATES.items())
def test_a_date_in_another_spelling_is_answered_with_the_date_to_write(
    typed: str, meant: str
) -> None:
    assert iso_dates(typed) == (meant,)
    parse(meant)
    with pytest.raises(ValueError, match="invalid date") as error:
        parse(typed)
    assert str(error.value) == f'invalid date "{typed}"; write {meant}'


def test_a_date_with_two_readings_is_answered_with_both() -> None:
    with pytest.raises(ValueError, match="invalid date") as error:
        parse("03/04/2019")
    assert str(error.value).endswith(
        "; write 2019-04-03 (3 April 2019) or 2019-03-04 (4 March 2019)"
    )


@pytest.mark.parametrize(
    "typed", ["soon", "March", "31 February 2019", "13/13/2019", "1/2/19", "spring 2019",
              "2020-2019", "mayor 2019", "", "99/99/9999"],
)  # fmt: skip
def test_no_date_is_invented_for_text_that_names_none(typed: str) -> None:
    assert iso_dates(typed) == ()
    with pytest.raises(ValueError, match="write 2025, 2025-08 or 2025-08-21"):
        parse(typed)


def test_where_a_full_date_is_needed_only_a_full_date_is_proposed() -> None:
    with pytest.raises(ValueError, match=r"write 2019-01-13$"):
        parse_day("13 January 2019")
    with pytest.raises(ValueError, match="write a full date such as 2025-08-21"):
        parse_day("January 2019")


@pytest.mark.parametrize(
    ("keys", "expected"),
    [
        ({"side": "North Dunmere"}, 'a.yaml:3: error: unknown side "North Dunmere"; did you mean "nd"?'),
        ({"side": "[south, North Dunmere]"}, 'a.yaml:3: error: unknown side "North Dunmere"; did you mean "nd"?'),
        ({"side": "north dunmere"}, 'a.yaml:3: error: unknown side "north dunmere"; did you mean "nd"?'),
        ({"side": "Norht Dunmere"}, 'a.yaml:3: error: unknown side "Norht Dunmere"; did you mean "nd"?'),
        ({"side": "nd south"}, 'a.yaml:3: error: unknown side "nd south"; write several ids as a list: [nd, south]'),
        ({"side": "nd, south"}, 'a.yaml:3: error: "nd, south" isn\'t a valid id; write several ids as a list: [nd, south]'),
        ({"kind": "Joint talks"}, 'a.yaml:4: error: unknown kind "Joint talks"; did you mean "talk"?'),
        ({"sources": "The Lamp Rule"}, 'a.yaml:7: error: unknown source "The Lamp Rule"; did you mean "gazette"?'),
        ({"sources": "'@gazette'"}, 'a.yaml:7: error: "@gazette" isn\'t a valid id; remove the @'),
        ({"measure": "{tool: lamp quota, from: 2030}"}, 'a.yaml:8: error: unknown tool "lamp quota"; did you mean "lamp"?'),
    ],
)  # fmt: skip
def test_a_name_or_title_in_place_of_an_id_is_answered_with_the_id(
    keys: dict[str, str], expected: str, check: Check
) -> None:
    assert check({"timeline/a.yaml": event(**keys)}) == [f"timeline/{expected}"]


@pytest.mark.parametrize("key", ["answers", "follows"])
@pytest.mark.parametrize("typed", ["North Dunmere dims its lamps", "north dunmere dims it lamps"])
def test_an_events_title_is_answered_with_its_id(key: str, typed: str, check: Check) -> None:
    reply = event(id="reply", date="2030-04-01", title="Southport replies") + f"  {key}: {typed}\n"
    assert check({"timeline/a.yaml": event() + reply}) == [
        f'timeline/a.yaml:15: error: unknown event "{typed}"; did you mean "dim"?'
    ]


ACCOUNTS = """- id: why-dimmed
  question: Why were the lamps dimmed?
  accounts:
    nd: "For the moths [@gazette]."
    south: "For the tax [@gazette]."
  found: "Oil was dear [@gazette]."
"""
SOURCES = (
    GAZETTE
    + """- {id: moths-2030, title: On Moths, standing: analysis, author: "Vale, Ann", issued: 2030}
- {id: moths-2031, title: More on Moths, standing: analysis, author: "Vale, Ann", issued: 2031}
"""
)


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ("A [@The Lamp Rule].", 'unknown source "The Lamp Rule"; did you mean "gazette"?'),
        ("A [@The Lamp Rule, p. 3].", 'unknown source "The Lamp Rule"; did you mean "gazette"?'),
        ("A [@lamp rule].", 'unknown source "lamp rule"; did you mean "gazette"?'),
        ("A [@More on Moths].", 'unknown source "More on Moths"; did you mean "moths-2031"?'),
        ("A [@Vale 2030].", 'unknown source "Vale 2030"; did you mean "moths-2030"?'),
        ("A [@Ann Vale].", "several have that name; use one of: moths-2030, moths-2031"),
        ("A [@gazette p. 3].", 'unsupported citation "[@gazette p. 3]"; write [@gazette, p. 3]'),
        ("A [@moths-2030 p. 3].", "write [@moths-2030, p. 3]"),
        (f"A [@{'x y ' * 99}].", f'unsupported citation "[@{"x y " * 14}x…"; write [@id]'),
        ("A [@zzz xxx].", 'unsupported citation "[@zzz xxx]"; write [@id], [@id, p. 12] or'),
        ("[accounts Why were the lamps dimmed?]", 'lamps dimmed?"; did you mean "why-dimmed"?'),
        ("[accounts of the lamps]", 'expected one name in the marker "[accounts]"'),
        ("[events side=North Dunmere]", 'unknown side "North Dunmere"; did you mean "nd"?'),
        ('[events side="North Dunmere"]', 'unknown side "North Dunmere"; did you mean "nd"?'),
        ("[events side = North Dunmere kind=rule]", 'unknown side "North Dunmere"; did you mean "nd"?'),
        ("[events side=nd kind=Joint talks]", 'unknown kind "Joint talks"; did you mean "talk"?'),
    ],
)  # fmt: skip
def test_a_title_in_a_citation_or_marker_is_answered_with_the_id(
    typed: str, message: str, check: Check
) -> None:
    page = f"{FRONT}Dim [@gazette].\n\n{typed}\n"
    (problem,) = check({"index.md": page, "sources.yaml": SOURCES, "accounts.yaml": ACCOUNTS})
    assert problem.startswith("index.md:6: error: ")
    assert message in problem


def test_titles_are_recognised_in_front_matter_changes_accounts_charts_and_links(
    check: Check,
) -> None:
    files = {
        "timeline/a.yaml": event(),
        "changes.yaml": "- {date: 2031-01-01, kind: update, note: N, events: [North Dunmere dims its lamps]}\n",
        "data/lamps.csv": "lamp\n1\n",
        "charts/lamps.yaml": "title: T\nsummary: S\ndata: data/lamps.csv\ncolumns: {lamp: L}\n"
        "sources: [The Lamp Rule]\n"
        "spec: {mark: bar, encoding: {x: {field: lamp, type: quantitative}}}\n",
        "glossary.yaml": "- {id: wick, term: Cotton wick, text: It burns., sources: [the lamp rule]}\n",
        "oil.md": "---\ntitle: Oil\nside: North Dunmere\n---\nA [cord](<term:Cotton wick>).\n",
    }
    assert sorted(problem.partition(": error: ")[2] for problem in check(files)) == [
        'unknown event "North Dunmere dims its lamps"; did you mean "dim"?',
        'unknown side "North Dunmere"; did you mean "nd"?',
        'unknown source "The Lamp Rule"; did you mean "gazette"?',
        'unknown source "the lamp rule"; did you mean "gazette"?',
        'unknown term "Cotton wick"; did you mean "wick"?',
    ]


@pytest.mark.parametrize(
    ("key", "hint"),
    [
        ("changes", "move it to changes.yaml"),
        ("sources", "move it to sources.yaml"),
        ("source", "move it to sources.yaml"),
        ("glossary", "move it to glossary.yaml"),
        ("accounts", "move it to accounts.yaml"),
        ("events", "move it to timeline/, as YAML files"),
        ("charts", "move it to charts/, a file for each chart"),
        ("chapter", 'did you mean "chapters"?'),
        ("description", 'did you mean "tagline"?'),
        ("license", 'did you mean "licence"?'),
        ("site_url", 'did you mean "base_url"?'),
    ],
)
def test_a_key_of_another_file_or_tool_in_site_yaml_is_answered_with_its_place(
    key: str, hint: str, check: Check
) -> None:
    problems = check({"site.yaml": f"{SITE}{key}: x\n"})
    assert problems == [f'site.yaml:6: error: unknown key "{key}"; {hint}']


LOCAL = "is a path on your own computer; copy the file into the content folder, and write its path from the folder of this file"
LENS = "<svg xmlns='http://www.w3.org/2000/svg'/>"
LINKS = {
    "![Lens](C:\\lamps\\lens.png)": f'"C:\\lamps\\lens.png" {LOCAL}',
    "![Lens](C:/lamps/lens.png)": f'"C:/lamps/lens.png" {LOCAL}',
    "![Lens](file:///lamps/lens.png)": f'"file:///lamps/lens.png" {LOCAL}',
    "![Lens](~/lens.png)": f'"~/lens.png" {LOCAL}',
    "![Lens](/Volumes/me/lens.png)": f'"/Volumes/me/lens.png" {LOCAL}',
    "[Oil](C:\\my lamps\\oil.md)": f'"C:\\my lamps\\oil.md" {LOCAL}',
    "[Oil](file:///lamps/oil.md)": f'"file:///lamps/oil.md" {LOCAL}',
    "[Oil](~/oil.md)": f'"~/oil.md" {LOCAL}',
    "![Lens](data:image/png;base64,AAAA)": (
        'the picture is embedded in the text ("data:image/png;base64,AAAA"); save it as a file in '
        "images/, and write its path"
    ),
    "![Lens](//lamps.example/lens.png)": (
        'the picture "//lamps.example/lens.png" is on another host; copy the file into images/ and '
        "write its path"
    ),
    "![Lens](/images/lens.svg)": 'unknown picture "/images/lens.svg"; did you mean "../images/lens.svg"?',
    "![Lens](images/lens.svg)": 'unknown picture "images/lens.svg"; did you mean "../images/lens.svg"?',
    "![Lens](..\\images\\lens.svg)": 'unknown picture "..\\images\\lens.svg"; did you mean "../images/lens.svg"?',
    "[Oil](/town/oil.html)": 'the link "/town/oil.html" leads out of the content folder; did you mean "oil.md"?',
    "[Oil](/town/oil/)": 'the link "/town/oil/" leads out of the content folder; did you mean "oil.md"?',
    "[Town](/town/)": 'the link "/town/" leads out of the content folder; did you mean "index.md"?',
    "[Home](/)": 'the link "/" leads out of the content folder; did you mean "../index.md"?',
    "[Oil](oil.html#light)": 'unknown page or file "oil.html#light"; did you mean "oil.md#light"?',
    "[Oil](oil/)": 'unknown page or file "oil/"; did you mean "oil.md"?',
    "[Read](../README.md)": 'unknown page "README.md"; rename the file: README.md is left out of the site',
}  # fmt: skip


@pytest.mark.parametrize(("typed", "expected"), LINKS.items())
def test_a_link_that_leads_nowhere_is_answered_with_the_path_to_write(
    typed: str, expected: str, check: Check
) -> None:
    files = {
        "town/index.md": f"{FRONT}{typed}\n",
        "town/oil.md": f"{FRONT}## Light\n\nDear.\n",
        "images/lens.svg": LENS,
        "README.md": "x",
    }
    assert check(files) == [f"town/index.md:4: error: {expected}"]


PASTES = {
    "Word": '<p class=MsoNormal><span style="color:red">Dim<o:p></o:p></span></p>\n\n'
    "<p class=MsoListParagraph>Dark</p>",
    "Google Docs": '<b style="font-weight:normal;" id="docs-internal-guid-1"><p dir="ltr" style="x">'
    '<span style="y">Dim</span></p>\n\n<p style="x">Dark</p></b>',
    "a clipboard fragment": "<!--StartFragment--><span style='x'>Dim</span><!--EndFragment-->",
    "a web page": "<p style='a'><span style='b'>Dim</span> <font color='red'>dark</font></p>",
    "Word with conditional comments": "<!--[if gte mso 9]><xml></xml><![endif]-->\n<p class=MsoNormal>Dim</p>",
}  # fmt: skip


@pytest.mark.parametrize("paste", PASTES.values(), ids=PASTES.keys())
def test_text_pasted_as_html_is_reported_once_and_not_tag_by_tag(paste: str) -> None:
    (fault,) = to_fragment(f"Lamps.\n\n{paste}\n\nMore lamps.").faults
    assert (fault.line, fault.code) == (3, "unsafe-html")
    assert fault.message == "this was pasted as HTML, from a word processor or a web page"
    assert "paste it again as plain text" in fault.hint


def test_other_mistakes_beside_a_paste_are_still_reported() -> None:
    faults = to_fragment(f"{PASTES['Word']}\n\nLamps.\n\n<script>x</script>\n").faults
    assert [fault.line for fault in faults] == [1, 7]


def test_two_pastes_far_apart_do_not_hide_what_is_between_them() -> None:
    gap = "Lamps.\n\n" * 12
    faults = to_fragment(
        f"{PASTES['Word']}\n\n{gap}<script>x</script>\n\n{gap}{PASTES['Word']}"
    ).faults
    assert [fault.line for fault in faults if "pasted" not in fault.message] == [29]
    assert sum("pasted" in fault.message for fault in faults) == 2


def test_a_sign_of_a_paste_that_is_broken_over_two_lines_is_found() -> None:
    (fault,) = to_fragment("Lamps.\n\n<!--\nStartFragment-->Dim").faults
    assert (fault.line, "pasted" in fault.message) == (3, True)


def test_one_style_typed_by_hand_is_reported_as_such() -> None:
    (fault,) = to_fragment("<span style='color: red'>Dim</span>").faults
    assert 'attribute "style"' in fault.message


DIALECTS = {
    "{{< figure lamp.svg >}}": 'the shortcode "{{< figure lamp.svg >}}"',
    "See {{% note %}}this{{% /note %}}.": 'the shortcode "{{% note %}}"',
    "See {% include lamp.html %}": 'the template tag "{% include lamp.html %}"',
    "On {{ site.title }} only": 'the template tag "{{ site.title }}"',
    "[dim]{.small} lamps": 'the attribute list "[dim]{.small}"',
    "Lamps %%to do%% here": 'the comment "%%to do%%"',
    "## Dim :smile:": '":smile:"',
    "| :tada: | b |\n|---|---|\n| c | d |": '":tada:"',
    "- Dim :rocket:": '":rocket:"',
    "Light $x^{2}$ dims": 'the formula "$x^{2}$"',
    "Light $\\alpha$ dims": 'the formula "$\\alpha$"',
    "Light $L = d$ dims": 'the formula "$L = d$"',
    "$$\n\\frac{a}{b}\n$$": 'the formula "$$\n\\frac{a}{b}\n$$"',
    "Town\tLamps\nA\t1\nB\t2": "this table has tabs between its cells, which",
}


@pytest.mark.parametrize(("typed", "message"), DIALECTS.items())
def test_syntax_of_other_tools_is_reported_with_what_to_write(typed: str, message: str) -> None:
    (fault,) = to_fragment(f"Lamps.\n\n{typed}\n").faults
    assert (fault.line, fault.code, fault.is_warning) == (3, "not-markdown", True)
    assert fault.message.startswith(f"{message} would be shown as ")
    assert fault.hint.startswith("write ")


def test_a_paragraph_that_is_only_a_template_tag_is_not_taken_for_a_marker(
    make_content_dir: MakeContent,
) -> None:
    files = {"index.md": f"{FRONT}{{% include lamp.html %}}\n"}
    (problem,) = make(Settings(make_content_dir(files)), Store()).problems
    assert (problem.code, problem.severity) == ("not-markdown", "warning")
    assert problem.message == 'the template tag "{% include lamp.html %}" would be shown as typed'


@pytest.mark.parametrize(
    "text",
    [
        "`{{ x }}`, `:smile:` and `$\\alpha$`",
        "    {{ x }} and :smile:",
        "\\{{ x }} stays",
        "It costs $5 and $6, in all $11 = 11",
        "US$5 = 5 and A$ = b$",
        "At 10:30:45 or 1:2:3",
        "A :lamp-post: between colons",
        "https://lamps.example/:smile:/x",
        "Up by 50%% or 100%%",
        "-\tone\n-\ttwo",
        "1.\tone\n2.\ttwo",
        "    a\tb\n    c\td",
        "One\tline with a tab",
        "{a} and {{b} c}",
        "[text][ref]\n\n[ref]: https://lamps.example/ '{.x}'",
    ],
)
def test_text_that_only_looks_like_another_tools_syntax_is_accepted(text: str) -> None:
    assert to_fragment(f"Lamps.\n\n{text}\n").faults == ()
