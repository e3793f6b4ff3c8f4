"""Asks questions on a terminal, one line each, until the answer is one that can be used."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from explainer.new.refusal import Refusal

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

# More choices than this aren't listed.
_MOST_LISTED = 12


def can_ask() -> bool:
    """Return whether somebody sits at a terminal, who can read questions and type answers."""
    return sys.stdin.isatty() and sys.stderr.isatty()


def ask(
    question: str, read: Callable[[str], str], *, default: str = "", choices: Mapping[str, str]
) -> str:
    """Ask until `read` accepts the answer, and return what it returns.

    `read` raises ValueError with a message for an answer that can't be used. `choices` are ids and
    their names; an answer may be a choice's number. Raises Refusal at the end of the input.
    """
    _say_choices(question, choices)
    hint = f" [{default}]" if default else ""
    while True:
        answer = _line(f"{question}{hint}: ") or default
        if answer.isdecimal() and answer not in choices and 0 < int(answer) <= len(choices):
            answer = list(choices)[int(answer) - 1]
        try:
            return read(answer)
        except ValueError as error:
            say(f"  {error}")


def say(text: str) -> None:
    """Print a line beside the questions, on standard error."""
    print(text, file=sys.stderr)  # noqa: T201


def _say_choices(question: str, choices: Mapping[str, str]) -> None:
    if len(choices) > _MOST_LISTED:
        say(f"{question}: one of {len(choices)}, such as {', '.join(list(choices)[-3:])}")
    elif choices:
        say(f"{question}:")
        for number, (id_, name) in enumerate(choices.items(), start=1):
            say(f"  {number:>2}  {id_}" + (f"  ({name})" if name not in ("", id_) else ""))


def _line(prompt: str) -> str:
    """Return a line that was typed, without spaces around it."""
    try:
        sys.stderr.write(prompt)
        sys.stderr.flush()
        line = sys.stdin.readline()
    except KeyboardInterrupt:
        say("")
        raise
    except UnicodeDecodeError:
        return ""
    if not line:
        say("")
        raise Refusal("the input ended before all questions were answered; nothing was written")
    return line.strip()
