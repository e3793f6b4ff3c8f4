"""Finds texts that would take Python-Markdown minutes, and names the place instead.

Its patterns and its tree take time in proportion to the square of what they find. The limits are
far above what people write, and a text at a limit takes a few seconds.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from explainer.fragment import Fault
from explainer.patterns import lazy_pattern

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

MAX_SIGNS = 2_500  # of one kind, all in one paragraph
MAX_TAGS = 5_000  # on a page
MAX_UNCLOSED_TAGS = 200
MAX_HEADINGS = 500  # and lines like them, without a blank line between
MAX_BLOCKS = 5_000  # paragraphs, headings and list items
MAX_LINES = 10_000  # of a few letters each
_SHORT = 3_000  # characters; nothing in a shorter text takes long
_FEW_CHARACTERS = 100  # per block; longer blocks are ordinary text, of any length
_A_LINE = lazy_pattern(r"\S.*")
_SIGNS = lazy_pattern(r"\.\.\.|--|[*_`\"'&\\~=^$@:{]|!?\[|\]\(")
_BLOCK_START = lazy_pattern(r"\n(?:[ \t]*\n)+|\n(?=[ \t]*(?:[|#>:]|[-*+][ \t]|\d+[.)][ \t]))")
_TAG = lazy_pattern(r"</?[A-Za-z!?]")
_UNCLOSED_TAG = lazy_pattern(r"</?[A-Za-z!?][^<>]*+(?=<|\Z)")
# Lines that end a paragraph without a blank line, and blank lines.
_BREAKS = lazy_pattern(r"^(?:#|!!!|=+[ \t]*$|(?:[-*_][ \t]*)+$|:[ \t]|[ \t]*$)", re.MULTILINE)


def limit_fault(text: str) -> Fault | None:
    """Return a fault if the text has more of something than can be converted in time, else None."""
    return next(_limit_faults(text), None) if len(text) > _SHORT else None


def _limit_faults(text: str) -> Iterator[Fault]:
    tags = list(_TAG.finditer(text)) if text.count("<") > MAX_UNCLOSED_TAGS else []
    if len(tags) > MAX_TAGS:
        message = f"more than {MAX_TAGS:,} HTML tags"
        yield _fault(text, tags[MAX_TAGS], message, "use Markdown instead, or split the page")
    unclosed = list(_UNCLOSED_TAG.finditer(text)) if len(tags) > MAX_UNCLOSED_TAGS else []
    if len(unclosed) > MAX_UNCLOSED_TAGS:
        message = f"more than {MAX_UNCLOSED_TAGS} HTML tags without a closing >"
        hint = "close them, or write &lt; for a < that belongs to the text"
        yield _fault(text, unclosed[MAX_UNCLOSED_TAGS], message, hint)
    if text.count("\n") > MAX_LINES and len(text) < _FEW_CHARACTERS // 4 * text.count("\n"):
        lines = list(_A_LINE.finditer(text))
        if len(lines) > MAX_LINES:
            message = f"more than {MAX_LINES:,} short lines"
            hint = "split the page, or put a table into data/ as CSV"
            yield _fault(text, lines[MAX_LINES], message, hint)
    if sum(map(text.count, ("\n#", "\n=", "\n-", "\n*", "\n_", "\n!!!", "\n:"))) > MAX_HEADINGS:
        yield from _heading_faults(text)
    # Most texts have too few signs to reach the limit even in one paragraph.
    many_signs = sum(map(text.count, "*_`\"'&\\~=^$@:{[(.-")) > MAX_SIGNS // 2
    if not many_signs and text.count("\n") <= MAX_BLOCKS:
        return
    starts = list(_BLOCK_START.finditer(text))
    if len(starts) > MAX_BLOCKS and len(text) < _FEW_CHARACTERS * len(starts):
        message = f"more than {MAX_BLOCKS:,} short paragraphs, headings or list items"
        yield _fault(text, starts[MAX_BLOCKS], message, "split the page")
    if many_signs:
        yield from _sign_faults(text, [*(start.start() for start in starts), len(text)])


def _heading_faults(text: str) -> Iterator[Fault]:
    """Report the first heading beyond the limit; each would be looked for in all lines below."""
    count = 0
    for match in _BREAKS.finditer(text):
        count = count + 1 if match[0].strip() else 0
        if count > MAX_HEADINGS:
            message = f"more than {MAX_HEADINGS} headings or lines like them without a blank line"
            yield _fault(text, match, message, "add blank lines between them")
            return


def _sign_faults(text: str, ends: Iterable[int]) -> Iterator[Fault]:
    """Report the first sign beyond the limit; the work grows with the square of a paragraph's signs.

    `ends` are the indexes at which the paragraphs end.
    """
    work: dict[str, int] = {}
    begin = 0
    for end in ends:
        counts: dict[str, int] = {}
        for match in _SIGNS.finditer(text, begin, end):
            sign = match[0]
            weight = 4 if sign == "`" else 1
            work[sign] = work.get(sign, 0) + weight * (2 * counts.get(sign, 0) + 1)
            counts[sign] = counts.get(sign, 0) + 1
            if work[sign] > MAX_SIGNS**2:
                message = f"too many {sign} in one paragraph ({counts[sign]:,} up to here)"
                hint = "split it with blank lines, or write the sign as text with a backslash"
                yield _fault(text, match, message, hint)
                return
        begin = end


def _fault(text: str, match: re.Match[str], message: str, hint: str) -> Fault:
    line = text.count("\n", 0, match.start()) + 1
    return Fault(line, "too-long-to-convert", message, hint)
