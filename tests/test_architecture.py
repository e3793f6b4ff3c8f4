"""The house stands as it was drawn: rooms in layers, small modules, nothing from elsewhere."""

from __future__ import annotations

import ast
import re
import tomllib
from typing import TYPE_CHECKING, Any

import grimp
import pytest
from examples import PROJECT

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

PACKAGE = PROJECT / "explainer"
MODULES = sorted(PACKAGE.rglob("*.py"))
NOT_OURS = {"__pycache__", "site", "node_modules"}


def own_files() -> Iterator[Path]:
    """Yield the project's own text files: no hidden ones but .ci and .github, nothing made."""
    waiting = [PROJECT]
    while waiting:
        for path in sorted(waiting.pop().iterdir()):
            if path.is_dir():
                hidden = path.name.startswith(".") and path.name not in {".ci", ".github"}
                if not hidden and path.name not in NOT_OURS:
                    waiting.append(path)
            elif path.suffix in {".py", ".md", ".html", ".css", ".js", ".yaml", ".yml", ".toml",
                                 ".txt", ".sh", ".csv", ".json", ".svg"} or path.name == "Makefile":  # fmt: skip
                yield path


def contract() -> dict[str, Any]:
    settings = tomllib.loads((PROJECT / "pyproject.toml").read_text(encoding="utf-8"))
    (layers,) = settings["tool"]["importlinter"]["contracts"]
    found: dict[str, Any] = layers
    return found


def layers() -> list[set[str]]:
    """Return the rooms of each layer, the highest first."""
    return [{room.strip() for room in layer.split("|")} for layer in contract()["layers"]]


@pytest.fixture(scope="module")
def graph() -> grimp.ImportGraph:
    return grimp.build_graph("explainer", exclude_type_checking_imports=True, cache_dir=None)


def room_of(module: str) -> str:
    return ([*module.split("."), ""])[1]


def test_each_room_imports_only_from_rooms_below_its_own(graph: grimp.ImportGraph) -> None:
    height = {room: -at for at, rooms in enumerate(layers()) for room in rooms}
    upwards = [
        f"{importer} imports {imported}"
        for importer in graph.modules
        for imported in graph.find_modules_directly_imported_by(importer)
        if room_of(importer) != room_of(imported)
        and room_of(importer)
        and room_of(imported)
        and height[room_of(imported)] > height[room_of(importer)]
    ]
    assert upwards == []


def test_every_room_has_its_layer(graph: grimp.ImportGraph) -> None:
    rooms = {room_of(module) for module in graph.modules} - {""}
    assert rooms == set().union(*layers())


def test_there_is_no_circle_between_modules(graph: grimp.ImportGraph) -> None:
    circles = []
    for module in graph.modules:
        for imported in graph.find_modules_directly_imported_by(module):
            back = graph.find_shortest_chain(importer=imported, imported=module)
            # A package's front door may be asked for by what it lets in.
            if back and not imported.startswith(f"{module}."):
                circles.append(" → ".join((module, *back)))
    assert circles == []


def test_the_contract_makes_no_exceptions() -> None:
    assert not {"ignore_imports", "exhaustive_ignores"} & contract().keys()


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_a_module_says_what_it_owns_in_six_lines_at_most(path: Path) -> None:
    said = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))
    assert said, "no docstring"
    paragraphs = said.split("\n\n")
    # A drawing in it, as of the tree of errors, is no prose.
    prose = [line for part in paragraphs if "──" not in part for line in part.splitlines()]
    assert len(prose) <= 6


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_a_module_can_be_read_in_one_sitting(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 400


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_no_function_takes_more_than_it_should_by_position(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            booleans = [
                argument.arg
                for argument in node.args.args
                if isinstance(argument.annotation, ast.Name) and argument.annotation.id == "bool"
            ]
            assert booleans == [], f"{node.name} takes {booleans} by position"


CLOCKS = re.compile(r"\b(?:datetime\.now|date\.today|time\.time|utcnow|random\.|uuid4|getlocale)\b")


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_now_and_chance_are_never_asked(path: Path) -> None:
    assert CLOCKS.search(path.read_text(encoding="utf-8")) is None


def test_publish_alone_writes_to_the_site() -> None:
    writers = {
        path.relative_to(PACKAGE).as_posix()
        for path in MODULES
        if re.search(
            r"\.(?:write_text|write_bytes|unlink|rmdir|mkdir)\(|shutil\.", path.read_text("utf-8")
        )
    }
    assert writers <= {"publish.py", "scaffold.py"}


# Written so that this file does not find itself. A path within an address is none of a machine's.
FOREIGN = re.compile(
    r"\.\./share[d]|(?<![\w./-])/(?:wor[k]|hom[e]|roo[t]|tm[p]|Use[r]s)/|[A-Z]:\\Use[r]s"
    r"|files\.python[h]osted|pypi\.org/simpl[e]|--index-ur[l]|registry\.npmj[s]|artifacto[r]y"
)


def test_nothing_refers_to_a_machine_or_a_registry() -> None:
    found = [
        f"{path.relative_to(PROJECT)}: {match[0]}"
        for path in own_files()
        if path.name != "package-lock.json"
        for match in FOREIGN.finditer(path.read_text(encoding="utf-8", errors="replace"))
    ]
    assert found == []


def test_every_test_says_what_it_holds() -> None:
    unsaid = []
    for path in sorted((PROJECT / "tests").rglob("test_*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        assert ast.get_docstring(tree), path
        unsaid += [
            f"{path.name}: {node.name}"
            for node in ast.walk(tree)
            if isinstance(node, ast.FunctionDef)
            and node.name.startswith("test_")
            and len(node.name.split("_")) < 4
        ]
    assert unsaid == []


def test_no_test_is_passed_over_or_waits() -> None:
    held_back = re.compile(r"pytest\.(?:mark\.)?(?:ski[p]|xfai[l])|time\.slee[p]")
    for path in sorted((PROJECT / "tests").glob("*.py")):
        assert held_back.search(path.read_text(encoding="utf-8")) is None, path.name
