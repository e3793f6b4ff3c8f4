"""No marker or page kind is half added: each is in its table, has a template, and is tested."""

from __future__ import annotations

import importlib
from functools import cache
from typing import Any

import pytest
from examples import PROJECT, templates

from explainer.pages.list_kinds import LISTS
from explainer.pages.marker import Marker
from explainer.pages.marker_table import MARKERS
from explainer.pages.page_kind import PageKind
from explainer.pages.page_kinds import PAGE_KINDS

# The tests that mention every marker and page, whether they test it or not.
NOT_ABOUT_ONE = {"test_features.py", "test_writing_guide.py"}


def defined(kind: type[Any]) -> list[Any]:
    """Return the records of a kind that the modules in pages/ define."""
    paths = sorted((PROJECT / "explainer/pages").glob("[!_]*.py"))
    modules = [importlib.import_module(f"explainer.pages.{path.stem}") for path in paths]
    values = {id(value): value for module in modules for value in vars(module).values()}
    return [value for value in values.values() if isinstance(value, kind)]


@cache
def texts_of_tests() -> str:
    paths = sorted((PROJECT / "tests").glob("test_*.py"))
    return "\n".join(
        path.read_text(encoding="utf-8") for path in paths if path.name not in NOT_ABOUT_ONE
    )


def test_every_marker_that_a_module_defines_is_in_the_table() -> None:
    assert {marker.name for marker in defined(Marker)} == MARKERS.keys()
    assert len(defined(Marker)) == len(MARKERS)


def test_every_page_kind_that_a_module_defines_is_in_the_table() -> None:
    assert {kind.name for kind in defined(PageKind)} == {kind.name for kind in PAGE_KINDS}
    assert len(defined(PageKind)) == len(PAGE_KINDS)


def test_every_marker_has_a_template_and_every_template_a_marker() -> None:
    blocks = {name for name in templates().texts if name.startswith("blocks/")}
    assert blocks == {f"blocks/{name}.html" for name in MARKERS}


def test_every_page_kind_has_a_template() -> None:
    assert {f"{kind.name}.html" for kind in PAGE_KINDS} <= templates().texts.keys()


def test_every_marker_is_used_in_a_test() -> None:
    assert [name for name in MARKERS if f"[{name}" not in texts_of_tests()] == []


@pytest.mark.parametrize("address", [kind.address for kind in LISTS])
def test_every_generated_list_is_tested_by_its_address(address: str) -> None:
    assert f'"{address}"' in texts_of_tests()
