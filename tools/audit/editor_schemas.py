"""Checks that VS Code's language server for YAML uses the schemas: reports, completion, hover."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from explainer.load.page_files import page_files, split_front
from explainer.load.record_fields import fields_by_key
from explainer.schemas import SCHEMA_FILES, SchemaFile
from explainer.schemas.key_descriptions import KEY_DESCRIPTIONS
from tools.audit.external_tools import PROJECT
from tools.audit.language_client import LanguageClient, language_client
from tools.audit.measures import Measure

if TYPE_CHECKING:
    from pathlib import Path

CONTENT = PROJECT / "content"
SETTINGS = PROJECT / ".vscode" / "settings.json"
# Files in this folder don't exist. It has a content folder, to which the settings apply.
MADE_UP = PROJECT / "made-up" / "content"
# Values that are offered under keys of the records in a file: all of these, and nothing else.
OFFERED = {
    ("timeline", "certainty"): ("confirmed", "disputed", "reported"),
    ("timeline", "key"): ("false", "true"),
    ("timeline", "title"): (),
    ("timeline", "date"): (),
    ("upcoming", "certainty"): ("confirmed", "disputed", "reported"),
    ("sources", "standing"): ("analysis", "company", "primary", "reporting"),
    ("sources", "publisher"): (),
    ("changes", "kind"): ("correction", "update"),
    ("chart", "type"): ("area", "bar", "line", "point", "range"),
    ("front-matter", "draft"): ("false", "true"),
    ("site", "tagline"): (),
}
_ENTRY = re.compile(r"^- ", re.MULTILINE)
_MODELINE = re.compile(r"# yaml-language-server: .*\n")


def check_editor_schemas() -> Iterator[Measure]:
    """Yield a measure for each service of the language server."""
    schemas = json.loads(SETTINGS.read_text(encoding="utf-8"))["yaml.schemas"]
    yaml = {"schemas": schemas, "schemaStore": {"enable": False}, "completion": True}
    with language_client(PROJECT, {"yaml": yaml}) as client:
        texts = dict(_yaml_texts())
        faults = tuple(_false_reports(client, texts))
        result = f"{len(faults)} in {len(texts)} files"
        yield Measure("Reports on the content in VS Code", "0 reports", result, not faults, faults)
        yield _counted("Unknown keys reported in VS Code", 2 * len(texts), _missed(client, texts))
        keys = sum(len(_keys_of(file)) for file in SCHEMA_FILES)
        yield _counted("Keys offered and explained", keys, _keys_not_offered(client))
        yield _counted("Keys with the right values offered", len(OFFERED), _wrong_values(client))


def _counted(name: str, count: int, faults: Iterator[str]) -> Measure:
    """Return the row for `count` facts, of which some are faults."""
    found = tuple(faults)
    return Measure(name, "all", f"{count - len(found)} of {count}", not found, found)


def _yaml_texts() -> Iterator[tuple[Path, str]]:
    """Yield the path and text of each YAML file, and of each page's front matter as one."""
    names = [path.relative_to(CONTENT).as_posix() for path in sorted(CONTENT.rglob("*.*"))]
    for name in names:
        if name.endswith(".yaml"):
            yield CONTENT / name, (CONTENT / name).read_text(encoding="utf-8")
    for name in page_files(names):
        front, _, _ = split_front((CONTENT / name).read_text(encoding="utf-8"))
        schema = PROJECT / "schemas" / "front-matter.schema.json"
        yield CONTENT / name, f"# yaml-language-server: $schema={schema.as_uri()}\n{front}"


def _false_reports(client: LanguageClient, texts: dict[Path, str]) -> Iterator[str]:
    for path, text in texts.items():
        for report in client.open(path, text):
            line = report["range"]["start"]["line"] + 1
            yield f"{path.relative_to(PROJECT)}:{line}: {report['message']}"


def _missed(client: LanguageClient, texts: dict[Path, str]) -> Iterator[str]:
    """Yield each file in which an unknown key isn't reported, by its modeline or the settings."""
    for path, text in texts.items():
        faulty = _with_unknown_key(text)
        by_settings = MADE_UP / path.relative_to(CONTENT)
        by_modeline = path.with_name(f"faulty-{path.name}")
        for place, its_text in ((by_modeline, faulty), (by_settings, _MODELINE.sub("", faulty))):
            if not any("nope" in report["message"] for report in client.open(place, its_text)):
                yield str(place.relative_to(PROJECT))


def _with_unknown_key(text: str) -> str:
    """Return YAML with a key `nope` in its first record, or in the only one."""
    if _ENTRY.search(text):
        return _ENTRY.sub("- nope: 1\n  ", text, count=1)
    return f"{text.rstrip()}\nnope: 1\n"


def _keys_not_offered(client: LanguageClient) -> Iterator[str]:
    """Yield each key that isn't offered in a new record, or that isn't explained."""
    for file in SCHEMA_FILES:
        first, *others = _keys_of(file)
        dash, indent = ("- ", "  ") if file.is_list else ("", "")
        path = _made_up_path(file, "new")
        client.open(path, f"{dash}{first}: a\n{indent}")
        offered = {item["label"] for item in client.completions(path, 1, len(indent))}
        yield from (f"{file.subject}: {key} isn't offered" for key in others if key not in offered)
        path = _made_up_path(file, "full")
        lines = [f"{indent}{key}: a\n" for key in (first, *others)]
        client.open(path, dash + "".join(lines)[len(dash) :])
        for number, key in enumerate((first, *others)):
            hover = client.hover(path, number, len(indent))
            if _plain(KEY_DESCRIPTIONS[file.kind][key]) not in _plain(hover):
                yield f"{file.subject}: {key} isn't explained, but {hover!r}"


def _keys_of(file: SchemaFile) -> list[str]:
    """Return the keys of the records in a file; a chart's id is its file's name."""
    kind: Any = file.kind
    return [key for key in fields_by_key(kind) if (file.subject, key) != ("chart", "id")]


def _wrong_values(client: LanguageClient) -> Iterator[str]:
    for file in SCHEMA_FILES:
        for key in [key for subject, key in OFFERED if subject == file.subject]:
            path = _made_up_path(file, f"values-{key}")
            line = f"{'- ' if file.is_list else ''}{key}: "
            client.open(path, line)
            offered = sorted(item["label"] for item in client.completions(path, 0, len(line)))
            if offered != list(OFFERED[file.subject, key]):
                yield f"{file.subject}: under {key}, {offered} is offered"


def _made_up_path(file: SchemaFile, name: str) -> Path:
    """Return the path of a file that doesn't exist, and to which the settings give the schema."""
    folder, _, last = file.files.rpartition("/")
    below = f"{folder.replace('**', name)}/{last.replace('*', name)}".lstrip("/")
    return MADE_UP.parent / name / "content" / below


def _plain(markdown: str) -> str:
    """Return Markdown's letters and digits, which are the same however the rest is escaped."""
    return re.sub(r"[\W_]", "", markdown)
