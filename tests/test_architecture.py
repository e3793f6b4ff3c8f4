"""The architecture's rules: layered imports, small modules, reproducible output, named tests."""

from __future__ import annotations

import ast
import re
import tomllib
from collections import Counter
from typing import TYPE_CHECKING, Any

import grimp
import pytest
from examples import PROJECT

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

PACKAGE = PROJECT / "explainer"
MODULES = sorted(PACKAGE.rglob("*.py"))
SKIPPED_FOLDERS = {"__pycache__", "site", "node_modules"}


def own_files() -> Iterator[Path]:
    """Yield the project's text files; skip generated and hidden folders, except .ci and .github."""
    waiting = [PROJECT]
    while waiting:
        for path in sorted(waiting.pop().iterdir()):
            if path.is_dir():
                hidden = path.name.startswith(".") and path.name not in {".ci", ".github"}
                if not hidden and path.name not in SKIPPED_FOLDERS:
                    waiting.append(path)
            elif path.suffix in {".py", ".md", ".html", ".css", ".js", ".yaml", ".yml", ".toml",
                                 ".txt", ".sh", ".csv", ".json", ".svg"} or path.name == "Makefile":  # fmt: skip
                yield path


def layers_contract() -> dict[str, Any]:
    settings = tomllib.loads((PROJECT / "pyproject.toml").read_text(encoding="utf-8"))
    (layers,) = settings["tool"]["importlinter"]["contracts"]
    contract: dict[str, Any] = layers
    return contract


def layers() -> list[set[str]]:
    """Return the components of each layer, the highest layer first."""
    return [
        {component.strip() for component in layer.split("|")}
        for layer in layers_contract()["layers"]
    ]


@pytest.fixture(scope="module")
def graph() -> grimp.ImportGraph:
    return grimp.build_graph("explainer", exclude_type_checking_imports=True, cache_dir=None)


def component_of(module: str) -> str:
    """Return the top-level module or package below `explainer`; empty for `explainer` itself."""
    return ([*module.split("."), ""])[1]


def test_the_documentation_lists_every_component_at_its_layer() -> None:
    text = (PROJECT / "docs" / "architecture.md").read_text(encoding="utf-8")
    table = text.partition("## Layers\n")[2].partition("\n## ")[0]
    remaining = layers()
    for row in re.findall(r"^\| (`.*?) \| ", table, re.MULTILINE):
        names = set(re.findall(r"`([\w.]+)/?`", row)) - {"build.py"}
        # A row may have several layers.
        while names:
            layer = remaining.pop(0)
            assert layer <= names
            names -= layer
    assert remaining == []


def test_a_component_imports_only_from_lower_layers(graph: grimp.ImportGraph) -> None:
    height = {name: -index for index, names in enumerate(layers()) for name in names}
    upwards = [
        f"{importer} imports {imported}"
        for importer in graph.modules
        for imported in graph.find_modules_directly_imported_by(importer)
        if component_of(importer) != component_of(imported)
        and component_of(importer)
        and component_of(imported)
        and height[component_of(imported)] > height[component_of(importer)]
    ]
    assert upwards == []


def test_every_component_belongs_to_a_layer(graph: grimp.ImportGraph) -> None:
    components = {component_of(module) for module in graph.modules} - {""}
    assert components == set().union(*layers())


def test_modules_do_not_import_each_other_in_a_cycle(graph: grimp.ImportGraph) -> None:
    cycles = []
    for module in graph.modules:
        for imported in graph.find_modules_directly_imported_by(module):
            back = graph.find_shortest_chain(importer=imported, imported=module)
            # A package may import its own submodules even if they import the package.
            if back and not imported.startswith(f"{module}."):
                cycles.append(" → ".join((module, *back)))
    assert cycles == []


def test_the_layers_contract_has_no_exceptions() -> None:
    assert not {"ignore_imports", "exhaustive_ignores"} & layers_contract().keys()


# Names that two modules may share, with the reason. Add to it only if both names are the best.
SHARED_NAMES: dict[str, str] = {}


def test_no_two_modules_share_a_name() -> None:
    names = Counter(
        path.stem if path.is_file() else path.name
        for path in PACKAGE.rglob("*")
        if path.name != "__init__.py" and ((path / "__init__.py").exists() or path in MODULES)
    )
    assert {name for name, count in names.items() if count > 1} == SHARED_NAMES.keys()


def test_libraries_whose_internals_we_rely_on_have_an_upper_limit() -> None:
    """Markdown's private methods are replaced, and PyYAML's error texts are matched."""
    settings = tomllib.loads((PROJECT / "pyproject.toml").read_text(encoding="utf-8"))
    requirements = settings["project"]["dependencies"]
    limited = {line.partition(">=")[0] for line in requirements if ",<" in line}
    assert {"Markdown", "PyYAML"} <= limited


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_every_module_has_a_docstring_of_at_most_six_lines(path: Path) -> None:
    docstring = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))
    assert docstring, "no docstring"
    paragraphs = docstring.split("\n\n")
    # A drawing, such as the tree of exceptions, doesn't count.
    prose = [line for part in paragraphs if "──" not in part for line in part.splitlines()]
    assert len(prose) <= 6


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_no_module_is_longer_than_400_lines(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 400


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_no_function_takes_a_boolean_by_position(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            booleans = [
                argument.arg
                for argument in node.args.args
                if isinstance(argument.annotation, ast.Name) and argument.annotation.id == "bool"
            ]
            assert booleans == [], f"{node.name} takes {booleans} by position"


NONDETERMINISTIC = re.compile(
    r"\b(?:datetime\.now|date\.today|time\.time|utcnow|random\.|uuid4|getlocale)\b"
)


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_no_module_uses_the_clock_randomness_or_the_locale(path: Path) -> None:
    assert NONDETERMINISTIC.search(path.read_text(encoding="utf-8")) is None


# The modules that may write files: one writes the site, one into the package's `__pycache__`, those
# of `new` write into a project, and the others into the cache folder. Each of them does.
WRITERS = {
    "publish.py", "compiled_templates.py", "cache_folder.py", "disk_store.py", "folder_state.py",
    "last_build.py", "new/project.py", "new/writing.py",
}  # fmt: skip
WRITING = re.compile(
    r"\.(?:write_text|write_bytes|unlink|rmdir|mkdir|makedirs)\(|shutil\.|os\.replace"
    r"|(?<!fd)open\((?!os\.devnull)[^()]*\"[wax]b?\""
)


def test_only_publishing_the_cache_and_new_projects_write_files() -> None:
    writers = {
        path.relative_to(PACKAGE).as_posix()
        for path in MODULES
        if WRITING.search(path.read_text("utf-8"))
    }
    assert writers == WRITERS


# The brackets, as in [d], keep this file from matching itself. A path inside a URL doesn't count.
LOCAL_OR_REGISTRY = re.compile(
    r"\.\./share[d]|(?<![\w./-])/(?:wor[k]|hom[e]|roo[t]|tm[p]|Use[r]s)/|[A-Z]:\\Use[r]s"
    r"|files\.python[h]osted|pypi\.org/simpl[e]|--index-ur[l]|registry\.npmj[s]|artifacto[r]y"
)


def test_no_file_mentions_a_local_path_or_a_registry() -> None:
    found = [
        f"{path.relative_to(PROJECT)}: {match[0]}"
        for path in own_files()
        if path.name != "package-lock.json"
        for match in LOCAL_OR_REGISTRY.finditer(path.read_text(encoding="utf-8", errors="replace"))
    ]
    assert found == []


def test_every_test_has_a_descriptive_name() -> None:
    too_short = []
    for path in sorted((PROJECT / "tests").rglob("test_*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        assert ast.get_docstring(tree), path
        too_short += [
            f"{path.name}: {node.name}"
            for node in ast.walk(tree)
            if isinstance(node, ast.FunctionDef)
            and node.name.startswith("test_")
            and len(node.name.split("_")) < 4
        ]
    assert too_short == []


def test_no_test_is_skipped_or_sleeps() -> None:
    """Also in a browser, where a test waits for what it expects, and not for some time."""
    skip_or_sleep = re.compile(
        r"pytest\.(?:mark\.)?(?:ski[p]|xfai[l]|importorski[p])|\bslee[p]\(|wait_for_timeou[t]"
    )
    paths = sorted((PROJECT / "tests").rglob("*.py"))
    assert PROJECT / "tests/browser/conftest.py" in paths
    for path in paths:
        assert skip_or_sleep.search(path.read_text(encoding="utf-8")) is None, path.name
