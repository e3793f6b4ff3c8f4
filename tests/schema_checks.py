"""Checks values, as a code editor reads them from YAML, with the JSON Schemas."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Any

import fastjsonschema
import yaml
from core_yaml import read_core_yaml
from made_up_records import record_classes

from explainer.load.page_files import page_files, split_front
from explainer.load.record_fields import fields_by_key
from explainer.schemas import SCHEMA_FILES, SchemaFile

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    Check = Callable[[Any], Any]


def record_kinds() -> list[Any]:
    """Return every class of records that has a schema, also those inside of others."""
    kinds: set[Any] = set()
    return sorted(
        kinds.union(*(record_classes(file.kind) for file in SCHEMA_FILES)),
        key=lambda kind: kind.__name__,
    )


KINDS = record_kinds()
KEYS = [(kind, key) for kind in KINDS for key in fields_by_key(kind)]


@cache
def check_of(file: SchemaFile) -> Check:
    return compiled(file.schema)


def compiled(schema: dict[str, Any]) -> Check:
    check: Check = fastjsonschema.compile(schema)
    return check


def fault(check: Check, value: Any) -> str:
    """Return why a schema rejects a value, or an empty string if it accepts it."""
    try:
        check(value)
    except fastjsonschema.JsonSchemaException as error:
        return str(error)
    return ""


def schema_of(path: str) -> SchemaFile | None:
    """Return the schema for the file at a path below the content folder, if it has one."""
    for file in SCHEMA_FILES:
        pattern = re.escape(file.files).replace(r"\*\*/", "(?:.*/)?").replace(r"\*", "[^/]*")
        if re.fullmatch(pattern, path):
            return file
    return None


def yaml_texts(content_dir: Path) -> Iterator[tuple[str, SchemaFile, str]]:
    """Yield the path of each file with a schema, that schema, and the file's YAML text."""
    paths = [path.relative_to(content_dir).as_posix() for path in sorted(content_dir.rglob("*"))]
    pages = set(page_files(paths))
    for path in paths:
        file = schema_of(path)
        if file is not None and (path.endswith(".yaml") or path in pages):
            text = (content_dir / path).read_bytes().decode(errors="replace")
            yield path, file, split_front(text)[0] if path in pages else text


def faults(content_dir: Path) -> list[str]:
    """Return what the schemas reject in a content folder, as `path: reason`.

    A file that isn't YAML, or has no value, a language server doesn't compare with a schema either.
    """
    found = []
    for path, file, text in yaml_texts(content_dir):
        try:
            value = read_core_yaml(text)
        except yaml.YAMLError:
            continue
        if value is not None and (reason := fault(check_of(file), value)):
            found.append(f"{path}: {reason}")
    return found
