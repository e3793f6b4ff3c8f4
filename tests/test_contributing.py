"""The recipes in CONTRIBUTING.md work as written.

`make soak` also leaves out each of their steps, to see that the test fails that the recipe names.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from examples import PROJECT

from tools.soak.recipes import (
    GUIDE,
    REBUILD,
    RECIPES,
    compile_project,
    copy_project,
    failures,
    follow,
    named_test,
    recipe,
)


@pytest.fixture(scope="module")
def compiled_project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a copy of the project with the compiled modules and tests that each run imports."""
    return compile_project(tmp_path_factory.mktemp("recipes") / "project")


@pytest.fixture
def project(compiled_project: Path, tmp_path: Path) -> Path:
    """Return a copy of the project that a recipe may change."""
    return copy_project(compiled_project, tmp_path / "project")


@pytest.mark.parametrize("name", RECIPES)
def test_a_contributor_who_follows_a_recipe_has_passing_tests(name: str, project: Path) -> None:
    follow(name, project)
    assert failures(project, recipe(name).run) == set()
    assert all(named_test(name, step, project) for step in recipe(name).forgotten)


@pytest.mark.parametrize("name", RECIPES)
def test_a_recipe_has_edits_and_says_what_fails_without_them(name: str) -> None:
    steps = {edit.step for edit in recipe(name).edits} | {REBUILD.get(name, 1)}
    # Without its first step a recipe has nothing that could fail.
    assert steps - {1} == recipe(name).forgotten.keys()


def test_every_recipe_of_the_guide_is_followed_here() -> None:
    assert tuple(re.findall(r"^## Recipe: (.+)$", GUIDE, re.MULTILINE)) == RECIPES


def test_every_file_and_make_target_that_the_guide_names_exists() -> None:
    made_by_recipes = {edit.file for name in RECIPES for edit in recipe(name).edits}
    paths = re.findall(r"`((?:explainer|tests|docs|tools)/[\w./-]+)`", GUIDE)
    missing = [p for p in paths if not (PROJECT / p).exists() and p not in made_by_recipes]
    assert missing == []
    targets = re.findall(r"^([a-z]+):", (PROJECT / "Makefile").read_text(encoding="utf-8"), re.M)
    named = re.findall(r"(?:^|`)make ([a-z]+)", GUIDE, re.MULTILINE)
    assert set(named) <= set(targets)
