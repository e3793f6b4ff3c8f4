"""Dates: EDTF is parsed, kept as precise as it was written, and put into words."""

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
def test_a_date_survives_being_written_and_parsed_again(date: Edtf) -> None:
    assert parse(date.text) == date


@QUICK
@given(edtfs())
def test_a_date_never_ends_before_it_starts(date: Edtf) -> None:
    assert date.earliest <= date.latest


@QUICK
@given(points())
def test_words_name_only_the_month_and_day_that_are_known(point: Point) -> None:
    assert str(point.year) in point.words
    assert (point.month is not None) == any(month in point.words for month in dates.MONTHS)
    first = point.words.removeprefix("about ").split(" ")[0]
    assert (point.day is not None) == (first.isdigit() and int(first) <= 31)


@QUICK
@given(points())
def test_words_mention_doubt_only_where_the_date_is_doubtful(point: Point) -> None:
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
        "", "yesterday", "25-08-21", "2025/",
        "/2025", "../2025", "2025-08/...", "2025/2026/2027", "2025-08%", "2025-XX", "201X",
        "Y17000", "-0044", "2025-21", "2025-24", "2025-08-21Z", "٢٠٢٥", "{2024,2025}", "2025?-08",
    ],
)  # fmt: skip
def test_an_unsupported_form_is_rejected_with_the_supported_forms(text: str) -> None:
    with pytest.raises(ValueError, match="invalid date") as refused:
        parse(text)
    assert SUPPORTED in str(refused.value)


@pytest.mark.parametrize(
    "text",
    ["2025-02-29", "2025-13", "2025-00", "2025-08-00", "2025-04-31", "0000", "2025-08-32",
     "2025-08/2025-09-31", "1900-02-29"],
)  # fmt: skip
def test_a_day_that_does_not_exist_is_rejected(text: str) -> None:
    with pytest.raises(ValueError, match="doesn't exist"):
        parse(text)


@pytest.mark.parametrize("text", ["2025-09/2025-08", "2025-08-21/2025-08-20", "2026/2025-12-31"])
def test_an_interval_that_ends_before_it_starts_is_rejected(text: str) -> None:
    with pytest.raises(ValueError, match="ends before it starts"):
        parse(text)


def test_29_february_is_accepted_in_leap_years() -> None:
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
def test_a_date_spans_every_day_it_could_mean(text: str, first: str, last: str) -> None:
    date = parse(text)
    assert (date.earliest.isoformat(), date.latest.isoformat()) == (first, last)


def test_the_machine_readable_form_is_as_precise_as_the_date() -> None:
    assert parse("2025-08").start.iso == "2025-08"
    assert parse("2025").start.iso == "2025"
    assert parse("2025-08~").start.iso == "2025-08"


def test_dates_sort_by_their_earliest_day_then_by_their_latest() -> None:
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


def test_only_a_full_date_is_accepted_where_a_day_is_needed() -> None:
    assert parse_day("2025-08-21") == dt.date(2025, 8, 21)
    for text in ("2025-08", "2025", "2025-08-21~", "2025-08-21/..", "August 2025", ""):
        with pytest.raises(ValueError, match="write a full date such as 2025-08-21"):
            parse_day(text)
    with pytest.raises(ValueError, match="doesn't exist"):
        parse_day("2025-02-30")


def test_a_day_is_written_in_english_whatever_the_locale() -> None:
    assert [day_words(dt.date(2025, month, 9)) for month in (1, 12)] == [
        "9 January 2025",
        "9 December 2025",
    ]


@QUICK
@given(st.text(max_size=30))
def test_any_text_is_either_a_date_or_rejected_with_a_reason(text: str) -> None:
    try:
        date = parse(text)
    except ValueError as error:
        result = str(error)
    else:
        result = date.text
    assert result
