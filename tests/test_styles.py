"""Style sheets are joined from their parts without losing a rule, and mistakes in them are named."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from examples import write_files

from explainer.build import TEMPLATES
from explainer.problems import CannotMake
from explainer.styles.css_text import decode
from explainer.styles.joining import join_style_sheets
from explainer.templates import read_templates

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

PARTS = sorted(path.name for path in TEMPLATES.glob("styles/*.css") if path.name != "tokens.css")


def joined(sheet: str, **parts: str) -> str:
    """Return `assets/style.css`, joined from parts without mistakes."""
    result = join_style_sheets({"assets/style.css": sheet.encode()}, named(parts))
    assert not result.problems
    return result.sheets["assets/style.css"].decode()


def mistakes(sheet: str, **parts: str | bytes) -> list[str]:
    result = join_style_sheets({"assets/style.css": sheet.encode()}, named(parts))
    return [problem.text() for problem in result.problems]


def named(parts: Mapping[str, str | bytes]) -> dict[str, bytes]:
    return {
        f"styles/{name}.css": part if isinstance(part, bytes) else part.encode()
        for name, part in parts.items()
    }


def squeezed(css: str) -> str:
    return " ".join(css.split())


def importing(*names: str) -> str:
    return "".join(f'@import "../styles/{name}.css" layer(lamps);\n' for name in names)


def test_parts_are_joined_in_the_order_of_their_imports_each_in_its_layer() -> None:
    sheet = '@layer oil, gas;\n@import "../styles/b.css" layer(gas);\n@import "../styles/a.css";\n'
    css = joined(f"{sheet}p {{ top: 0 }}", a="a { top: 1px }", b="b { top: 2px }")
    expected = "@layer oil, gas; @layer gas { b { top: 2px } } a { top: 1px } p { top: 0 }"
    assert squeezed(css) == expected


def test_neighbours_in_the_same_layer_share_one_block_to_save_bytes() -> None:
    css = joined(importing("a", "b"), a="a { top: 0 }", b="b { top: 0 }")
    assert squeezed(css) == "@layer lamps { a { top: 0 } b { top: 0 } }"


@pytest.mark.parametrize(
    "statement",
    ['@import "../styles/a.css";', "@import '../styles/a.css';", "@import url(../styles/a.css);",
     '@import url("../styles/a.css");', '@import   "../styles/../styles/a.css"  ;'],
)  # fmt: skip
def test_an_import_may_be_written_in_any_way_that_css_allows(statement: str) -> None:
    assert joined(statement, a="a { top: 0 }").strip() == "a { top: 0 }"


@pytest.mark.parametrize(
    "sheet",
    ["p { top: 0 }  /* dim */\n", '@import "more.css"; p { top: 0 }', "",
     '/* @import "../styles/a.css"; */ p { top: 0 }', "\xff { }"],
)  # fmt: skip
def test_a_sheet_without_parts_is_published_as_it_is(sheet: str) -> None:
    result = join_style_sheets({"assets/style.css": sheet.encode("latin-1")}, {})
    assert not result.problems
    assert not result.sheets


def test_an_import_of_another_file_stays_above_the_parts() -> None:
    css = joined('@import "more.css";\n' + importing("a"), a="a { top: 0 }")
    assert squeezed(css) == '@import "more.css"; @layer lamps { a { top: 0 } }'


def test_a_part_saved_on_windows_is_joined_like_any_other() -> None:
    result = join_style_sheets(
        {"assets/style.css": importing("a").encode()},
        {"styles/a.css": b"\xef\xbb\xbf/* dim\r\n*/\r\na {\r\ntop: 0 }\r\n"},
    )
    assert not result.problems
    expected = "@layer lamps { a { top: 0 } }"
    assert squeezed(result.sheets["assets/style.css"].decode()) == expected


def test_brackets_in_strings_and_comments_are_not_counted() -> None:
    text = """a { content: "}"; } /* } ' */ b { content: '/* {'; } c { content: "\\"{" }"""
    assert "content: '/* {'" in joined(importing("a"), a=text)


STYLE = "templates/assets/style.css"
PART = "templates/styles/lamp.css"


@pytest.mark.parametrize(
    ("sheet", "message"),
    [
        ('\n@import "../styles/lamps.css" layer(oil);',
         (f'{STYLE}:2: error: missing style sheet "styles/lamps.css"; '
         'did you mean "styles/lamp.css"?')),
        ('/* \n */ @import "../styles/Lamp.css";',
         (f'{STYLE}:2: error: missing style sheet "styles/Lamp.css"; '
         'did you mean "styles/lamp.css"?')),
        ('@import "../styles/lamp.css";\n@import "../styles/lamp.css" layer(oil);',
         f'{STYLE}:2: error: "styles/lamp.css" is imported twice; remove one of the imports'),
        ('@import "../styles/lamp.css" print;',
         (f'{STYLE}:1: error: can\'t join "styles/lamp.css" under the condition "print"; '
         "write only layer(NAME) after the address")),
        ('@import "../styles/lamp.css";\n@import "more.css";',
         (f'{STYLE}:2: error: the import of "more.css" has no effect after other rules; '
         "move it above the imports of styles/")),
        ('@import "../styles/lamp.css";\np {',
         f'{STYLE}:2: error: "{{" is never closed; write }} where it ends'),
    ],
)  # fmt: skip
def test_a_mistake_in_an_import_is_reported_at_its_line(sheet: str, message: str) -> None:
    assert message in mistakes(sheet, lamp="p { top: 0 }")


def test_a_part_that_no_sheet_imports_is_named() -> None:
    assert mistakes(importing("lamp"), lamp="", wick="") == [
        (
            "templates/styles/wick.css:1: error: no style sheet imports this file; "
            'add @import "../styles/wick.css"; to assets/style.css, or delete the file'
        )
    ]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a { top: 0 }\nb {\nc { top: 0 }", '2: error: "{" is never closed; write } where it ends'),
        ("a { top: 0 } }\n", '1: error: "}" closes nothing; remove it'),
        ("a { top: calc(1px }", '1: error: "(" is never closed; write ) where it ends'),
        ("a[href { top: 0 }", '1: error: "[" is never closed; write ] where it ends'),
        ("a { top: 0 }\n/* dim\n", "2: error: this comment is never closed; write */ where it ends"),
        ("a { top: 0 } /*/", "1: error: this comment is never closed; write */ where it ends"),
        ("a { top: 0 }\nb\n", ("2: error: the last rule isn't finished; add what is missing, or "
         "remove the rule")),
        ("\n@import 'wick.css';", "2: error: a part can't import; import it in assets/style.css"),
        (b"a {}\n\xff", "2: error: byte 6 of this file isn't valid UTF-8; save the file as UTF-8"),
        ("a {\ntop: var(--space-9) }", "2: error: unknown space --space-9; did you mean \"--space-1\"?"),
    ],
)  # fmt: skip
def test_a_mistake_that_would_spoil_later_parts_is_reported_at_its_line(
    text: str | bytes, message: str
) -> None:
    parts = {"tokens": ":root { --space-1: 1rem; --wide: 2rem }", "lamp": text}
    assert mistakes(importing("tokens", "lamp"), **parts) == [f"{PART}:{message}"]


def test_without_its_tokens_only_the_missing_file_is_reported() -> None:
    (message,) = mistakes(importing("tokens", "lamp"), lamp="a { margin: var(--space-1) }")
    assert 'missing style sheet "styles/tokens.css"' in message


def test_a_sheet_in_another_encoding_is_published_as_it_is_unless_it_has_parts() -> None:
    sheet = '@import "styles/more.css"; p { content: "\xe9" }'.encode("latin-1")
    assert not join_style_sheets({"assets/style.css": sheet}, {}).problems
    sheet += b'@import "../styles/a.css";'
    (problem,) = join_style_sheets({"assets/style.css": sheet}, {"styles/a.css": b""}).problems
    assert "isn't valid UTF-8" in problem.message


def test_every_mistake_in_templates_and_style_sheets_is_reported_in_one_run(tmp_path: Path) -> None:
    files = {"styles/a.css": "a {", "styles/b.css": "}", "assets/style.css": importing("a", "b")}
    write_files(tmp_path, files)
    (tmp_path / "page.html").write_bytes(b"\xff")
    with pytest.raises(CannotMake) as error:
        read_templates(tmp_path)
    found = [problem.place.file for problem in error.value.problems]
    assert found == ["page.html", "styles/a.css", "styles/b.css"]


def test_lengths_are_published_as_values_where_their_names_are_used() -> None:
    tokens = (
        ":root { --space-1: 0.25rem; --serif: Charter, serif; --space-2: calc(2 * var(--space-1));"
        " --indent: 2em; --side: clamp(1rem, 4vw, 2rem) }"
    )
    rule = "a { margin: var(--space-1) var( --space-2 ) var(--indent) var(--side, 1px) }"
    expected = "a { margin: 0.25rem calc(2 * 0.25rem) var(--indent) clamp(1rem, 4vw, 2rem) }"
    css = joined(importing("tokens", "a"), tokens=tokens, a=rule)
    root = ":root { --serif: Charter, serif; --indent: 2em; }"
    assert squeezed(css) == f"@layer lamps {{ {root} {expected} }}"


def test_a_length_that_changes_with_the_window_keeps_its_name() -> None:
    tokens = ":root { --space-1: 2rem } @media (width < 9rem) { :root { --space-1: 1rem } }"
    css = joined(importing("tokens", "a"), tokens=tokens, a="a { margin: var(--space-1) }")
    assert squeezed(css) == f"@layer lamps {{ {tokens} a {{ margin: var(--space-1) }} }}"


# Lengths beside those named --space-…: `em`, which depends on the text's own size, and these.
OTHER_SPACES = {
    "page.css": {"50%"},  # centres the page in the window
    "print.css": {"18mm", "16mm"},  # the margins of paper
    "script.css": {"-1px"},  # hides text from sight, but not from screen readers
    "search.css": {"5vh"},  # keeps the dialog away from the window's top at any height
}
SPACING = re.compile(r"(?<![\w-])(?:margin|padding|(?:column-|row-)?gap)[\w-]*\s*:([^;}]*)")
LENGTH = re.compile(r"(?<![\w.#-])-?[\d.]+(?!em\b)(?:[a-z]+|%)")


def other_spaces(text: str) -> set[str]:
    return {length for value in SPACING.findall(text) for length in LENGTH.findall(value)}


@pytest.mark.parametrize("name", PARTS)
def test_margins_paddings_and_gaps_use_the_named_spaces(name: str) -> None:
    text, _ = decode((TEMPLATES / "styles" / name).read_bytes())
    assert other_spaces(text) == OTHER_SPACES.get(name, set())


def test_a_new_length_in_a_margin_is_found() -> None:
    text = (
        "a { margin: 1.1rem auto 0; padding-block: calc(3px + 2em); row-gap: 5% } b { gap:.3rem }"
    )
    assert other_spaces(text) == {"1.1rem", "3px", "5%", ".3rem"}
    assert other_spaces("a { scroll-margin-top: 1rem; margin: 2em 0 var(--space-1) }") == set()


def test_each_space_is_larger_than_the_one_before() -> None:
    text = (TEMPLATES / "styles" / "tokens.css").read_text(encoding="utf-8")
    steps = re.findall(r"--space-(\d): ([\d.]+)rem;", text)
    assert [int(number) for number, _ in steps] == list(range(1, len(steps) + 1))
    lengths = [float(length) for _, length in steps]
    assert lengths == sorted(set(lengths))
