"""Notes as people write them elsewhere, rewritten as `!!! note` and `??? note`.

Reads GitHub's and Obsidian's `> [!NOTE]`, and the `::: note` … `:::` of Pandoc, Quarto,
Docusaurus, VuePress and MyST. `NoteProcessor` then makes all of them HTML.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from explainer.fragment import Fault
from explainer.patterns import lazy_pattern
from explainer.problems import did_you_mean
from explainer.prose.block_containers import QUOTATION, Containers, blank_prefix, continued
from explainer.prose.source_lines import Line

if TYPE_CHECKING:
    from collections.abc import Callable

KINDS = (
    "note", "tip", "important", "warning", "caution", "info", "danger", "abstract", "summary",
    "todo", "success", "check", "done", "question", "help", "faq", "failure", "fail", "missing",
    "error", "bug", "example", "quote", "hint", "attention", "seealso", "details",
)  # fmt: skip
DEEPEST = 20

_QUOTED = lazy_pattern(
    r"\[!(?P<kind>[A-Za-z][\w-]*)(?:\|[^\]]*)?\](?P<fold>[-+]?)(?:[ \t]+(?P<title>.*))?[ \t]*"
)
_FENCED = lazy_pattern(r" {0,3}:{3,}[ \t]*(?P<name>[^\s:].*?)[ \t]*:*[ \t]*")
_FENCE_END = lazy_pattern(r" {0,3}:{3,}[ \t]*")
_NAMED = lazy_pattern(r"(?P<kind>[A-Za-z][\w-]*)(?P<title>\[.*\]|[ \t]+.*|)(?:\{[^{}]*\})?")
_BRACED = lazy_pattern(r"\{(?P<attributes>[^{}]*)\}(?P<title>.*)")
_ATTRIBUTE = lazy_pattern(r"""([\w-]+)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"']+))""")
_HEADING = lazy_pattern(r" {0,3}#{1,6}[ \t]+(.*?)[ \t]*#*[ \t]*")
# What ends a quoted paragraph even where the quotation's sign is missing.
_BLOCK_START = lazy_pattern(r" {0,3}(?:[#>]|[-+*] |[0-9]{1,9}[.)] |!!!|\?\?\?|:::|\||<)")


class _Callout(NamedTuple):
    """A note's kind, title ("" for the kind itself) and sign: `!!!`, `???` or `???+`."""

    kind: str
    title: str
    sign: str = "!!!"

    @property
    def opening(self) -> str:
        return f'{self.sign} {self.kind} "{self.title or self.kind.capitalize()}"'


def rewrite_callouts(
    lines: list[Line], within: Callable[[list[Line]], list[Line]] = list
) -> tuple[list[Line], list[Fault]]:
    """Return the lines with every note as `!!! KIND "TITLE"` and its text indented, and the faults.

    `within` is applied to the lines of each note, before they are indented.
    """
    return _Rewriter(lines, within).run()


class _Rewriter:
    """Reads lines one by one, from `position` on."""

    def __init__(self, lines: list[Line], within: Callable[[list[Line]], list[Line]]) -> None:
        self.lines = lines
        self.within = within
        self.position = 0
        self.containers = Containers()
        self.output: list[Line] = []
        self.faults: list[Fault] = []
        # How many `:::` are open that aren't notes.
        self.others = 0

    def run(self) -> tuple[list[Line], list[Fault]]:
        """Return the rewritten lines, and the faults."""
        while self.position < len(self.lines):
            line = self.lines[self.position]
            self.position += 1
            text = line.text.expandtabs(4)
            column = self.containers.read(text)
            if self.containers.is_code:
                self.output.append(line)
            elif (quoted := _QUOTED.fullmatch(text, column)) and self._opens_quotation():
                self._read_quoted(line, text, quoted)
            elif fenced := _FENCED.fullmatch(text, column):
                self._read_fenced(line, text, fenced)
            elif _FENCE_END.fullmatch(text, column):
                self._read_stray_end(line)
            else:
                self.output.append(line)
        return self.output, self.faults

    def _opens_quotation(self) -> bool:
        inside, starts = self.containers.inside, self.containers.starts
        return bool(inside) and inside[-1] == QUOTATION and starts[-1] >= 0

    def _read_quoted(self, line: Line, text: str, quoted: re.Match[str]) -> None:
        """Rewrite a quotation that starts with `[!NOTE]`."""
        kind = quoted["kind"].lower()
        if kind not in KINDS:
            self._report_kind(line.number, f"[!{quoted['kind']}]", kind)
            self.output.append(line)
            return
        outer = self.containers.inside[:-1]
        content: list[Line] = []
        while self.position < len(self.lines):
            number, following = self.lines[self.position]
            following = following.expandtabs(4)
            depth, column = continued(following, outer)
            if depth < len(outer):
                break
            inner, start = continued(following[column:], [QUOTATION])
            rest = following[column + start :]
            is_lazy = content and content[-1].text.strip() and rest.strip()
            if not inner and (not is_lazy or _BLOCK_START.match(rest)):
                break
            content.append(Line(number, rest))
            self.position += 1
        sign = {"": "!!!", "-": "???", "+": "???+"}[quoted["fold"]]
        prefix = text[: text.index(">", self.containers.starts[-1])]
        self._write(
            line.number, prefix, _Callout(kind, (quoted["title"] or "").strip(), sign), content
        )
        self.containers.inside = outer
        self.containers.end_paragraph()

    def _read_fenced(self, line: Line, text: str, fenced: re.Match[str]) -> None:
        """Rewrite a note between lines of colons."""
        callout = _named(fenced["name"])
        if callout is None or callout.kind not in KINDS:
            self._report_kind(line.number, text.strip(), callout.kind if callout else "")
            self.others += 1
            self.output.append(line)
            return
        inside, content, depth = self.containers.inside, list[Line](), 1
        while self.position < len(self.lines):
            number, following = self.lines[self.position]
            following = following.expandtabs(4)
            reached, column = continued(following, inside)
            if reached < len(inside):
                break
            self.position += 1
            rest = following[column:]
            if _FENCED.fullmatch(rest):
                depth += 1
                if depth > DEEPEST:
                    self._report_depth(line)
                    return
            elif _FENCE_END.fullmatch(rest):
                depth -= 1
            if depth == 0:
                break
            content.append(Line(number, rest))
        if depth:
            hint = "add a line ::: where the note ends"
            message = f'unclosed note "{text.strip()}"'
            self.faults.append(Fault(line.number, "unclosed-block", message, hint))
        if not callout.title and "callout-" in fenced["name"]:
            callout, content = _with_heading(callout, content)
        self._write(line.number, text[: text.index(":", fenced.start())], callout, content)
        self.containers.end_paragraph()

    def _report_depth(self, line: Line) -> None:
        """Report a note that contains too many others, and leave the rest of the text as it is."""
        message = f"more than {DEEPEST} notes within each other"
        hint = "end each with a line :::"
        self.faults.append(Fault(line.number, "nested-too-deep", message, hint))
        self.output += [line, *self.lines[self.position :]]
        self.position = len(self.lines)

    def _read_stray_end(self, line: Line) -> None:
        if self.others:
            self.others -= 1
        else:
            message = '":::" ends no note, so it would be shown as typed'
            hint = "remove it, or write ::: note where the note starts"
            self.faults.append(Fault(line.number, "not-markdown", message, hint, is_warning=True))
        self.output.append(line)

    def _report_kind(self, number: int, typed: str, kind: str) -> None:
        hint = did_you_mean(kind, KINDS) if kind else ""
        hint = hint or "write a kind such as note, tip, important, warning or caution"
        message = f'"{typed}" isn\'t a kind of note, so it would be shown as typed'
        self.faults.append(Fault(number, "not-markdown", message, hint, is_warning=True))

    def _write(self, number: int, prefix: str, callout: _Callout, content: list[Line]) -> None:
        """Write a note and its lines, which may contain further notes."""
        inner, faults = rewrite_callouts(content, self.within)
        self.faults += faults
        blank = blank_prefix(prefix)
        # In a list, a blank line would make its items paragraphs.
        is_apart = set(self.containers.inside) <= {QUOTATION}
        if is_apart and self.output and self.output[-1].text.strip(" >"):
            self.output.append(Line(number, blank.rstrip()))
        self.output.append(Line(number, prefix + callout.opening))
        for line in self.within(inner):
            text = f"{blank}    {line.text}" if line.text.strip() else blank.rstrip()
            self.output.append(Line(line.number, text))
        if is_apart:
            self.output.append(Line(self.output[-1].number, blank.rstrip()))


def _named(name: str) -> _Callout | None:
    """Return the note that the words after `:::` name, None if they name nothing."""
    if braced := _BRACED.fullmatch(name):
        attributes = {key: a or b or c for key, a, b, c in _ATTRIBUTE.findall(braced["attributes"])}
        words = _ATTRIBUTE.sub("", braced["attributes"]).split()
        kinds = [
            word.lstrip(".").removeprefix("callout-").lower() for word in words if word[0] != "#"
        ]
        kind = next((kind for kind in kinds if kind in KINDS), kinds[0] if kinds else "")
        title = attributes.get("title", "") or braced["title"].strip()
        folds = {"true": "???", "false": "???+"}
        return (
            _Callout(kind, title, folds.get(attributes.get("collapse", ""), "!!!"))
            if kind
            else None
        )
    if (named := _NAMED.fullmatch(name)) is None:
        return None
    title = named["title"].strip()
    if title[:1] + title[-1:] in {"[]", '""'}:
        title = title[1:-1]
    kind = named["kind"].lower()
    return _Callout(kind, title, "???" if kind == "details" else "!!!")


def _with_heading(callout: _Callout, content: list[Line]) -> tuple[_Callout, list[Line]]:
    """Return a note of Quarto's with the heading that it starts with as its title."""
    for position, line in enumerate(content):
        if heading := _HEADING.fullmatch(line.text):
            return callout._replace(title=heading[1]), content[position + 1 :]
        if line.text.strip():
            break
    return callout, content
