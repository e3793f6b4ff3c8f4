"""`search.js`: the index for the site's search, as a script, so that it works from disk.

It has the rules by which words are compared (`search_words`), and an entry for each record. The
client (search-engine.js) makes a table of words from the entries. The index of a large site is
divided into parts instead (`search_parts`), from which the client loads what a query needs.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from explainer.exports.data_script import data_script
from explainer.exports.search_entries import RECORD_LENGTH, SECTION_LENGTH, reader_of
from explainer.exports.search_words import RULES

if TYPE_CHECKING:
    from explainer.content import Content

# Above this size, in bytes, the index is divided into parts.
LARGEST_FILE = 1_000_000
# About how long a source's entry is.
_SOURCE_LENGTH = 200


def search_index(content: Content) -> bytes:
    """Return the contents of `search.js`, which assigns all entries to `window.explainerSearch`."""
    entries = [entry.as_list() for entry in reader_of(content).entries()]
    index: dict[str, Any] = {"rules": RULES, "entries": entries}
    return data_script("explainerSearch", index)


def is_large(content: Content) -> bool:
    """Return whether the index is too large for one file."""
    return estimated_size(content) > LARGEST_FILE


def estimated_size(content: Content) -> int:
    """Return about how many bytes the index has, without making it: every build asks for it."""
    total = (len(content.events) + len(content.terms) + len(content.upcoming)) * RECORD_LENGTH
    total += len(content.sources) * _SOURCE_LENGTH
    for page in content.pages:
        fragment = page.prose.fragment
        total += min(len(fragment.encoded_html), SECTION_LENGTH * (len(fragment.headings) + 1))
    return total
