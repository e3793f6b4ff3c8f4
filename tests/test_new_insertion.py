"""Entries are inserted into the text of YAML lists without changing anything else."""

from __future__ import annotations

import pytest
import yaml
from examples import QUICK
from hypothesis import given
from hypothesis import strategies as st

from explainer.load.yaml_tree import ScalarNode, read_tree
from explainer.new.insertion import insert_entry
from explainer.problems import CannotMake, Place, errors

ENTRY = ("id: new", "# TODO: a comment", "title: “New”, at last", "sources: [a, b]")
PLACE = Place("list.yaml")


def inserted(text: str, index: int = 99) -> str:
    return insert_entry(text, ENTRY, index, PLACE).text


def lines_kept(before: str, after: str) -> bool:
    """Return whether a text is another with one run of characters added to it.

    A line break at the end of the last line may be part of what was added.
    """
    return common_start(before, after) + common_start(before[::-1], after[::-1]) >= len(before)


def common_start(one: str, other: str) -> int:
    """Return how many characters two texts have in common from their start."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((i for i, (a, b) in pairs if a != b), min(len(one), len(other)))


VALUES = st.sampled_from(
    [
        "plain text", '"quoted: # text"', "'single'", "2041-04-02", "[a, b]", "{a: b, c: [d]}",
        "|\n    # looks like a comment\n\n    - looks like an entry", ">-\n    folded\n    text",
        "|+\n    kept\n", "plain\n    over two lines", '"quoted\n    over two lines"', "true # why",
        "\n  - nested\n  - list", "\n  - id: nested", "", "~", "&name anchored", "风筝",
    ]
)  # fmt: skip
COMMENTS = st.sampled_from(
    ["", "", "# about this entry\n", "\n# a section\n\n", "\n\n", "  # odd\n"]
)


@st.composite
def list_texts(draw: st.DrawFn) -> str:
    """Return the text of a list of mappings, as editors and programs write them."""
    indent = draw(st.sampled_from(["", "", "  "]))
    dash = draw(st.sampled_from(["- ", "- ", "-   ", "-\n" + indent + "  "]))
    margin = indent + " " * (len(dash) if "\n" not in dash else 2)
    blocks = []
    for number in range(draw(st.integers(0, 4))):
        keys = [f"id: e{number}"]
        keys += [f"k{i}: {draw(VALUES)}" for i in range(draw(st.integers(0, 3)))]
        lines = "\n".join(keys).split("\n")
        body = "\n".join([lines[0], *(margin + line if line else "" for line in lines[1:])])
        blocks.append(f"{draw(COMMENTS)}{indent}{dash}{body}\n")
    between = draw(st.sampled_from(["", "\n", "\n\n"]))
    text = draw(st.sampled_from(["", "# modeline\n\n", "# about the file\n", "---\n"]))
    text += between.join(blocks) + draw(st.sampled_from(["", "", "\n", "# the end\n"]))
    if draw(st.booleans()):
        text = text.removesuffix("\n")
    return text.replace("\n", draw(st.sampled_from(["\n", "\n", "\r\n", "\r"])))


def is_readable_list(text: str) -> bool:
    node, problems = read_tree(text.replace("\r\n", "\n").replace("\r", "\n"), PLACE)
    # A document that is explicitly empty, `---`, is no list.
    return not errors(problems) and not isinstance(node, ScalarNode)


@QUICK
@given(list_texts(), st.integers(0, 5))
def test_everything_else_stays_byte_for_byte_and_means_the_same(text: str, index: int) -> None:
    if not is_readable_list(text):
        with pytest.raises(CannotMake):
            insert_entry(text, ENTRY, index, PLACE)
        return
    after = insert_entry(text, ENTRY, index, PLACE)
    assert lines_kept(text, after.text)
    old = yaml.safe_load(text) or []
    new = yaml.safe_load(after.text)
    position = next(i for i, entry in enumerate(new) if entry["id"] == "new")
    assert position in {min(index, len(old)), len(old)}
    assert without_last_breaks([*new[:position], *new[position + 1 :]]) == without_last_breaks(old)
    line = after.text.replace("\r\n", "\n").replace("\r", "\n").split("\n")[after.line - 1]
    assert line.split() == ["-", "id:", "new"]


def without_last_breaks(value: object) -> object:
    if isinstance(value, str):
        return value.rstrip("\n")
    if isinstance(value, list):
        return [without_last_breaks(item) for item in value]
    if isinstance(value, dict):
        return {key: without_last_breaks(item) for key, item in value.items()}
    return value


@pytest.mark.parametrize(
    ("text", "index", "expected"),
    [
        ("", 0, "- NEW\n"),
        ("# none yet\n", 0, "# none yet\n\n- NEW\n"),
        ("[]\n", 0, "- NEW\n"),
        ("# why\n[ ]  # none yet\n# end", 9, "# why\n  # none yet\n- NEW\n# end"),
        ("- id: a\n- id: b\n", 1, "- id: a\n- NEW\n- id: b\n"),
        ("- id: a\n\n- id: b\n", 1, "- id: a\n\n- NEW\n\n- id: b\n"),
        ("- id: a\n\n- id: b", 2, "- id: a\n\n- id: b\n\n- NEW\n"),
        ("# file\n- id: a\n- id: b\n", 0, "# file\n- NEW\n- id: a\n- id: b\n"),
        ("- id: a\n\n# on b\n- id: b\n", 1, "- id: a\n\n- NEW\n\n# on b\n- id: b\n"),
        ("- id: a\n\n# section\n\n- id: b\n", 1, "- id: a\n\n# section\n\n- NEW\n\n- id: b\n"),
        ("  - id: a\n  - id: b\n", 2, "  - id: a\n  - id: b\n  - NEW\n"),
        ("-   id: a\n-   id: b\n", 1, "-   id: a\n-   NEW\n-   id: b\n"),
        ("- id: a\r\n- id: b\r\n", 1, "- id: a\r\n- NEW\r\n- id: b\r\n"),
        ("- t: |\n    # text\n- t: b\n", 1, "- t: |\n    # text\n- NEW\n- t: b\n"),
    ],
)
def test_an_entry_is_written_in_the_style_of_the_others(
    text: str, index: int, expected: str
) -> None:
    assert insert_entry(text, ["NEW: x"], index, PLACE).text == expected.replace("NEW", "NEW: x")


def test_the_keys_of_an_entry_are_indented_like_those_of_others() -> None:
    assert inserted("  -   id: a\n  -   id: b\n").endswith(
        "  -   id: new\n      # TODO: a comment\n      title: “New”, at last\n"
        "      sources: [a, b]\n"
    )


@pytest.mark.parametrize(
    ("text", "message", "line"),
    [
        ("# one\n[{id: a}]\n", "this list is written in brackets", 2),
        ("[\n# none\n]\n", "this list is written in brackets", 1),
        ("- id: a\n...\n", "can't add an entry to this list without changing others", 1),
        ("# one\nid: a\n", "expected a list", 2),
        ("- id: a\n\tb: c\n", "tab in the indentation", 2),
        ("- id: a\n  id: b\n", 'duplicate key "id" (first on line 1)', 2),
    ],
)
def test_a_list_that_cannot_be_added_to_is_refused_with_its_line(
    text: str, message: str, line: int
) -> None:
    with pytest.raises(CannotMake) as refused:
        inserted(text)
    (problem,) = refused.value.problems
    assert (problem.message, problem.place) == (message, PLACE.at(line))
