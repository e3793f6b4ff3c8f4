"""Writes `schemas/`, the JSON Schemas that code editors read: `make schemas`.

They are made from the record classes, so run it when a record gets another key.
"""

from __future__ import annotations

from pathlib import Path

from explainer.schemas import all_schemas

FOLDER = Path(__file__).resolve().parents[1] / "schemas"


def write_schemas(folder: Path) -> None:
    """Write every schema into a folder, and remove those that are no longer made."""
    folder.mkdir(exist_ok=True)
    texts = all_schemas()
    for path in folder.glob("*.schema.json"):
        if path.name not in texts:
            path.unlink()
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    write_schemas(FOLDER)
