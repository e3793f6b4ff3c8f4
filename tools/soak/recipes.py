"""Follows the recipes in CONTRIBUTING.md in copies of the project.

A step of a recipe is a sentence that ends in a colon, such as "Create `PATH`:" or "Add to `PATH`,
above `TEXT`:", and the code block below it. Tests follow the whole recipes; `make soak` also leaves
out each step in turn, to see that the test fails that the recipe names.
"""

from __future__ import annotations

import compileall
import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from explainer.build import Settings, build
from explainer.store import Store
from tools.soak.trials import PROJECT, Failed, Soak

GUIDE = (PROJECT / "CONTRIBUTING.md").read_text(encoding="utf-8")
COPIED = ("build.py", "explainer", "templates", "tests", "docs", "tools", "pyproject.toml",
          "CONTRIBUTING.md")  # fmt: skip
# Takes the place of the shipped explainer, which takes seconds to build.
CONTENT = PROJECT / "tests" / "explainers" / "five"
EDIT = re.compile(
    r"(?:Create\s`(?P<new>[^`]+)`"
    r"|Add to\s`(?P<file>[^`]+)`,\s(?P<where>above|as the first entry of)\s`+ ?(?P<text>.+?) ?`+):\n\n"
    r"```\w*\n(?P<block>.*?)```\n",
    re.DOTALL,
)
FORGOTTEN = re.compile(r"^\| (?P<step>\d)[^|]* \| `(?P<test>[^`]+)` \|$", re.MULTILINE)
RUN = re.compile(r"\*\*Run\*\* `\.venv/bin/python -m pytest (?P<arguments>[^`]+)`")


@dataclass(frozen=True)
class Edit:
    """A block of code: a new file, or lines to insert above or right below an existing line."""

    step: int
    file: str
    block: str
    where: str = ""
    text: str = ""

    def apply(self, folder: Path) -> None:
        """Make the edit in a copy of the project."""
        path = folder / self.file
        if not self.where:
            if path.exists():
                raise Failed(f"{self.file} exists already")
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(self.block, encoding="utf-8")
            return
        lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
        found = [number for number, line in enumerate(lines) if line.lstrip().startswith(self.text)]
        if len(found) != 1:
            raise Failed(f'"{self.text}" starts {len(found)} lines of {self.file}')
        number = found[0] + (self.where != "above")
        # The file may be linked from another copy.
        path.unlink()
        path.write_text("".join((*lines[:number], self.block, *lines[number:])), encoding="utf-8")


@dataclass(frozen=True)
class Recipe:
    """A section of the guide: its edits, the tests that it runs, and what each step's lack breaks."""

    edits: tuple[Edit, ...]
    run: tuple[str, ...]
    forgotten: dict[int, str]


@cache
def recipe(name: str) -> Recipe:
    """Return the recipe with that heading."""
    text = GUIDE.partition(f"\n## Recipe: {name}\n")[2].partition("\n## ")[0]
    run = RUN.search(text)
    if run is None:
        raise Failed(f"no recipe {name} that ends in a run of tests")
    return Recipe(
        tuple(_edits(text)),
        tuple(shlex.split(run["arguments"])),
        {int(row["step"]): row["test"] for row in FORGOTTEN.finditer(text)},
    )


def _edits(text: str) -> Iterable[Edit]:
    steps = [(match.start(), int(match[1])) for match in re.finditer(r"^\*\*(\d)\. ", text, re.M)]
    for found in EDIT.finditer(text):
        step = max(number for start, number in steps if start < found.start())
        if found["new"]:
            yield Edit(step, found["new"], found["block"])
        else:
            yield Edit(step, found["file"], found["block"], found["where"], found["text"])


RECIPES = ("add a check", "add an export", "add a marker", "add a page kind")
# Steps that are commands and not edits.
REBUILD = {"add an export": 6, "add a page kind": 7}


def compile_project(folder: Path) -> Path:
    """Copy the project into a new folder, with compiled modules and tests, and return the folder."""
    ignored = shutil.ignore_patterns("__pycache__", "node_modules")
    folder.mkdir()
    for name in COPIED:
        source, target = PROJECT / name, folder / name
        if source.is_dir():
            shutil.copytree(source, target, ignore=ignored)
        else:
            shutil.copy(source, target)
    shutil.copytree(CONTENT, folder / "content")
    build(Settings(folder / "content", folder / "site"), Store())
    compileall.compile_dir(folder / "explainer", quiet=2)
    files = {argument for name in RECIPES for argument in recipe(name).run}
    run_pytest(folder, ["--collect-only", *(file for file in files if (folder / file).is_file())])
    return folder


def copy_project(compiled: Path, folder: Path) -> Path:
    """Return a copy of a project that a recipe may change, of hard links, which are quick."""
    return Path(shutil.copytree(compiled, folder, copy_function=os.link))


def run_pytest(project: Path, arguments: Iterable[str]) -> str:
    """Run pytest in a copy of the project, and return what it prints.

    Plugins stay out and compiled tests are kept: importing would take longer than most tests.
    """
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-rfE", "--tb=short",
               *arguments]  # fmt: skip
    env = {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}
    env["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"
    result = subprocess.run(  # noqa: S603
        command, cwd=project, env=env, check=False, capture_output=True, text=True
    )
    if result.returncode not in {0, 1}:
        raise Failed(result.stdout + result.stderr)
    return result.stdout


def failures(project: Path, arguments: Iterable[str]) -> set[str]:
    """Run pytest in a copy of the project, and return the names of the tests that fail."""
    printed = run_pytest(project, arguments)
    return set(re.findall(r"^(?:FAILED|ERROR) \S+?::(\S+)", printed, re.MULTILINE))


def follow(name: str, project: Path, *, without: int = 0) -> None:
    """Make a recipe's edits, leaving out one step; rebuild only if none is left out."""
    for edit in recipe(name).edits:
        if edit.step != without:
            edit.apply(project)
    if name in REBUILD and not without:
        subprocess.run([sys.executable, "build.py", "--quiet"], cwd=project, check=True)


def named_test(name: str, step: int, project: Path) -> str:
    """Return the test that a recipe names for a forgotten step, with its file."""
    test = recipe(name).forgotten[step]
    (file,) = (
        argument
        for argument in recipe(name).run
        if (project / argument).is_file()
        and f"def {test.partition('[')[0]}(" in (project / argument).read_text(encoding="utf-8")
    )
    return f"{file}::{test}"


def run_recipes(soak: Soak) -> str:
    """Leave out each step of each recipe, and raise Failed unless the named test fails."""
    compiled = compile_project(soak.fresh("compiled"))
    steps = [(name, step) for name in RECIPES for step in recipe(name).forgotten]
    for name, step in steps:
        project = copy_project(compiled, soak.fresh("project"))
        follow(name, project, without=step)
        test = named_test(name, step, project)
        if failures(project, [test]) != {recipe(name).forgotten[step]}:
            raise Failed(f"{test} passes although step {step} of the recipe {name} is forgotten")
    return f"each of {len(steps)} forgotten steps fails the test that its recipe names"
