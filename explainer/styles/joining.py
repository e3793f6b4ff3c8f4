"""Joins the parts in `templates/styles/` into the style sheets in `templates/assets/`.

A sheet names its parts with `@import "../styles/NAME.css" layer(LAYER);`, so it is valid CSS before
the build too. Readers get one file.
"""

from __future__ import annotations

import posixpath
from functools import lru_cache
from itertools import groupby
from typing import TYPE_CHECKING

from explainer.patterns import lazy_pattern
from explainer.problems import Place, Problem, did_you_mean
from explainer.readonly import frozen
from explainer.styles.css_text import Mistake, decode, line_of, mistake_in
from explainer.styles.lengths import defined_names, lengths_of, unknown_spaces, with_lengths
from explainer.styles.palette import Palette, palette_of, without_light_dark

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from explainer.styles.accents import Accents

STYLE_SHEET = "assets/style.css"
# The project's own rules, after all others.
EXTRA = "assets/extra.css"
NOT_IMPORTED = "no style sheet imports this file"
_FOLDER = "styles/"
_COLOURS = "styles/colours.css"
_TOKENS = "styles/tokens.css"
_IMPORT = lazy_pattern(
    r"""@import\s+(?:url\(\s*)?(["']?)([^"'()\s;]+)\1(?:\s*\))?\s*([^;]*?)\s*(?:;|\Z)"""
)
_LAYER = lazy_pattern(r"layer\(\s*([\w.-]+)\s*\)")


@frozen
class StyleSheets:
    """The joined style sheets by address, the palette, and the mistakes in their sources.

    A sheet that imports no part isn't in `sheets`: it is published as it is.
    """

    sheets: Mapping[str, bytes]
    palette: Palette
    problems: tuple[Problem, ...]


@frozen
class _Import:
    """An import of a part: the part's name, its layer or "", and where it stands in the sheet."""

    name: str
    layer: str
    start: int
    end: int


def join_style_sheets(
    assets: Mapping[str, bytes], parts: Mapping[str, bytes], accents: Accents | None = None
) -> StyleSheets:
    """Return the sheets among the assets with their parts in place, and the palette.

    `assets` and `parts` are files by their path in the templates folder. The rules of
    `assets/extra.css` come last, outside any layer, so that they outweigh all others. `accents`
    replace colours of the palette. It's a problem if a part is missing, isn't imported, or would
    spoil the parts after it.
    """
    sheets = {
        name: data
        for name, data in assets.items()
        if name.endswith(".css") and b"@import" in data and _FOLDER.encode() in data
    }
    files = dict(parts)
    if EXTRA in assets:
        files[EXTRA] = assets[EXTRA]
        if STYLE_SHEET in assets:
            sheets[STYLE_SHEET] = assets[STYLE_SHEET]
    return _joined(tuple(sheets.items()), tuple(files.items()), tuple((accents or {}).items()))


# Remembered, so that a preview joins the sheets again only if one of their files has changed.
@lru_cache(maxsize=1)
def _joined(
    sources: tuple[tuple[str, bytes], ...],
    parts: tuple[tuple[str, bytes], ...],
    accents: tuple[tuple[str, tuple[str, str]], ...],
) -> StyleSheets:
    texts, mistakes = _read(parts)
    if accents and _COLOURS in texts:
        from explainer.styles.accents import completed, with_accents  # noqa: PLC0415 (rarely needed)

        own = completed(dict(accents), palette_of(texts[_COLOURS], texts.get(EXTRA, "")))
        texts[_COLOURS] = with_accents(texts[_COLOURS], own)
    palette = palette_of(texts.get(_COLOURS, ""), texts.get(EXTRA, ""))
    texts, value_mistakes = _with_values(texts)
    mistakes += value_mistakes
    sheets = {}
    imported: set[str] = set()
    for sheet, data in sources:
        text, mistake = decode(data)
        imports, import_mistakes = _imports_in(sheet, text, texts)
        if imports:
            mistake = mistake or mistake_in(text)
            mistakes += ((sheet, mistake) for mistake in (mistake, *import_mistakes) if mistake)
            imported.update(part.name for part in imports)
            sheets[sheet] = _join(text, imports, texts).encode()
    if EXTRA in texts:
        whole = sheets.get(STYLE_SHEET) or dict(sources).get(STYLE_SHEET, b"")
        sheets[STYLE_SHEET] = whole + b"\n" + texts[EXTRA].encode()
    for name in sorted(texts.keys() - imported - {EXTRA}):
        hint = f'add @import "../{name}"; to assets/style.css, or delete the file'
        mistakes.append((name, Mistake(1, NOT_IMPORTED, hint)))
    return StyleSheets(sheets, palette, tuple(_problem(*mistake) for mistake in mistakes))


def _problem(name: str, mistake: Mistake) -> Problem:
    return Problem(
        Place(name, mistake.line, "templates"), "style-sheet", mistake.message, mistake.hint
    )


def _read(parts: tuple[tuple[str, bytes], ...]) -> tuple[dict[str, str], list[tuple[str, Mistake]]]:
    """Return the text of each part without comments, and the mistakes, each with its part's name."""
    texts: dict[str, str] = {}
    mistakes = []
    for name, data in parts:
        texts[name], mistake = decode(data)
        if mistake := mistake or mistake_in(texts[name]) or _import_in_part(name, texts[name]):
            mistakes.append((name, mistake))
    return texts, mistakes


def _with_values(texts: Mapping[str, str]) -> tuple[dict[str, str], list[tuple[str, Mistake]]]:
    """Return the parts with the values of lengths and colours as published, and the mistakes."""
    defined = defined_names(texts.values())
    mistakes = [
        (name, mistake) for name, text in texts.items() for mistake in unknown_spaces(text, defined)
    ]
    lengths = lengths_of(texts.get(_TOKENS, ""), defined)
    published = {name: with_lengths(text, lengths) for name, text in texts.items()}
    if _COLOURS in published:
        published[_COLOURS], mistake = without_light_dark(published[_COLOURS])
        mistakes += [(_COLOURS, mistake)] if mistake else []
    if EXTRA in published:
        # Rules for other elements keep light-dark(), which browsers from 2024 on understand.
        published[EXTRA], _ = without_light_dark(published[EXTRA])
    return published, mistakes


def _import_in_part(name: str, text: str) -> Mistake | None:
    match = _IMPORT.search(text)
    if not match:
        return None
    message, hint = "a part can't import", f"import it in {STYLE_SHEET}"
    if name == EXTRA:
        message, hint = "this file can't import", "copy what you need from it into this file"
    return Mistake(line_of(text, match.start()), message, hint)


def _imports_in(
    sheet: str, text: str, parts: Mapping[str, str]
) -> tuple[list[_Import], list[Mistake]]:
    """Return the imports of parts in a sheet's text, without comments, and what is wrong there."""
    imports: list[_Import] = []
    mistakes = []
    for match in _IMPORT.finditer(text):
        name = posixpath.normpath(posixpath.join(posixpath.dirname(sheet), match[2]))
        layer = _LAYER.fullmatch(match[3])
        line = line_of(text, match.start())
        if not name.startswith(_FOLDER):
            if imports:
                message = f'the import of "{match[2]}" has no effect after other rules'
                mistakes.append(Mistake(line, message, f"move it above the imports of {_FOLDER}"))
            continue
        if match[3] and not layer:
            message = f'can\'t join "{name}" under the condition "{match[3]}"'
            mistakes.append(Mistake(line, message, "write only layer(NAME) after the address"))
        if name in {earlier.name for earlier in imports}:
            mistakes.append(
                Mistake(line, f'"{name}" is imported twice', "remove one of the imports")
            )
        if name not in parts:
            hint = did_you_mean(name, parts) or "create it, or remove the import"
            mistakes.append(Mistake(line, f'missing style sheet "{name}"', hint))
        imports.append(_Import(name, layer[1] if layer else "", match.start(), match.end()))
    return imports, mistakes


def _join(text: str, imports: list[_Import], parts: Mapping[str, str]) -> str:
    """Return a sheet's text with each part in place of its import; neighbours share their layer."""
    pieces = (piece for piece in _pieces(text, imports, parts) if piece[1].strip())
    joined = []
    for layer, group in groupby(pieces, key=lambda piece: piece[0]):
        rules = "\n".join(piece for _, piece in group)
        joined.append(f"@layer {layer} {{\n{rules}\n}}\n" if layer else rules)
    return "".join(joined)


def _pieces(
    text: str, imports: list[_Import], parts: Mapping[str, str]
) -> Iterator[tuple[str, str]]:
    """Yield each piece of a joined sheet with its layer, which is empty if it has none."""
    end = 0
    for part in imports:
        yield "", text[end : part.start]
        yield part.layer, parts.get(part.name, "")
        end = part.end
    yield "", text[end:]
