"""The JSON Schemas that `new` copies into a project, so that editors check and complete its YAML."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec

FOLDER = ".explainer/schemas"


def schema_files() -> dict[str, str]:
    """Return the text of each schema, by its path in the project; none if there are no schemas."""
    name = "explainer.schemas"
    if find_spec(name) is None:
        return {}
    schemas: dict[str, str] = import_module(name).all_schemas()
    return {f"{FOLDER}/{file}": text for file, text in schemas.items()}
