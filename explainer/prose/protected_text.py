"""Takes code fences and HTML comments out of the text before anything else reads its lines.

A fence becomes a single line with a *block token*: a number between two private-use characters,
which later stands for the code in the list of `Protected.codes`. A comment on lines of its own
leaves a token without code, because it separates paragraphs and lists; any other leaves nothing.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache

from explainer.fragment import BLOCK_CLOSE, BLOCK_OPEN, LINE_CLOSE, LINE_OPEN, Fault
from explainer.patterns import lazy_pattern
from explainer.prose.block_containers import QUOTATION, Containers, blank_prefix, continued
from explainer.prose.code_fences import Code, read_info
from explainer.prose.source_lines import Line

# A block token, and the line note that may have been put behind it.
BLOCK_TOKEN = lazy_pattern(
    f"{BLOCK_OPEN}([0-9]{{1,9}}){BLOCK_CLOSE}(?:{LINE_OPEN}\\d+{LINE_CLOSE})?"
)

# CommonMark 0.31, section 4.5: the info string after backticks can't contain backticks.
_FENCE = lazy_pattern(r"( {0,3})(?:(?P<ticks>`{3,})(?P<info>[^`]*)|(?P<tildes>~{3,})(?P<rest>.*))")
# HTML whose content isn't Markdown, so that fences and comments in it aren't ours.
_LITERAL_HTML = lazy_pattern(r" {0,3}<(pre|script|style|textarea)(?:[\s>]|$)", re.IGNORECASE)
_TICKS = lazy_pattern("`+")
_SIGN = lazy_pattern(r"\\.|`+|<!--")
# HTML, section 13.2.5: `<!-->` and `<!--->` are whole comments.
_EMPTY_COMMENT = lazy_pattern(r"<!---?>")


@dataclass
class Protected:
    """A text without its fences and comments: its lines, the code taken out, and the faults."""

    lines: list[Line]
    codes: list[Code | None] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)

    def code_of(self, token: re.Match[str]) -> Code | None:
        """Return the code that a block token stands for, None for a comment or a made-up token."""
        number = int(token[1])
        return self.codes[number] if number < len(self.codes) else None


def protect(lines: list[Line]) -> Protected:
    """Return the text without its code fences and HTML comments."""
    return _Protector(lines).run()


class _Protector:
    """Reads lines one by one, from `position` on.

    `ticks` are the backticks that opened a code span on an earlier line of the paragraph;
    `unmatched` are the numbers of backticks that nothing in the rest of it closes.
    """

    def __init__(self, lines: list[Line]) -> None:
        self.lines = list(lines)
        self.position = 0
        self.containers = Containers()
        self.result = Protected([])
        self.output = self.result.lines
        self.has_comments = any("<!--" in line.text for line in lines)
        self.is_unclosed = False
        self.ticks = ""
        self.unmatched: set[int] = set()

    def run(self) -> Protected:
        """Return the text without fences and comments."""
        while self.position < len(self.lines):
            line = self.lines[self.position]
            self.position += 1
            # Python-Markdown replaces tabs by spaces too; code in fences keeps them.
            text = line.text.expandtabs(4)
            column = self.containers.read(text)
            if self.containers.is_code or not text[column:].strip():
                self._end_paragraph()
                self.output.append(line)
            elif (fence := _FENCE.fullmatch(text, column)) is not None:
                self._end_paragraph()
                self._read_fence(line.number, text, fence)
            elif html := _LITERAL_HTML.match(text, column):
                self._end_paragraph()
                self._copy_literal_html(line, html)
            elif self.has_comments:
                self._read_text(line.number, text, column)
            else:
                self.output.append(line)
        return self.result

    def _end_paragraph(self) -> None:
        self.ticks = ""
        self.unmatched.clear()

    def _read_fence(self, number: int, text: str, fence: re.Match[str]) -> None:
        """Replace a code fence by a token, up to its closing line or the end of its container."""
        self.containers.end_paragraph()
        inside = self.containers.inside
        sign = fence["ticks"] or fence["tildes"]
        closing = re.compile(rf" {{0,3}}{sign}{sign[0]}*[ \t]*")
        indent = len(fence[1])
        code: list[str] = []
        is_closed = False
        while self.position < len(self.lines) and not is_closed:
            typed = self.lines[self.position].text
            depth, column = continued(typed, inside)
            if depth < len(inside):
                typed = typed.expandtabs(4)
                depth, column = continued(typed, inside)
            if depth < len(inside):
                break
            self.position += 1
            rest = typed[column:]
            is_closed = closing.fullmatch(rest) is not None
            if not is_closed:
                code.append(re.sub(rf"^ {{1,{indent}}}", "", rest) if indent else rest)
        info = fence["info"] if fence["ticks"] else fence["rest"]
        if not is_closed:
            message = f"unclosed code fence {sign}"
            hint = f"add a line {sign} where the code ends"
            self.result.faults.append(Fault(number, "unclosed-block", message, hint))
        read, faults = read_info(info.strip(), number)
        self.result.faults += faults
        self._write_token(number, text[: fence.end(1)], read._replace(text="\n".join(code)))

    def _write_token(self, number: int, prefix: str, code: Code | None) -> None:
        """Write a line with a token; outside of lists, as a paragraph of its own."""
        token = f"{BLOCK_OPEN}{len(self.result.codes)}{BLOCK_CLOSE}"
        self.result.codes.append(code)
        inside = self.containers.inside
        # In a list, a blank line would make its items paragraphs.
        blank = Line(number, blank_prefix(prefix).rstrip()) if set(inside) <= {QUOTATION} else None
        if blank and self.output and self.output[-1].text.strip(" \t>"):
            self.output.append(blank)
        self.output.append(Line(number, prefix + token))
        if blank:
            self.output.append(blank)

    def _copy_literal_html(self, line: Line, html: re.Match[str]) -> None:
        """Copy the lines of an element whose content isn't Markdown, such as `<pre>`."""
        self.containers.end_paragraph()
        end = re.compile(f"</{html[1]}>", re.IGNORECASE)
        self.output.append(line)
        # Without an end tag, the element ends at once: what follows may be anything.
        following = range(self.position, len(self.lines))
        if not end.search(line.text, html.end()):
            closing = next((at for at in following if end.search(self.lines[at].text)), None)
            if closing is not None:
                self.output += self.lines[self.position : closing + 1]
                self.position = closing + 1

    def _read_text(self, number: int, text: str, column: int) -> None:
        """Write a line of text without the comments that start on it."""
        kept, at = [text[:column]], column
        is_commented = False
        if text.startswith("<!--", len(text) - len(text[column:].lstrip(" "))):
            # At the start of a line, a comment ends the code span of a paragraph (section 4.6).
            self._end_paragraph()
        while at < len(text):
            sign = None if self.ticks else _SIGN.search(text, at)
            if self.ticks or (sign and sign[0][0] == "`"):
                start = sign.start() if sign else at
                kept.append(text[at:start])
                at = self._end_of_code(text, start)
                kept.append(text[start:at])
            elif sign is None:
                kept.append(text[at:])
                break
            elif sign[0] != "<!--":
                kept.append(text[at : sign.end()])
                at = sign.end()
            else:
                kept.append(text[at : sign.start()])
                is_commented = True
                if (end := _end_of_comment(text, sign.start())) is not None:
                    at = end
                elif self._skip_lines(number, text[:column], "".join(kept)):
                    return
                else:
                    at = sign.end()
        if is_commented and not "".join(kept)[column:].strip():
            self.containers.end_paragraph()
            self._write_token(number, text[:column], None)
        else:
            self.output.append(Line(number, "".join(kept).rstrip() if is_commented else text))

    def _end_of_code(self, text: str, start: int) -> int:
        """Return where the code span ends on this line, or where its backticks do if there's none.

        The span starts at `start`, or was opened on an earlier line.
        """
        ticks = self.ticks or _TICKS.match(text, start)[0]  # type: ignore[index]
        after = start if self.ticks else start + len(ticks)
        closing = _closing(ticks)
        if end := closing.search(text, after):
            self.ticks = ""
            return end.end()
        if self.ticks or self._closes_later(closing, len(ticks)):
            self.ticks = ticks
            return len(text)
        return after

    def _closes_later(self, closing: re.Pattern[str], length: int) -> bool:
        """Return whether a later line of the paragraph closes a code span."""
        if length in self.unmatched:
            return False
        for position in range(self.position, len(self.lines)):
            if not self.lines[position].text.strip():
                break
            if closing.search(self.lines[position].text):
                return True
        self.unmatched.add(length)
        return False

    def _skip_lines(self, number: int, prefix: str, before: str) -> bool:
        """Skip to the line on which a comment ends, and write the text `before` it.

        Returns False, and reports the comment, if no line ends it.
        """
        for position in range(self.position, len(self.lines) if not self.is_unclosed else 0):
            last, text = self.lines[position]
            _, ended, after = text.partition("-->")
            if not ended:
                continue
            self.position = position + 1
            has_text = bool(before[len(prefix) :].strip())
            if has_text:
                self.output.append(Line(number, before.rstrip()))
                prefix = blank_prefix(prefix)
            elif not after.strip():
                self.containers.end_paragraph()
                self._write_token(number, prefix, None)
            if after.strip():
                self.position = position
                self.lines[position] = Line(last, prefix + after.lstrip())
            return True
        if not self.is_unclosed:
            hint = "add --> where it ends"
            self.result.faults.append(Fault(number, "unclosed-html", "unclosed comment", hint))
            self.is_unclosed = True
        return False


def _end_of_comment(text: str, start: int) -> int | None:
    """Return where the comment that starts on this line ends, None if not on this line."""
    if empty := _EMPTY_COMMENT.match(text, start):
        return empty.end()
    end = text.find("-->", start + len("<!--"))
    return end + len("-->") if end >= 0 else None


@cache
def _closing(ticks: str) -> re.Pattern[str]:
    return re.compile(f"(?<!`){ticks}(?!`)")
