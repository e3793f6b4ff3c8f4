"""The palette: every colour's name, with its value in light and in dark mode.

`templates/styles/colours.css` defines it as CSS does: `--ink: light-dark(black, white)` in a rule
for `:root` (CSS Color 5). Browsers from before 2024 don't know `light-dark()`, so the published
sheet has a rule for each mode instead.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TypeAlias

from explainer.patterns import lazy_pattern
from explainer.styles.css_text import Mistake, line_of

# The values of all colours in "light" and in "dark" mode, by name without the dashes.
Palette: TypeAlias = Mapping[str, Mapping[str, str]]

_VALUE = r"((?:[^(),;{}]|\([^(){};]*\))+?)"
_LIGHT_DARK = lazy_pattern(rf"light-dark\(\s*{_VALUE}\s*,\s*{_VALUE}\s*\)")
_DECLARATION = lazy_pattern(r"([\w-]+)[ \t]*:\s*([^;{}]+?)\s*(?:;|\Z)")
_ROOT_RULE = lazy_pattern(r"(?<![^\s{}]):root\s*\{([^{}]*)\}")
_REFERENCE = lazy_pattern(r"var\(\s*--([\w-]+)\s*\)")
# In print, the light colours hold. `:where()` keeps rules for `:root` that follow in force.
_DARK_RULES = (
    "\n@media screen and (prefers-color-scheme: dark) "
    '{{ :root:where(:not([data-theme="light"])) {{ {0} }} }}\n'
    '@media screen {{ :root:where([data-theme="dark"]) {{ {0} }} }}'
)


def palette_of(text: str, changes: str = "") -> Palette:
    """Return the colours that the first rule for `:root` defines in a text without comments.

    A value that refers to another of them, such as `var(--ink)`, becomes that one's value. The first
    such rule in the text `changes` may have other values for some.
    """
    values = _declared(text)
    values |= {name: value for name, value in _declared(changes).items() if name in values}
    return {mode: _in_mode(values, mode) for mode in ("light", "dark")}


def _declared(text: str) -> dict[str, str]:
    rule = _ROOT_RULE.search(text)
    declared = _DECLARATION.findall(rule[1]) if rule else []
    return {name[2:]: value for name, value in declared if name.startswith("--")}


def _in_mode(values: Mapping[str, str], mode: str) -> dict[str, str]:
    group = {"light": r"\1", "dark": r"\2"}[mode]
    colours = {name: _LIGHT_DARK.sub(group, value) for name, value in values.items()}

    def value_of(match: re.Match[str]) -> str:
        return colours.get(match[1], match[0])

    # A second time for a reference to a reference; more than that, nobody could follow.
    return {
        name: _REFERENCE.sub(value_of, _REFERENCE.sub(value_of, value))
        for name, value in colours.items()
    }


def without_light_dark(text: str) -> tuple[str, Mistake | None]:
    """Return a text without comments with a rule for each mode in place of `light-dark()`.

    The mistake, if any, is the first `light-dark()` that can't be replaced.
    """
    lowered = _ROOT_RULE.sub(_lowered, text)
    rest = _ROOT_RULE.sub(lambda rule: _LIGHT_DARK.sub(_line_breaks, rule[0]), text)
    position = rest.find("light-dark(")
    if position < 0:
        return lowered, None
    message = "this light-dark() can't be read"
    hint = "write light-dark(LIGHT, DARK), in a rule for :root alone"
    return lowered, Mistake(line_of(rest, position), message, hint)


def _line_breaks(match: re.Match[str]) -> str:
    return "\n" * match[0].count("\n")


def _lowered(rule: re.Match[str]) -> str:
    """Return a rule with its light colours, and rules with those that differ in dark mode."""
    dark = [
        (name, _LIGHT_DARK.sub(r"\2", value))
        for name, value in _DECLARATION.findall(rule[1])
        if _LIGHT_DARK.search(value)
    ]
    if not dark:
        return rule[0]
    declarations = " ".join(f"{name}: {value};" for name, value in dark)
    return _LIGHT_DARK.sub(r"\1", rule[0]) + _DARK_RULES.format(declarations)
