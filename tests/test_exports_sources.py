"""Sources exported for reference managers: CSL-JSON, BibTeX and RIS keep every field."""

from __future__ import annotations

import datetime as dt
import json
import re
from typing import Any

import pytest

from explainer import dates
from explainer.content import Content
from explainer.exports.bibtex import bibtex_text, bibtex_url, sources_bibtex
from explainer.exports.csl import csl_date, sources_csl
from explainer.exports.ris import ris_date, sources_ris
from explainer.model import Id, Site, Source, Via

SITE = Site("The Lamp Dispute", dt.date(2026, 6, 12))
AWKWARD = 'Lamps, "50% & <dark>": {a\\b} $5 #1_x ~ ^\n灯塔的历史'
FULL: dict[str, Any] = {
    "type": "report",
    "author": "Harbour Board, The",
    "container_title": "Board & Sons",
    "publisher": "Lamp Press",
    "issued": dates.parse("2026-01-15"),
    "accessed": dt.date(2026, 6, 1),
    "url": "https://example.org/{a}?x=1&y=%20_z",
    "archived": "https://archive.example/1",
    "origin": "Lamp Wire",
    "via": Via("The Reader", "https://reader.example/2"),
    "language": "zh",
    "unnamed": True,
}


def content(*sources: Source) -> Content:
    return Content(SITE, sources=sources)


def source(**changes: Any) -> Source:
    return Source(Id("board-2026"), AWKWARD, "reporting", **changes)


def test_csl_export_keeps_every_field_of_a_source() -> None:
    (item,) = json.loads(sources_csl(content(source(**FULL))))
    assert item == {
        "id": "board-2026",
        "type": "report",
        "title": AWKWARD,
        "author": [{"literal": "Harbour Board, The"}],
        "container-title": "Board & Sons",
        "publisher": "Lamp Press",
        "issued": {"date-parts": [[2026, 1, 15]]},
        "accessed": {"date-parts": [[2026, 6, 1]]},
        "URL": FULL["url"],
        "language": "zh",
        "note": "Reported by Lamp Wire; Read at The Reader, https://reader.example/2; "
        "Archived at https://archive.example/1; Rests on people who are not named",
        "custom": {"standing": "reporting"},
    }


def test_unknown_fields_of_a_source_are_left_out_rather_than_empty() -> None:
    (item,) = json.loads(sources_csl(content(source(type="scroll"))))
    assert item == {
        "id": "board-2026",
        "type": "document",
        "title": AWKWARD,
        "custom": {"standing": "reporting"},
    }


@pytest.mark.parametrize(
    ("date", "csl"),
    [
        ("2025", {"date-parts": [[2025]]}),
        ("2025-08", {"date-parts": [[2025, 8]]}),
        ("2025-08~", {"date-parts": [[2025, 8]], "circa": True}),
        ("2025-08-01/2025-09?", {"date-parts": [[2025, 8, 1], [2025, 9]], "circa": True}),
        ("2025-10/..", {"date-parts": [[2025, 10]]}),
    ],
)
def test_an_issue_date_is_exported_no_more_precisely_than_it_is_known(
    date: str, csl: object
) -> None:
    assert csl_date(dates.parse(date)) == csl


def test_braces_and_other_tex_characters_are_escaped_in_bibtex() -> None:
    entry = sources_bibtex(content(source(**FULL))).decode()
    assert entry.startswith("@techreport{board-2026,\n  title = {{Lamps, ")
    assert entry.count("{") == entry.count("}")
    title = re.search(r"title = \{\{(.*)\}\},", entry)
    assert title is not None
    assert title[1] == (
        r'Lamps, "50\% \& <dark>": \textbraceleft{}a\textbackslash{}b\textbraceright{} \$5 \#1\_x '
        r"\textasciitilde{} \textasciicircum{} 灯塔的历史"
    )
    assert "  institution = {{Lamp Press}}" in entry
    assert "  year = {2026}" in entry
    assert "  date = {2026-01-15}" in entry
    assert "  url = {https://example.org/%7Ba%7D?x=1&y=%20_z}" in entry


def test_bibtex_keeps_edtf_dates_and_leaves_out_unknown_fields() -> None:
    entry = sources_bibtex(content(source(issued=dates.parse("2025-08~")))).decode()
    assert "  date = {2025-08~}" in entry
    assert "url" not in entry
    assert "= {}" not in entry


def test_an_unbalanced_brace_does_not_swallow_the_entries_after_it() -> None:
    for text in ("{", "}", "\\{", "a } b {"):
        stripped = re.sub(
            r"\\textbrace(?:left|right)\{\}|\\textbackslash\{\}", "", bibtex_text(text)
        )
        assert "{" not in stripped
        assert "}" not in stripped
        assert not set("{}\\ ") & set(bibtex_url(text))


def test_a_newspaper_article_names_its_paper_as_the_bibtex_journal() -> None:
    article = source(type="article-newspaper", container_title="The Northport Lamp")
    assert "  journal = {{The Northport Lamp}}" in sources_bibtex(content(article)).decode()


def test_every_ris_field_is_on_its_own_line() -> None:
    text = sources_ris(content(source(**FULL), source())).decode()
    lines = text.split("\r\n")
    assert lines[0] == "TY  - RPRT"
    assert 'TI  - Lamps, "50% & <dark>": {a\\b} $5 #1_x ~ ^ 灯塔的历史' in lines
    assert "DA  - 2026/01/15/" in lines
    assert "Y2  - 2026/06/01/" in lines
    assert f"UR  - {FULL['url']}" in lines
    assert "N1  - Reported by Lamp Wire" in lines
    assert text.count("TY  - ") == text.count("ER  - \r\n") == 2
    assert all(re.fullmatch(r"[A-Z][A-Z0-9]  - .*", line) for line in lines[:-1])


@pytest.mark.parametrize(
    ("date", "ris"), [("2025", "2025///"), ("2025-08?", "2025/08//"), ("2025-08-21", "2025/08/21/")]
)
def test_a_ris_date_known_only_to_the_month_has_no_day(date: str, ris: str) -> None:
    assert ris_date(dates.parse(date)) == ris
