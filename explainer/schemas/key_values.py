"""What values must look like where the types of their keys don't say it: patterns and rules.

`load/decode.py` and `check/` apply the same rules to what a build reads. The patterns are in the
dialect of ECMA 262 with the flag `u`, which most validators set. They allow white space around text,
which the loader removes.
"""

from __future__ import annotations

import re
from typing import Any

from explainer.bibliography import SOURCE_TYPES, Copy, Name, Source, Via
from explainer.chart_records import Chart
from explainer.check.addresses import DOI
from explainer.check.record_references import LANGUAGE, MAX_SIDES, MIN_SIDES
from explainer.load.names import SEVERAL
from explainer.model import (
    MAX_FIGURES,
    MAX_SHORT,
    VALID_ID,
    Event,
    FrontMatter,
    Publisher,
    Record,
    Site,
)
from explainer.upcoming import Upcoming

Schema = dict[str, Any]

_YEAR = "(?!0000)[0-9]{4}"
_MONTH = "(?:0[1-9]|1[0-2])"
# Only 29 February of a year without one passes for a day that exists.
_DAY = (
    "(?:(?:0[13578]|1[02])-(?:0[1-9]|[12][0-9]|3[01])"
    "|(?:0[469]|11)-(?:0[1-9]|[12][0-9]|30)"
    "|02-(?:0[1-9]|[12][0-9]))"
)
_POINT = f"{_YEAR}(?:-(?:{_DAY}|{_MONTH}))?[~?]?"


def _pattern(pattern: str, message: str) -> Schema:
    """Return the schema of text with a pattern; `message` is what VS Code shows otherwise."""
    return {"pattern": pattern, "patternErrorMessage": message}


def _if_written(pattern: str, message: str) -> Schema:
    r"""Return the schema of optional text, which may be empty, with a pattern."""
    return _pattern(rf"^\s*(?:{pattern})?\s*$", message)


ID = _pattern(
    f"^{VALID_ID.pattern}$",
    "An id has only letters without accents, digits, - and _, and starts with a letter or digit.",
)
REFERENCE = _pattern(rf"^\s*{VALID_ID.pattern}\s*$", f"Write an id. {ID['patternErrorMessage']}")
NOT_EMPTY = _pattern(r"\S", "Write something here.")
DATE = _pattern(
    rf"^{_POINT}(?:/(?:{_POINT}|\.\.))?$",
    "Write a date such as 2041, 2041-04 or 2041-04-02, with ~ if it's approximate or ? if it's "
    "uncertain, or an interval such as 2041-04/2041-09 or 2041-10/..",
)
DAY = _pattern(f"^{_YEAR}-{_DAY}$", "Write a day such as 2041-04-02.")
BOOLEAN = _pattern("^(?:true|false)$", "Write true or false.")
COLOUR = _pattern(
    r"^\s*#(?:[0-9A-Fa-f]{3}){1,2}\s*$", "Write # and six hexadecimal digits, in quotes."
)
WHOLE_NUMBER = _pattern("^-?[0-9]{1,9}$", "Write a whole number of at most nine digits.")


def _in_any_case(pattern: str) -> str:
    """Return a pattern that ignores letter case, for which JSON Schema has no flag."""
    return re.sub(
        r"\\.|[a-z]",
        lambda match: match[0] if len(match[0]) > 1 else f"[{match[0]}{match[0].upper()}]",
        pattern,
    )


ONE_NAME = _pattern(
    rf"^\s*(?=\S|$)(?!.*(?:{_in_any_case(SEVERAL.pattern)}))",
    'Write several people as a list ["Doe, Jane", "Roe, John"], an institution as {literal: …}.',
)
_WEB_ADDRESS = _if_written(
    r"[hH][tT][tT][pP][sS]?://[^\s/?#]\S*",
    "Start a web address with https:// or http://, and write a space as %20.",
)
_BASE_URL = _if_written(
    r"(?!\S*\.html?/?\s*$)[hH][tT][tT][pP][sS]?://[^\s/?#][^\s?#]*",
    "Write the address of the folder that index.html is in, starting with https:// or http://.",
)
_LANGUAGE = _if_written(LANGUAGE.pattern, "Write a language's code, such as en, pt-BR or zh.")

# What the values of single keys must look like, in addition to their types.
KEY_RULES: dict[tuple[type[Record], str], Schema] = {
    (Event, "figures"): {"maxItems": MAX_FIGURES},
    (Event, "short"): {"maxLength": MAX_SHORT},
    (Site, "language"): _LANGUAGE,
    (Source, "language"): _LANGUAGE,
    (Site, "base_url"): _BASE_URL,
    (Publisher, "url"): _WEB_ADDRESS,
    (Source, "url"): _WEB_ADDRESS,
    (Source, "archived"): _WEB_ADDRESS,
    (Copy, "url"): _WEB_ADDRESS,
    (Via, "url"): _WEB_ADDRESS,
    (Source, "doi"): _if_written(DOI.pattern, "Write a DOI from 10. on, as in 10.1000/182."),
    (Site, "sides"): {"minProperties": MIN_SIDES, "maxProperties": MAX_SIDES},
    (FrontMatter, "aliases"): _pattern(
        r'^\s*(?![/.])(?!.*//)(?!.*/\.)[^\s?#\\:*"<>|]*\.html\s*$',
        "Write the page's old address within the site, such as old-name.html or moves/rule.html.",
    ),
}
# The values of keys whose type is text, but which allow only some words.
WORDS: dict[tuple[type[Record], str], tuple[str, ...]] = {
    (Source, "type"): tuple(sorted(SOURCE_TYPES)),
}

# An event without `sources` cites one in its text, with an @.
_HAS_SOURCE: Schema = {
    "if": {"required": ["text"], "properties": {"text": {"pattern": "@"}}},
    "else": {"required": ["sources"]},
}
# What keys of a record must be there together, or can't be.
RECORD_RULES: dict[type[Record], Schema] = {
    # A quotation has sources too.
    Event: {**_HAS_SOURCE, "else": {"anyOf": [{"required": ["sources"]}, {"required": ["quote"]}]}},
    Upcoming: _HAS_SOURCE,
    Source: {
        "anyOf": [
            {"required": [key]} for key in ("publisher", "author", "container-title", "authority")
        ]
    },
    Name: {
        "anyOf": [{"required": ["family"]}, {"required": ["literal"]}],
        "dependencies": {"literal": {"not": {"required": ["family"]}}},
    },
    Chart: {"anyOf": [{"required": ["type", "x", "y"]}, {"required": ["spec"]}]},
}
