"""Draws Markdown with lists in lists, for comparing what two parsers make of it.

Left out is what means something else here, or is reported (`test_lists.py` names it): signs wider
than four columns, years, raw HTML, tables directly below text.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from random import Random

_WORDS = "lamp quay mole dusk oil gas wick glass pier tide".split()
_BLOCKS = "paragraph paragraph list list code quotation heading rule table".split()
_FIRST_BLOCKS = "paragraph paragraph paragraph list code quotation".split()


def draw_markdown(random: Random) -> str:
    """Return a text of a few blocks, with lists nested up to four levels deep."""
    return "\n".join(_blocks(random, random.randint(1, 4), random.randint(1, 3)))


def _blocks(random: Random, levels: int, count: int) -> list[str]:
    lines: list[str] = []
    for index in range(count):
        kind = random.choice(_BLOCKS if index else _FIRST_BLOCKS)
        if kind == "list" and not levels:
            kind = "paragraph"
        if lines:
            lines += [""] * (1 if kind == "table" else random.choice([0, 1, 1, 1, 2]))
        lines += _block(random, kind, levels)
    return lines


def _block(random: Random, kind: str, levels: int) -> list[str]:
    match kind:
        case "list":
            return _list(random, levels - 1)
        case "code":
            return [f"    {line}" for line in _paragraph(random)]
        case "quotation":
            quoted = _blocks(random, min(max(levels - 1, 0), 1), random.randint(1, 2))
            return [f"> {line}".rstrip() for line in quoted]
        case "heading":
            return ["## " + _paragraph(random)[0]]
        case "rule":
            return [random.choice(["***", "* * *", "_____"])]
        case "table":
            return ["| a | b |", "|---|---|", "| c | d |"]
        case _:
            return _paragraph(random)


def _paragraph(random: Random) -> list[str]:
    return [" ".join(random.choices(_WORDS, k=random.randint(1, 3))) for _ in random.choice("1123")]


def _list(random: Random, levels: int) -> list[str]:
    first, delimiter = random.randint(0, 95), random.choice(".)")
    bullet = random.choice("-*+")
    is_numbered, is_loose = random.random() < 0.5, random.random() < 0.3
    lines: list[str] = []
    for index in range(random.randint(1, 4)):
        sign = f"{first + index}{delimiter}" if is_numbered else bullet
        # The sign may be up to two columns further in than the first one.
        drift = random.choice([0, 0, 0, 1, 2]) if index else 0
        content = _blocks(random, levels, random.choice([1, 1, 1, 2, 3]))
        padding = 1 if content[0].startswith("    ") else random.randint(1, max(1, 4 - len(sign)))
        lead = " " * drift + sign + " " * padding
        indent = " " * len(lead)
        if index and is_loose != (random.random() < 0.2):
            lines.append("")
        lines.append(lead + content[0])
        lines += [indent + line if line else "" for line in content[1:]]
    return lines
