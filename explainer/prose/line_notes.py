"""Line notes: line numbers that travel through Python-Markdown inside the text.

Python-Markdown keeps no line numbers. A note, a number between two private-use characters, is put
into each line of text where no rule for blocks looks at it, and is taken out again before
inline text is parsed. What needs its line then gets a note of its own.
"""

from __future__ import annotations

from explainer.fragment import LINE_CLOSE, LINE_OPEN
from explainer.patterns import lazy_pattern

LINE_NOTE = lazy_pattern(f"{LINE_OPEN}(\\d+){LINE_CLOSE}")

# Notes in tags and attribute lists, which need a space in front, have one sign more.
_ANY_NOTE = lazy_pattern(f"(?: \\.?{LINE_OPEN})?{LINE_NOTE.pattern}")
_CLASS_NOTE = lazy_pattern(f"(?:^| ){LINE_OPEN}{LINE_NOTE.pattern}(?![^ ])")
_LAST_NOTE = lazy_pattern(f"{LINE_NOTE.pattern}$")

# The signs of quotations, list items and definitions in front of a line's own text.
_CONTAINERS = r"[ >]*+(?:(?:[-*+:]|\d{1,9}[.)]) ++[ >]*+)*+"
# Lines without text: rules, underlines, separator rows, numbers, notes without a title, and lines
# that begin with a private-use character, which other steps have added.
_WITHOUT_TEXT = lazy_pattern(
    _CONTAINERS + r"(?:[-=*_+:|`~ >#]*|\d{1,9}[.)]|[\ue004-\uf8ff].*"
    r'|(?:!!!|\?\?\?\+?) ?[\w-]++(?: ++[\w-]++)*+ *(?:"" *)?)'
)
_HEADING = lazy_pattern(_CONTAINERS + r"#{1,6} *+(?=\S)")
_DEFINED_NAME = lazy_pattern(rf"({_CONTAINERS}\[[^\[\]]*+)(\]: *+)")


def line_note(number: int) -> str:
    """Return the note for the line of this number."""
    return f"{LINE_OPEN}{number}{LINE_CLOSE}"


def attribute_note(number: int) -> str:
    """Return the note that stands in front of the closing brace of an attribute list.

    It's a class, because only classes keep private-use characters.
    """
    return f" .{LINE_OPEN}{line_note(number)}"


def tag_note(number: int) -> str:
    """Return the note that stands behind the name in a tag."""
    return f" {LINE_OPEN}{line_note(number)}"


def without_notes(text: str) -> str:
    """Return the text as it was before any notes were put into it."""
    return _ANY_NOTE.sub("", text) if LINE_OPEN in text else text


def take_class_note(classes: str) -> tuple[int, str]:
    """Return the line noted in the value of a `class` attribute (0 if none), and the other classes."""
    match = _CLASS_NOTE.search(classes)
    return (int(match[1]) if match else 0), _CLASS_NOTE.sub("", classes).strip()


def with_note(text: str, number: int) -> str:
    """Return a line of Markdown with a note, where it doesn't change how blocks are recognised.

    A line without text of its own, such as a rule, stays as it is. A definition of a link or
    footnote gets one note in the name and one in the rest.
    """
    note = line_note(number)
    if text[:1].isalpha():
        return _with_note_at_end(text, note)
    if name := _DEFINED_NAME.match(text):
        return f"{name[1]}{note}{name[2]}{_with_note_in_text(text[name.end() :], note)}"
    return _with_note_in_text(text, note)


def _with_note_in_text(text: str, note: str) -> str:
    if _WITHOUT_TEXT.fullmatch(text):
        return text
    # The end of a heading may have closing signs and attributes.
    if heading := _HEADING.match(text):
        return f"{text[: heading.end()]}{note}{text[heading.end() :]}"
    return _with_note_at_end(text, note)


def _with_note_at_end(text: str, note: str) -> str:
    place = _end_of_text(text)
    return f"{text[:place]}{note}{text[place:]}"


def place_last_note(line: str) -> str:
    """Return the line with the note at its end moved to where `with_note` puts it."""
    match = _LAST_NOTE.search(line)
    return with_note(line[: match.start()], int(match[1])) if match else line


def _end_of_text(text: str) -> int:
    """Return where the text of a line ends: before spaces, a table's border or a last delimiter."""
    end = len(text.rstrip(" "))
    last = text[end - 1]
    if last == "|":
        before = text[: end - 1]
        if len(before) - len(before.rstrip("\\")) & 1:
            # The sign is escaped, and part of the text.
            return end
        return len(before.rstrip(" "))
    # The end of a link's title or address, or of a note's title, must stay at the end.
    return end - 1 if last in "\"')>" else end


def read_notes(text: str, default: int) -> tuple[str, list[int]]:
    """Return the text without notes, and the number of each of its lines.

    A line without a note is taken for the one below the line above it; `default` is used if no
    line has one.
    """
    if LINE_OPEN not in text:
        return text, [default + index for index in range(text.count("\n") + 1)]
    found = [LINE_NOTE.search(line) for line in text.split("\n")]
    first = next(index for index, note in enumerate(found) if note)
    number = int(found[first][1]) - first - 1  # type: ignore[index]
    numbers = []
    for note in found:
        number = int(note[1]) if note else number + 1
        numbers.append(number)
    return LINE_NOTE.sub("", text), numbers
