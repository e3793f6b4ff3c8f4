"""Templates are compiled once per installation, and never used after they have changed."""

from __future__ import annotations

import marshal
import sys
from pathlib import Path
from unittest.mock import patch

import jinja2
import pytest

from explainer.compiled_templates import CompiledTemplates
from explainer.store import digest

SOURCES = {"lamp.html": "Lamp {{ number }}\n", "blocks/wick.html": "Wick {{ number }}\n"}


def render(folder: Path, name: str = "lamp.html", text: str = "", **options: object) -> str:
    """Render a template in a new environment, as a new process would."""
    sources = {**SOURCES, name: text or SOURCES[name]}
    environment = jinja2.Environment(
        autoescape=True,
        loader=jinja2.DictLoader(sources),
        bytecode_cache=CompiledTemplates(folder, options),
    )
    return environment.get_template(name).render(number=3)


def kept(folder: Path) -> list[Path]:
    return sorted(folder.iterdir())


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "kept"


@pytest.fixture(autouse=True)
def _keep_compiled(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "dont_write_bytecode", False)


def test_a_template_is_compiled_once(folder: Path) -> None:
    assert render(folder) == "Lamp 3"
    with patch.object(jinja2.Environment, "compile", side_effect=AssertionError):
        assert render(folder) == "Lamp 3"
    assert len(kept(folder)) == 1


def test_a_changed_template_is_compiled_again_and_replaces_the_old_code(folder: Path) -> None:
    render(folder)
    assert render(folder, text="Oil {{ number }}") == "Oil 3"
    assert len(kept(folder)) == 1
    assert render(folder, "blocks/wick.html") == "Wick 3"
    assert len(kept(folder)) == 2


def test_other_options_or_another_jinja2_compile_again(folder: Path) -> None:
    render(folder)
    with patch.object(jinja2.Environment, "_generate", side_effect=KeyError):
        with pytest.raises(KeyError):
            render(folder, trim_blocks=True)
        with patch.object(jinja2, "__version__", "0.0"), pytest.raises(KeyError):
            render(folder)
        assert render(folder) == "Lamp 3"


@pytest.mark.parametrize("position", [0, 10, 64, 70, -1])
def test_a_damaged_file_is_never_used(folder: Path, position: int) -> None:
    render(folder)
    (file,) = kept(folder)
    whole = file.read_bytes()
    damaged = bytearray(whole)
    damaged[position] ^= 1
    for data in (bytes(damaged), whole[:position], b""):
        file.write_bytes(data)
        assert render(folder) == "Lamp 3"
        assert file.read_bytes() == whole


def test_code_of_another_template_is_never_used(folder: Path) -> None:
    render(folder)
    (file,) = kept(folder)
    code = marshal.dumps(compile("raise SystemExit", "lamp.html", "exec"))
    file.write_bytes(digest(code).encode() + code)
    assert render(folder) == "Lamp 3"


def test_nothing_is_kept_where_python_keeps_no_compiled_modules(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    assert render(folder) == "Lamp 3"
    assert not folder.exists()


def test_a_folder_that_cannot_be_written_is_no_fault(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("not a folder")
    assert render(blocked) == "Lamp 3"
    with patch("os.replace", side_effect=OSError):
        assert render(tmp_path / "kept") == "Lamp 3"
    assert kept(tmp_path / "kept") == []
