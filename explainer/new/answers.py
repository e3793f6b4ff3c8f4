"""What the options of each piece may be: choices, defaults, and what is wrong with a value.

A rule's `read` returns a value as it's written, such as an id for a name, or raises ValueError with
a message. `default` is what a question proposes, and what is taken where nobody is asked.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Literal, get_args

from explainer.bibliography import SOURCE_TYPES, Standing
from explainer.chart_records import ChartType
from explainer.dates import parse, parse_day
from explainer.load.files import first_invalid_character
from explainer.model import Certainty, Confidence, Likelihood
from explainer.problems import nearest
from explainer.readonly import frozen
from explainer.upcoming import has_passed
from explainer.urls import is_url

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from explainer.content import Content

LONGEST_TITLE = 300
# Longer lists of choices than this are left out of messages.
_MOST_LISTED = 15


def _no_choices(_: Content) -> Mapping[str, str]:
    return {}


def _no_default(_: Content) -> str:
    return ""


@frozen
class Rule:
    """What a value may be; `choices` are ids and their names, `default` is "" if there's none."""

    read: Callable[[str, Content], str]
    choices: Callable[[Content], Mapping[str, str]] = _no_choices
    default: Callable[[Content], str] = _no_default


def _text(value: str, _: Content) -> str:
    text = " ".join(value.split())
    if not text:
        raise ValueError("write something")
    if len(text) > LONGEST_TITLE:
        raise ValueError(f"{len(text)} characters are too many, at most {LONGEST_TITLE} fit")
    if invalid := first_invalid_character(text):
        raise ValueError(f"it contains {invalid[1]}, which no page can show")
    return text


def _optional_text(value: str, content: Content) -> str:
    return _text(value, content) if value.strip() else ""


def _past_date(value: str, content: Content) -> str:
    as_of = content.site.as_of
    if parse(value).earliest > as_of:
        raise ValueError(f"{value} is later than as_of in site.yaml, {as_of}; raise as_of first")
    return value


def _coming_date(value: str, content: Content) -> str:
    as_of = content.site.as_of
    if has_passed(parse(value), as_of):
        raise ValueError(f"{value} isn't later than as_of in site.yaml, {as_of}")
    return value


def _any_date(value: str, _: Content) -> str:
    return parse(value).text if value else ""


def _day_up_to_as_of(value: str, content: Content) -> str:
    if parse_day(value) > content.site.as_of:
        raise ValueError(f"{value} is later than as_of in site.yaml, {content.site.as_of}")
    return value


def _day_to_come(value: str, content: Content) -> str:
    if parse_day(value) <= content.site.as_of:
        raise ValueError(f"{value} isn't later than as_of in site.yaml, {content.site.as_of}")
    return value


def _url(value: str, _: Content) -> str:
    if value and not (value.startswith(("https://", "http://")) and is_url(value)):
        raise ValueError(f'"{value}" isn\'t a web address; write https://…')
    return value


def _one(value: str, choices: Mapping[str, str], what: str) -> str:
    """Return the id of a choice, given by its id or its name."""
    by_name = {name: id_ for id_, name in choices.items() if name}
    if value in choices:
        return value
    if value in by_name:
        return by_name[value]
    listed = f"use one of: {', '.join(choices)}" if len(choices) <= _MOST_LISTED else "look it up"
    if not value:
        raise ValueError(f"choose a {what}; {listed}")
    near = nearest(value, choices) or by_name.get(nearest(value, by_name), "")
    hint = f'did you mean "{near}"?' if near else listed
    raise ValueError(f'unknown {what} "{value}"; {hint}')


def _choice(what: str, choices: Callable[[Content], Mapping[str, str]]) -> Callable[..., str]:
    return lambda value, content: _one(value, choices(content), what)


def _several(what: str, choices: Callable[[Content], Mapping[str, str]]) -> Callable[..., str]:
    """Return a reader of one or more ids with commas between them."""

    def read(value: str, content: Content) -> str:
        parts = [part.strip().removeprefix("@") for part in value.split(",") if part.strip()]
        ids = [_one(part, choices(content), what) for part in parts or [""]]
        return ", ".join(dict.fromkeys(ids))

    return read


def _among(what: str, literal: object, default: str = "") -> Rule:
    """Return the rule for a value that is one of a few words."""
    words = dict.fromkeys(get_args(literal), "")
    return Rule(_choice(what, lambda _: words), lambda _: words, lambda _: default)


def _sides(content: Content) -> Mapping[str, str]:
    return {side.id: side.name for side in content.site.sides}


def _kinds(content: Content) -> Mapping[str, str]:
    return {str(id_): name for id_, name in content.site.kinds.items()}


def _sources(content: Content) -> Mapping[str, str]:
    return {source.id: source.title for source in content.sources}


def _chapters(content: Content) -> Mapping[str, str]:
    titles = {page.chapter: page.title for page in content.pages if page.opens_chapter}
    return {chapter: titles.get(chapter, "") for chapter in content.site.chapters}


def _chapter(value: str, content: Content) -> str:
    return _one(value, _chapters(content), "chapter") if value else ""


def _as_of(content: Content) -> str:
    return content.site.as_of.isoformat()


def _a_year_later(content: Content) -> str:
    as_of = content.site.as_of
    return dt.date(min(as_of.year + 1, 9999), 12, 31).isoformat()


def _source_type(value: str, _: Content) -> str:
    return _one(value, dict.fromkeys(sorted(SOURCE_TYPES), ""), "type") if value else ""


_CERTAINTY = _among("certainty", Certainty, "reported")
_SOURCE = Rule(_several("source", _sources), _sources)
# The rules of options that mean the same for all pieces, by name.
_RULES = {
    "title": Rule(_text),
    "chapter": Rule(_chapter, _chapters),
    "certainty": _CERTAINTY,
    "source": _SOURCE,
    "side": Rule(_several("side", _sides), _sides),
    "standing": _among("standing", Standing, "reporting"),
    "publisher": Rule(_text),
    "url": Rule(_url),
    "issued": Rule(_any_date),
    "abbr": Rule(_optional_text),
    "by": Rule(_day_to_come, default=_a_year_later),
    "likelihood": _among("likelihood", Likelihood, "roughly even chance"),
    "confidence": _among("confidence", Confidence, "low"),
}
# The rules of those that don't, by piece and name.
_OWN_RULES = {
    ("event", "date"): Rule(_past_date, default=_as_of),
    ("event", "kind"): Rule(_choice("kind", _kinds), _kinds),
    ("source", "type"): Rule(_source_type),
    ("chart", "type"): _among("type", ChartType, "bar"),
    ("upcoming", "date"): Rule(_coming_date),
    ("change", "kind"): _among("kind", Literal["update", "correction"], "update"),
    ("change", "date"): Rule(_day_up_to_as_of, default=_as_of),
}


def rule_of(piece: str, name: str) -> Rule:
    """Return the rule of a piece's option; ids have their own, in `explainer.new.naming`."""
    return _OWN_RULES.get((piece, name)) or _RULES[name]
