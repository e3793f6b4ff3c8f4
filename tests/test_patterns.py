"""Regular expressions cost nothing until they are used, and every one of them can be compiled."""

from __future__ import annotations

import ast
import gc
import importlib
import pkgutil
import re
from pathlib import Path

import pytest

import explainer
from explainer.patterns import _LazyPattern, lazy_pattern

FOLDER = Path(explainer.__file__).parent
# The program that draws charts imports nothing of ours.
MODULES = [file for file in FOLDER.rglob("*.py") if file.name != "vega_worker.py"]


def test_a_lazy_pattern_is_used_like_a_compiled_one() -> None:
    lazy = lazy_pattern(r"(?P<letter>a)(b)?", re.IGNORECASE)
    compiled = re.compile(r"(?P<letter>a)(b)?", re.IGNORECASE)
    text = "xA abAB"
    assert lazy.findall(text) == compiled.findall(text)
    assert lazy.sub("-", text) == compiled.sub("-", text)
    assert lazy.split(text) == compiled.split(text)
    assert [m.span() for m in lazy.finditer(text)] == [m.span() for m in compiled.finditer(text)]
    assert (lazy.pattern, lazy.flags) == (compiled.pattern, compiled.flags)
    assert lazy.groupindex == compiled.groupindex
    match = lazy_pattern(rb"\d+").search(b"in 2031")
    assert match is not None
    assert match[0] == b"2031"


def test_a_lazy_pattern_is_compiled_once() -> None:
    lazy = lazy_pattern("a")
    assert lazy.search == lazy.search
    assert lazy.search.__self__ is lazy.match.__self__  # type: ignore[attr-defined]


def test_a_mistake_in_a_lazy_pattern_is_an_error_when_it_is_used() -> None:
    lazy = lazy_pattern("(")
    with pytest.raises(re.error):
        lazy.search("(")


def test_every_pattern_of_the_package_can_be_compiled() -> None:
    for module in pkgutil.walk_packages([str(FOLDER)], "explainer."):
        if not module.name.endswith((".vega_worker", ".__main__")):
            importlib.import_module(module.name)
    patterns = [item for item in gc.get_objects() if type(item) is _LazyPattern]
    own = [item for item in patterns if item.pattern != "("]
    assert len(own) > 250
    for pattern in own:
        re.compile(pattern.pattern, pattern._flags)


@pytest.mark.parametrize("file", MODULES, ids=lambda file: file.relative_to(FOLDER).as_posix())
def test_importing_a_module_compiles_no_pattern(file: Path) -> None:
    def outside_functions(node: ast.AST) -> list[ast.Call]:
        calls = [node] if isinstance(node, ast.Call) else []
        for child in ast.iter_child_nodes(node):
            if not isinstance(child, ast.FunctionDef | ast.Lambda):
                calls += outside_functions(child)
        return calls

    for call in outside_functions(ast.parse(file.read_text())):
        assert ast.unparse(call.func) != "re.compile", f"line {call.lineno}: use lazy_pattern"
