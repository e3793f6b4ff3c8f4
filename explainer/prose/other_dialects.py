"""Reports syntax of other site generators and Markdown dialects, which would be shown as typed."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from explainer.fragment import Fault
from explainer.patterns import lazy_pattern
from explainer.problems import shortened
from explainer.prose.code_spans import without_literals
from explainer.prose.source_lines import Line

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_TRIGGER = lazy_pattern(r"\{[{%]|\]\{|%%|\$|:[a-z0-9+-]")
_SHOWN = "would be shown as typed"
# The syntax, a sign that the text must contain, what it's called, and what to write instead.
_DIALECTS = (
    (lazy_pattern(r"\{\{(?:<[^{}\n]*>|%[^{}\n]*%)\}\}"), "{{", "the shortcode", "write Markdown, or a marker such as [events]"),
    (lazy_pattern(r"(?<!\{)\{%[^{}\n]*%\}"), "{%", "the template tag", "write Markdown, or a marker such as [events]"),
    (lazy_pattern(r"(?<!\{)\{\{(?![<%{])(?=[^{}\n]*\w)[^{}\n]*+\}\}"), "{{", "the template tag", "write the text that it would insert"),
    (lazy_pattern(r"\[[^\[\]\n]+\]\{[ ]*[.#:][^{}\n]*\}"), "]{", "the attribute list", 'write <span class="…">…</span>'),
    (lazy_pattern(r"(?<![\w%])%%(?=\S)[^%\n]+%%(?!%)"), "%%", "the comment", "write <!-- … --> around it"),
)  # fmt: skip
_TEMPLATE_WORD = lazy_pattern(r"\{[{%]\s*([A-Za-z-]++)[^{}]*[}%]\}")
_MATHS = lazy_pattern(
    r"\$\$(?!\d)([^$]{1,2000}?)\$\$|(?<![\w$\\])\$(?![\s\d$])([^$\n]{1,400}?)(?<!\s)\$(?![\w$])"
)
_IS_MATHS = lazy_pattern(r"\\[A-Za-z]|[\^_]\{|=")
_EMOJI = lazy_pattern(r"(?<![\w:/]):([a-z0-9_+-]{2,40}):(?![\w:])")
# The commonest of GitHub's emoji shortcodes. Other words between colons are left alone.
_EMOJI_NAMES = frozenset(
    """+1 -1 100 1st_place_medal alarm_clock arrow_down arrow_left arrow_right arrow_up bangbang
    bar_chart beers bell bike blue_heart blush book books boom bow briefcase bug bulb bus cake calendar
    camera car chart chart_with_downwards_trend chart_with_upwards_trend checkered_flag clap clipboard
    clock1 cloud cn coffee computer confused construction cop credit_card cry crying_cat_face date de
    dizzy dog dollar earth_africa earth_americas earth_asia email envelope euro exclamation expressionless
    eyes face_with_thermometer factory fearful file_folder fire fireworks flushed fr frowning gb gear gem
    ghost gift globe_with_meridians green_heart grimacing grin grinning guitar hammer handshake hash heart
    heart_eyes heavy_check_mark hourglass house hugs hushed info information_source innocent joy jp key
    kissing kr label large_blue_circle laughing link lock loudspeaker mag mailbox mega memo microphone
    microscope money_with_wings moneybag moon muscle musical_note neutral_face newspaper no_entry
    no_entry_sign notebook ocean office ok ok_hand oncoming_automobile open_mouth package page_facing_up
    paperclip partying_face party pencil pencil2 penguin pensive phone pill point_down point_left
    point_right point_up pray pushpin question rage rainbow raised_hands recycle red_circle relaxed
    relieved rocket rofl rotating_light round_pushpin ru runner sad satisfied scream see_no_evil ship
    shipit sleeping slightly_smiling_face smile smiley smirk snowflake sob sparkles speech_balloon star
    star2 stop_sign stopwatch sunglasses sunny sweat sweat_smile tada telephone thinking thumbsdown
    thumbsup tired_face trophy truck tv umbrella unamused unlock us v wave warning wastebasket watch
    wheelchair white_check_mark white_circle wink wink2 world_map worried wrench x yellow_heart yum zap
    zzz""".split()
)
_TAB_ROW = lazy_pattern(r"(?![ ]{4}|\t)[^\t\n]++\t++[^\t\n]")
_LIST_SIGN = lazy_pattern(r"[ ]*(?:[-*+:>]|\d+[.)]|\[\^?[^\]\t]*\]:)\t")


def dialect_faults(text: str, line: int, *, is_paragraph: bool) -> Iterator[Fault]:
    """Yield a warning for each kind of syntax that another tool would understand, and we don't.

    `text` is a paragraph, heading or cell; `line` is the line that it starts on. A paragraph that
    is only a tag, such as `{{events}}`, may be a marker, and is left to `mistyped_markers`.
    """
    if not _TRIGGER.search(text):
        return
    prose = without_literals(text, escapes=False)
    for pattern, sign, name, hint in _DIALECTS:
        found = pattern.search(prose) if sign in prose else None
        if (
            found
            and not _is_escaped(prose, found)
            and not (is_paragraph and _is_marker(prose, found))
        ):
            yield _fault(prose, line, found, f'{name} "{shortened(found[0])}" {_SHOWN}', hint)
    if "$" in prose:
        for found in _MATHS.finditer(prose):
            if _IS_MATHS.search(found[1] or found[2]):
                hint = "write it in words and signs, as in x<sup>2</sup>, or show it as a picture"
                yield _fault(
                    prose, line, found, f'the formula "{shortened(found[0])}" {_SHOWN}', hint
                )
                break
    if ":" in prose:
        for found in _EMOJI.finditer(prose):
            if found[1] in _EMOJI_NAMES:
                yield _fault(
                    prose,
                    line,
                    found,
                    f'"{found[0]}" {_SHOWN}',
                    "write the emoji itself, or a word",
                )
                break


def tab_table_faults(lines: Sequence[Line]) -> Iterator[Fault]:
    """Yield a warning for each table whose cells are separated by tabs, as spreadsheets paste them.

    `lines` are those of a whole text, because Markdown turns tabs into spaces before anything else.
    Code fences and comments have been taken out of them.
    """
    if not any("\t" in line.text for line in lines):
        return
    rows: list[int] = []
    for number, text in [*lines, Line(0, "")]:
        if _TAB_ROW.match(text) and not _LIST_SIGN.match(text):
            rows.append(number)
        else:
            if len(rows) > 1:
                message = "this table has tabs between its cells, which would be shown as spaces"
                hint = "write | between the cells, and |---|---| below the first row"
                yield Fault(rows[0], "not-markdown", message, hint, is_warning=True)
            rows = []


def _fault(prose: str, line: int, found: re.Match[str], message: str, hint: str) -> Fault:
    at = line + prose.count("\n", 0, found.start())
    return Fault(at, "not-markdown", message, hint, is_warning=True)


def _is_escaped(prose: str, found: re.Match[str]) -> bool:
    return prose[: found.start()].endswith("\\")


def _is_marker(prose: str, found: re.Match[str]) -> bool:
    """Return whether braces are a whole paragraph, such as `{{events}}`: perhaps a marker."""
    return found[0] == prose.strip() and bool(_TEMPLATE_WORD.fullmatch(found[0]))
