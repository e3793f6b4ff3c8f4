"""The JSON Schemas accept the keys and values that the loader reads, and no others."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any, get_args

import pytest
from core_yaml import read_core_yaml
from examples import QUICK
from hypothesis import given
from hypothesis import strategies as st
from made_up_explainer import KEYS as MADE_UP_KEYS
from made_up_explainer import as_yaml
from made_up_records import Filler, Key
from schema_checks import KEYS, KINDS, compiled, fault, faults

from explainer import dates
from explainer.bibliography import Name
from explainer.check import check
from explainer.dates import Edtf
from explainer.fragment import Fragment
from explainer.load import load
from explainer.load.decode import Decoder
from explainer.load.record_fields import fields_by_key, keys_by_alias
from explainer.load.yaml_tree import read_tree
from explainer.model import Prose, Ref
from explainer.problems import Place
from explainer.schemas import all_schemas
from explainer.schemas.key_descriptions import KEY_DESCRIPTIONS
from explainer.schemas.key_values import DATE, DAY, KEY_RULES, WORDS
from explainer.schemas.record_schema import record_schema
from explainer.store import Store

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

# YAML values of each form that editors write, or get wrong.
PLAIN = (
    "x", "north", "a b", "'@a'", "1984", "1.5", "-7", "7", "0", "2041-04", "2041-04-02", "2041-4-2",
    "2041-13", "2041-02-30", "2041-04~", "2041?", "2041-10/..", "2041-04/2041-09~", "2041-21",
    "2 April 2041", "0000", "true", "false", "no", "20:30", "confirmed", "confirmd", "likely",
    "high", "came true", "towards", "not seen", "correction", "range", "primary", "data/x.csv",
    "", "~", "''", "' '", "'7'", "'true'", "'2041'", "'2041-04-02'", "|\n  Text.\n", ">-\n  a\n  b",
    "Doe, Jane", "Doe, Jane and Roe, John", "et al.", "A; B",
)  # fmt: skip
VALUES = (
    *PLAIN, "[]", "[a]", "[a, b]", "[a, a]", "[2041, 1984]", "[[a]]", "[{a: b}]", "{}", "{a: b}",
    "{a: 1984}", "{a: }", "{a b: c}", "{a: [b]}", "{a: {b: c}}", "{none_found: a}", "{name: a}",
    "{name: }", "{a: {name: b}, b: {name: c}}", "{a: {name: b, id: c}}", '{title: a, url: "https://b"}',
    "[{title: a}]", "{family: a}", "{given: a}", "[{literal: a}, b]", "{family: a, literal: b}",
    "[{label: a, text: b}]", "{tool: a, from: 2041}", "{tool: a}", "{date: 2041, where: a}",
    "{id: a, likelihood: likely, confidence: high, by: 2041-04-02}", "{id: a, by: 2041-04-02}",
    "{date: 2041, result: came true}", "[{date: 2041, likelihood: likely, why: a}]",
    "[{text: a, points: away, status: mixed}]", "[{text: a, points: awry, status: mixed}]",
)  # fmt: skip
MORE_KEYS = {
    "AccountSet.accounts": Key({"north": "Made-up"}, ""),
    "Chart.id": Key("made-up", ""),
    "Side.id": Key("north", ""),
    "Source.author": Key("Made-up", ""),
}
# What schemas say of several keys together, left out.
NO_RULES: dict[str, Any] = {"anyOf": [{}], "if": {}, "else": {}, "required": []}


def problem_codes(kind: Any, text: str) -> list[str]:
    """Return the codes of the problems that the loader finds in a record's YAML text."""
    node, problems = read_tree(text, Place("x.yaml"))
    if node is None:
        return [problem.code for problem in problems] or ["empty"]
    decoder = Decoder(Place("x.yaml"), lambda _, place: Prose(Fragment(), place))
    decoder.record(node, kind)
    return [problem.code for problem in (*problems, *decoder.problems)]


def record_yaml(kind: Any, *, without: str) -> str:
    """Return a made-up record with only the required keys, but not with one of them.

    A name has no required key, and gets all that a person's name has.
    """
    optional = [key for key, spec in fields_by_key(kind).items() if not spec.required]
    left_out = f"{without} literal" if kind is Name else " ".join((without, *optional))
    left_out += " family" if left_out.startswith("literal ") else ""
    record = Filler(MADE_UP_KEYS | MORE_KEYS, "a test").record(kind, without=left_out)
    return as_yaml(record) if record else ""


def may_differ(type_: Any, *, loader_reads: bool) -> bool:
    """Return whether schema and loader may differ about values of a type.

    The loader reads a reference that can't be an id, and a later check reports it as unknown. To a
    schema, the year 0007 and the number 7 are the same.
    """
    parts = {type_, *get_args(type_)}
    return bool(parts & ({Ref} if loader_reads else {Edtf}))


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_a_schema_knows_exactly_the_keys_that_the_loader_knows(kind: Any) -> None:
    check = compiled({**record_schema(kind), **NO_RULES})
    aliases = {alias for kind in KINDS for alias in keys_by_alias(kind)}
    for key in {key for _, key in KEYS} | aliases | {"Title", "place", "lines", "from_", "nope"}:
        is_unknown = "unknown-key" in problem_codes(kind, f"{key}: \n")
        assert ("must not contain" in fault(check, {key: None})) is is_unknown, key


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_a_schema_requires_exactly_the_keys_that_the_loader_requires(kind: Any) -> None:
    required = {key for key, spec in fields_by_key(kind).items() if spec.required}
    assert set(record_schema(kind).get("required", ())) == required


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_a_schema_accepts_the_values_that_the_loader_reads_and_no_others(
    kind: Any,
) -> None:
    check = compiled({**record_schema(kind), **NO_RULES})
    differences = []
    for key, spec in fields_by_key(kind).items():
        record = record_yaml(kind, without=key)
        for value in () if (kind, key) in {*KEY_RULES, *WORDS} else VALUES:
            text = f"{record}{key}: {value}\n"
            reads = not problem_codes(kind, text)
            found = fault(check, read_core_yaml(text))
            if reads is bool(found) and not may_differ(spec.type, loader_reads=reads):
                differences.append(f"{key}: {value}: {found or 'the loader does not read it'}")
    assert differences == []


YEARS = st.integers(0, 9999).map("{:04}".format)
POINTS = st.builds(
    "{}{}{}".format,
    YEARS,
    st.just("") | st.integers(0, 14).map("-{:02}".format)
    | st.builds("-{:02}-{:02}".format, st.integers(0, 14), st.integers(0, 33)),
    st.sampled_from(["", "~", "?", "%"]),
)  # fmt: skip
DATES = POINTS | st.builds("{}/{}".format, POINTS, POINTS | st.just("..")) | st.text("0129-/~?. ")


@QUICK
@given(DATES)
def test_a_date_matches_its_pattern_if_the_loader_reads_it(text: str) -> None:
    assert matches(DATE, text) or not parses(dates.parse, text)
    assert matches(DAY, text) or not parses(dates.parse_day, text)


@QUICK
@given(DATES)
def test_a_date_that_matches_its_pattern_is_read_if_it_exists_and_ends_after_it_starts(
    text: str,
) -> None:
    start, _, end = text.partition("/")
    if "-02-29" not in text and (start[:4] < end[:4] or not end):
        assert parses(dates.parse, text) or not matches(DATE, text)
        assert parses(dates.parse_day, text) or not matches(DAY, text)


def matches(schema: dict[str, Any], text: str) -> bool:
    return re.search(schema["pattern"].replace("$", r"\Z"), text) is not None


def parses(parse: Callable[[str], object], text: str) -> bool:
    try:
        parse(text)
    except ValueError:
        return False
    return True


ADDRESSES = (
    "", "https://example.org", "HTTP://example.org/a?b#c", " https://example.org ", "https://",
    "https:///a", "www.example.org", "ftp://example.org", "https://example.org/a b", "1984",
)  # fmt: skip
LANGUAGES = ("", "en", "pt-BR", "zh-Hans-CN", " en ", "english", "en_GB", "e", "1984")
# Values that checks accept or report, by where they are written.
CHECKED_VALUES = {
    ("site.yaml", "language"): LANGUAGES,
    ("site.yaml", "base_url"): ADDRESSES,
    ("site.yaml", "publisher: {name: A, url"): ADDRESSES,
    ("site.yaml", "sides"): [{}, *({x: {"name": x} for x in xs} for xs in ("a", "ab", "abcdefg"))],
    ("sources.yaml", "language"): LANGUAGES,
    ("sources.yaml", "url"): ADDRESSES,
    ("sources.yaml", "archived"): ADDRESSES,
    ("sources.yaml", "via: {title: A, url"): ADDRESSES,
    ("sources.yaml", "copies: [{title: A, url"): ADDRESSES,
    ("sources.yaml", "doi"): (
        "", "10.1000/182", " 10.1000/182 ", "doi:10.1000/182", "10.1/2", "10.1000/1 2", "10.5",
    ),
    ("sources.yaml", "type"): ("webpage", "treaty", "web page", "Webpage"),
    ("timeline/lamps.yaml", "short"): ("", "Lamps", "x" * 40, "x" * 41),
    ("timeline/lamps.yaml", "figures"): [
        [{"value": "1", "label": "lamp"}] * count for count in (1, 3, 4)
    ],
    ("index.md", "aliases"): (
        "old.html", "a/old.html", " old.html ", "old", "../old.html", "/old.html", "./old.html",
        "a//b.html", "a/../b.html", ".a/b.html", "a/.b.html", "a b.html", "a?b.html", "a.htm",
        "a.html/b", ["old.html", "older.html"], ["old.html", "older"],
    ),
}  # fmt: skip
# An explainer may have no sides, but who writes `sides: {}` is about to add some.
STRICTER: list[tuple[str, Any]] = [("sides", {})]
RULES_CHECKED = {
    "bad-alias", "bad-url", "bad-value", "figures-count", "label-length", "missing-key",
    "sides-count", "wrong-type",
}  # fmt: skip


@pytest.mark.parametrize("place", CHECKED_VALUES, ids=" ".join)
def test_a_schema_accepts_the_values_that_checks_accept_and_no_others(
    place: tuple[str, str], make_content_dir: Callable[[Mapping[str, str]], Path]
) -> None:
    file, key = place
    differences = []
    for value in CHECKED_VALUES[place]:
        brackets = "".join({"{": "}", "[": "]"}[sign] for sign in reversed(key) if sign in "{[")
        line = f"{key}: {json.dumps(value)}{brackets}\n"
        content_dir = make_content_dir({file: START[file] + line + END.get(file, "")})
        content, problems = load(content_dir, Store())
        found = [*problems, *(check(content) if content else ())]
        is_right = not RULES_CHECKED & {problem.code for problem in found}
        if is_right is bool(faults(content_dir)) and (key, value) not in STRICTER:
            differences.append(value)
    assert differences == []


START = {
    "site.yaml": "title: The Lamp Dispute\nas_of: 2031-05-20\n",
    "sources.yaml": "- id: gazette\n  title: The Lamp Rule\n  standing: primary\n"
    "  publisher: Northport Gazette\n  ",
    "index.md": "---\ntitle: Northport dims its lamps\n",
    "timeline/lamps.yaml": "- id: dimming\n  date: 2031-01-01\n  side: north\n  kind: rule\n"
    "  title: Northport dims its lamps\n  certainty: reported\n  sources: [gazette]\n  ",
}
END = {"index.md": "---\nThe lamps were dimmed.\n"}


def test_the_sources_of_a_quotation_are_enough_for_its_event(
    make_content_dir: Callable[[Mapping[str, str]], Path],
) -> None:
    event = "- {id: a, date: 2030, side: n, kind: rule, title: A, certainty: reported%s}\n"
    quote = ", quote: {text: Dim, by: the council, sources: [gazette]}"
    assert not faults(make_content_dir({"timeline/all.yaml": event % quote}))
    assert faults(make_content_dir({"timeline/all.yaml": event % ""}))


def test_patterns_have_only_escapes_that_every_validator_reads() -> None:
    """With the flag `u`, ECMA 262 allows none before other signs, and Ajv then gives up."""
    patterns = re.findall(r'^ *"pattern": (".*"),?$', "".join(all_schemas().values()), re.M)
    assert patterns
    escaped = {sign for text in patterns for sign in re.findall(r"\\(.)", json.loads(text))}
    assert escaped <= {*"sSdDwW", *"^$\\.*+?()[]{}|/"}


def test_every_rule_for_a_key_is_about_one_that_exists_and_is_compared_with_the_checks() -> None:
    rules = {*KEY_RULES, *WORDS}
    assert rules <= set(KEYS)
    assert len(rules) == len(CHECKED_VALUES)


def test_every_key_is_described_in_a_sentence_and_nothing_else_is() -> None:
    described = {kind: set(keys) for kind, keys in KEY_DESCRIPTIONS.items()}
    assert described == {kind: fields_by_key(kind).keys() for kind in KINDS}
    for keys in KEY_DESCRIPTIONS.values():
        for key, description in keys.items():
            assert re.fullmatch(r"[A-Z`].+[.\]`]", description), f"{key}: {description}"
