"""The JSON Schemas accept right content, explain it, and are where code editors look."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest
from examples import EXPLAINERS, FIVE, PROJECT
from made_up_explainer import made_up
from schema_checks import KINDS, faults, schema_of, yaml_texts

from explainer.asset import Asset
from explainer.model import Page, Record
from explainer.schemas import SCHEMA_FILES, all_schemas
from tools.write_schemas import FOLDER, write_schemas

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

# Records that aren't read from keys.
NOT_WRITTEN: set[Any] = {Page, Asset}
MODELINE = re.compile(r"# yaml-language-server: \$schema=(\S+)\n")
SETTINGS = PROJECT / ".vscode" / "settings.json"


def test_the_files_in_schemas_are_those_that_make_schemas_writes(tmp_path: Path) -> None:
    """If not, run `make schemas`."""
    write_schemas(tmp_path)
    assert file_texts(FOLDER) == file_texts(tmp_path) == all_schemas()


def test_a_schema_that_is_no_longer_made_is_removed_and_other_files_are_kept(
    tmp_path: Path,
) -> None:
    for name in ("old.schema.json", "README.md"):
        (tmp_path / name).write_text("{}", encoding="utf-8")
    write_schemas(tmp_path)
    assert file_texts(tmp_path) == {**all_schemas(), "README.md": "{}"}


def file_texts(folder: Path) -> dict[str, str]:
    return {path.name: path.read_text(encoding="utf-8") for path in folder.iterdir()}


def test_schemas_do_not_depend_on_the_order_of_sets() -> None:
    program = "from explainer.schemas import all_schemas; print(ascii(all_schemas()))"
    texts = {
        subprocess.run(
            [sys.executable, "-c", program],
            cwd=PROJECT,
            env={**os.environ, "PYTHONHASHSEED": seed},
            check=True,
            capture_output=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(texts) == 1


def test_every_schema_is_draft_07_and_says_what_it_is_for() -> None:
    for name, text in all_schemas().items():
        schema = json.loads(text)
        assert schema["$schema"] == "http://json-schema.org/draft-07/schema#", name
        assert schema["description"], name


def test_every_key_in_a_schema_has_a_description_for_who_hovers_over_it() -> None:
    for text in all_schemas().values():
        keys = list(keys_of(json.loads(text)))
        assert keys
        assert [key for key, schema in keys if not schema["description"]] == []


def keys_of(schema: Any) -> Iterator[tuple[str, Any]]:
    """Yield every key that a schema knows, with its own schema, also those of records in records."""
    for value in schema.values() if isinstance(schema, dict) else schema:
        if isinstance(value, dict | list):
            yield from keys_of(value)
    if isinstance(schema, dict) and "additionalProperties" in schema:
        yield from schema.get("properties", {}).items()


def test_every_class_of_records_that_is_read_has_a_schema() -> None:
    assert subclasses(Record) - NOT_WRITTEN == set(KINDS)


def subclasses(kind: type[Any]) -> set[Any]:
    direct = {each for each in kind.__subclasses__() if each.__module__.startswith("explainer.")}
    return direct.union(*map(subclasses, direct))


@pytest.mark.parametrize(
    "content_dir",
    [PROJECT / "content", *sorted(EXPLAINERS.iterdir())],
    ids=lambda path: path.name,
)
def test_schemas_accept_the_shipped_content_and_the_examples(content_dir: Path) -> None:
    assert len(list(yaml_texts(content_dir))) > 2
    assert faults(content_dir) == []


def test_schemas_accept_a_record_of_every_kind_with_every_key(
    make_content_dir: Callable[[Mapping[str, str]], Path],
) -> None:
    content_dir = make_content_dir(made_up().files)
    assert {file for _, file, _ in yaml_texts(content_dir)} == set(SCHEMA_FILES)
    assert faults(content_dir) == []


def test_every_yaml_file_of_the_shipped_content_names_its_schema_at_the_top() -> None:
    content = PROJECT / "content"
    for path in sorted(content.rglob("*.yaml")):
        match = MODELINE.match(path.read_text(encoding="utf-8"))
        assert match, f"{path} has no modeline"
        file = schema_of(path.relative_to(content).as_posix())
        assert file is not None
        assert (path.parent / match[1]).resolve() == FOLDER / file.name


def test_every_modeline_in_the_repository_leads_to_a_file() -> None:
    for folder in ("content", "tests", "docs", "templates"):
        for path in (PROJECT / folder).rglob("*.yaml"):
            for schema in MODELINE.findall(path.read_text(encoding="utf-8", errors="replace")):
                assert (path.parent / schema).is_file(), path


def test_the_settings_for_vs_code_use_each_schema_for_its_files() -> None:
    schemas = json.loads(SETTINGS.read_text(encoding="utf-8"))["yaml.schemas"]
    assert schemas == {f"./schemas/{file.name}": f"content/{file.files}" for file in SCHEMA_FILES}
    assert [path for path in schemas if not (PROJECT / path).is_file()] == []


def test_the_guide_to_editors_names_the_schema_of_every_file() -> None:
    guide = (PROJECT / "docs" / "editor-setup.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| (?:the front matter of )?`(.+?)` \| `(.+?)` \|$", guide, re.MULTILINE)
    assert rows == [(file.files.replace("**/", ""), file.name) for file in SCHEMA_FILES]
    assert set(re.findall(r"schemas/([\w.-]+)", guide)) <= all_schemas().keys()


def test_a_build_does_not_import_the_schemas() -> None:
    """They would slow it down, and it has no use for them."""
    program = (
        "import sys\nfrom explainer.cli import main\n"
        f"status = main(['check', '--content', {str(FIVE)!r}])\n"
        "sys.exit(status or any(name.startswith('explainer.schemas') for name in sys.modules))"
    )
    subprocess.run([sys.executable, "-c", program], cwd=PROJECT, check=True, capture_output=True)
