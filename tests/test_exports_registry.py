"""Every export is registered and tested; none is published untested or left unpublished."""

from __future__ import annotations

import ast
from dataclasses import replace
from functools import cache

from examples import PROJECT, lamps

from explainer.exports.export import Export
from explainer.exports.registry import exports
from explainer.pages.page_kinds import LIST_ADDRESSES

EXPORTS = PROJECT / "explainer" / "exports"


@cache
def all_exports() -> tuple[Export, ...]:
    """Return every export of a site at the root of its host, which has all of them."""
    site = replace(lamps().site, base_url="https://example.org/")
    return tuple(exports(replace(lamps(), site=site), list_addresses=LIST_ADDRESSES))


def imports_of(module: str) -> set[str]:
    """Return the modules of exports/ from which a module uses a name, directly or not."""
    found: set[str] = set()
    waiting = [module]
    while waiting:
        tree = ast.parse((EXPORTS / f"{waiting.pop()}.py").read_text(encoding="utf-8"))
        # Parameters and annotations count as uses; an import alone doesn't.
        used = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
        for node in ast.walk(tree):
            if isinstance(node, ast.ImportFrom) and node.module:
                name = node.module.removeprefix("explainer.exports.")
                if name not in {node.module, *found} and used & {a.name for a in node.names}:
                    found.add(name)
                    waiting.append(name)
    return found


def used_elsewhere() -> set[str]:
    """Return the modules of exports/ that other rooms import, such as those of pages and plan."""
    texts = [
        path.read_text(encoding="utf-8")
        for path in (PROJECT / "explainer").rglob("*.py")
        if path.parent != EXPORTS
    ]
    names = {path.stem for path in EXPORTS.glob("*.py")}
    return {name for name in names if any(f"explainer.exports.{name} import" in t for t in texts)}


def test_every_export_module_is_used_by_the_registry() -> None:
    modules = {path.stem for path in EXPORTS.glob("*.py")} - {"__init__", "registry"}
    used = imports_of("registry") | used_elsewhere()
    for name in used_elsewhere():
        used |= imports_of(name)
    assert modules - used == set()


def test_every_export_is_tested_by_name() -> None:
    tests = "".join(
        path.read_text(encoding="utf-8")
        for path in (PROJECT / "tests").glob("test_exports_*.py")
        if path.name != "test_exports_registry.py"
    )
    untested = [
        export.address
        for export in all_exports()
        if f'"{export.address}"' not in tests
        and f"from {export.make.__module__} import" not in tests
    ]
    assert untested == []
