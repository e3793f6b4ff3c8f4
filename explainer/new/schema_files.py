"""The JSON Schemas that `new` copies into a project, so that editors check and complete its YAML."""

from __future__ import annotations

from explainer.schemas import all_schemas

FOLDER = ".explainer/schemas"


def schema_files() -> dict[str, str]:
    """Return the text of each schema, by its path in the project."""
    return {f"{FOLDER}/{name}": text for name, text in all_schemas().items()}
