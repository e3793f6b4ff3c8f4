"""Dates are read as EDTF, kept as precise as they are known, and said so."""

from __future__ import annotations

import datetime as dt

import pytest
from examples import QUICK
from hypothesis import given
from hypothesis import strategies as st

from explainer import dates
from explainer.dates import SUPPORTED, Doubt, Edtf, Point, day_words, days_between, parse, parse_day

DOUBTS: st.SearchStrategy[Doubt] = st.sampled_from(("", "~", "?"))


@st.composite
def points(draw: st.DrawFn) -> Point:
    day = draw(st.dates(min_value=dt.date(1000, 1, 1)))
    precision = draw(st.sampled_from(("year", "month", "day")))
    return Point(
        day.year,
        None if precision == "year" else day.month,
        day.day if precision == "day" else None,
        draw(DOUBTS),
    )


@st.composite
def edtfs(draw: st.DrawFn) -> Edtf:
    start = draw(points())
    form = draw(st.sampled_from(("date", "ongoing", "interval")))
    if form == "date":
        return Edtf(start)
    if form == "ongoing":
        return Edtf(start, ongoing=True)
    end = draw(points())
    first, last = sorted((start, end), key=lambda point: point.first_day)
    return Edtf(first, last)


@QUICK
@given(edtfs())
def test_a_date_written_out_and_read_again_is_the_same_date(date: Edtf) -> None:
    assert parse(date.text) == date


@QUICK
@given(edtfs())
def test_a_date_never_ends_before_it_begins(date: Edtf) -> None:
    assert date.earliest <= date.latest


@QUICK
@given(points())
def test_words_name_the_month_and_day_only_where_they_are_known(point: Point) -> None:
    assert str(point.year) in point.words
    assert (point.month is not None) == any(month in point.words for month in dates.MONTHS)
    first = point.words.removeprefix("about ").split(" ")[0]
    assert (point.day is not None) == (first.isdigit() and int(first) <= 31)


@QUICK
@given(points())
def test_doubt_is_said_and_certainty_is_not_doubted(point: Point) -> None:
    assert point.words.startswith("about ") == (point.doubt == "~")
    assert point.words.endswith(" (date uncertain)") == (point.doubt == "?")
    assert point.plain_words in point.words


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("2025", "2025"),
        ("2025-08", "August 2025"),
        ("2025-08-21", "21 August 2025"),
        ("2025-08-01", "1 August 2025"),
        ("2021-03~", "about March 2021"),
        ("2021-03-05?", "5 March 2021 (date uncertain)"),
        ("2025-08/2025-09", "from August to September 2025"),
        ("2025-08-01/2025-08-09", "from 1 to 9 August 2025"),
        ("2025-08-01/2025-09-15", "from 1 August to 15 September 2025"),
        ("2024-12-30/2025-01-02", "from 30 December 2024 to 2 January 2025"),
        ("2025-08-01/2025-08", "from 1 August to August 2025"),
        ("2025-08-01/2025", "from 1 August 2025 to 2025"),
        ("2025/2025-08", "from 2025 to August 2025"),
        ("2024/2025", "from 2024 to 2025"),
        ("2025-08~/2025-09", "from about August 2025 to September 2025"),
        ("2025-08/2025-09?", "from August 2025 to September 2025 (date uncertain)"),
        ("2025-10/..", "since October 2025"),
        ("2025-10~/..", "since about October 2025"),
    ],
)
def test_a_date_reads_as_a_person_would_say_it(text: str, words: str) -> None:
    assert parse(text).words == words


@pytest.mark.parametrize(
    "text",
    [
        "", "yesterday", "25-08-21", "2025-8-2", "2025-08-21T10:00", "20250821", "2025/",
        "/2025", "../2025", "2025-08/...", "2025/2026/2027", "2025-08%", "2025-XX", "201X",
        "Y17000", "-0044", "2025-21", "2025-24", "~2025", "2025-08-21Z", " 2025", "2025 ",
        "٢٠٢٥", "2025-08-21\n", "{2024,2025}", "2025?-08",
    ],
)  # fmt: skip
def test_a_form_that_is_not_supported_is_refused_with_what_is(text: str) -> None:
    with pytest.raises(ValueError, match="is not a date that is supported") as refused:
        parse(text)
    assert SUPPORTED in str(refused.value)


@pytest.mark.parametrize(
    "text",
    ["2025-02-29", "2025-13", "2025-00", "2025-08-00", "2025-04-31", "0000", "2025-08-32",
     "2025-08/2025-09-31", "1900-02-29"],
)  # fmt: skip
def test_a_day_that_does_not_exist_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="does not exist"):
        parse(text)


@pytest.mark.parametrize("text", ["2025-09/2025-08", "2025-08-21/2025-08-20", "2026/2025-12-31"])
def test_an_interval_that_ends_before_it_begins_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="ends before it begins"):
        parse(text)


def test_a_leap_day_exists_in_leap_years() -> None:
    assert parse("2024-02-29").words == "29 February 2024"
    assert parse("2000-02-29").earliest == dt.date(2000, 2, 29)


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2024", "2024-01-01", "2024-12-31"),
        ("2024-02", "2024-02-01", "2024-02-29"),
        ("2025-02~", "2025-02-01", "2025-02-28"),
        ("2025-02-03", "2025-02-03", "2025-02-03"),
        ("2024-12-30/2025-02", "2024-12-30", "2025-02-28"),
        ("2025-10/..", "2025-10-01", "9999-12-31"),
    ],
)
def test_a_date_spans_every_day_that_it_may_be(text: str, first: str, last: str) -> None:
    date = parse(text)
    assert (date.earliest.isoformat(), date.latest.isoformat()) == (first, last)


def test_a_month_is_never_turned_into_its_first_day_for_machines() -> None:
    assert parse("2025-08").start.machine == "2025-08"
    assert parse("2025").start.machine == "2025"
    assert parse("2025-08~").start.machine == "2025-08"


def test_dates_stand_by_their_earliest_day_then_by_their_latest() -> None:
    texts = ["2025-10/..", "2025-11", "2025", "2025-01", "2025-01-01", "2024-12-31", "2025-01-02"]
    ordered = [date.text for date in sorted(parse(text) for text in texts)]
    assert ordered == [
        "2024-12-31", "2025-01-01", "2025-01", "2025", "2025-01-02", "2025-10/..", "2025-11"
    ]  # fmt: skip


def test_days_are_counted_only_between_dates_known_to_the_day() -> None:
    day = parse("2025-03-01")
    assert days_between(day, parse("2025-03-10")) == 9
    assert days_between(day, day) == 0
    for vague in ("2025-03", "2025", "2025-03-10~", "2025-03-10?", "2025-03-10/..",
                  "2025-03-10/2025-03-11"):  # fmt: skip
        assert days_between(day, parse(vague)) is None
        assert days_between(parse(vague), day) is None


def test_a_plain_day_is_read_as_a_day_and_nothing_vaguer_is() -> None:
    assert parse_day("2025-08-21") == dt.date(2025, 8, 21)
    for text in ("2025-08", "2025", "2025-08-21~", "2025-08-21/..", "21 August 2025", ""):
        with pytest.raises(ValueError, match="is no day; write it as 2025-08-21"):
            parse_day(text)
    with pytest.raises(ValueError, match="does not exist"):
        parse_day("2025-02-30")


def test_a_day_is_said_in_english_whatever_the_locale() -> None:
    assert [day_words(dt.date(2025, month, 9)) for month in (1, 12)] == [
        "9 January 2025",
        "9 December 2025",
    ]


@QUICK
@given(st.text(max_size=30))
def test_any_text_is_a_date_or_is_refused_with_a_reason(text: str) -> None:
    try:
        parsed = parse(text)
    except ValueError as error:
        said = str(error)
    else:
        said = parsed.text
    assert said
