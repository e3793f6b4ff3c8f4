"""What anyone may put into content/ by mistake gets a clear line or a sound page."""

from __future__ import annotations

from pathlib import Path

import pytest

from explainer.build import Result, Settings, make
from explainer.cli import main
from explainer.store import Store

SITE = "title: Lamps\nas_of: 2031-05-20\n"
INDEX = "---\ntitle: Lamps\n---\nLamps were dimmed.\n"


def made_of(folder: Path, files: dict[str, str | bytes]) -> Result:
    for name, text in {"site.yaml": SITE, "index.md": INDEX, **files}.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return make(Settings(folder), Store())


def codes(result: Result) -> list[str]:
    return [problem.code for problem in result.problems]


def test_an_empty_folder_says_what_is_missing(tmp_path: Path) -> None:
    assert codes(make(Settings(tmp_path), Store())) == ["missing-file", "missing-file"]


def test_a_folder_that_is_not_there_is_wrong_use(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["check", "--content", str(tmp_path / "none")]) == 2
    assert "there is no folder" in capsys.readouterr().err


def test_a_picture_named_as_a_page_is_told(tmp_path: Path) -> None:
    result = made_of(tmp_path, {"lamp.md": b"\x89PNG\r\n\x1a\n\x00\xff"})
    assert codes(result) == ["not-utf8"]


@pytest.mark.parametrize("index", [b"\xef\xbb\xbf" + INDEX.encode(), INDEX.replace("\n", "\r\n")])
def test_a_byte_order_mark_and_windows_line_ends_lose_nothing(
    tmp_path: Path, index: str | bytes
) -> None:
    result = made_of(tmp_path, {"index.md": index})
    assert result.is_sound
    home = next(page for page in result.pages if page.address == "index.html")
    assert b"Lamps were dimmed." in home.content


def test_a_line_of_five_megabytes_is_told_at_once(tmp_path: Path) -> None:
    result = made_of(tmp_path, {"index.md": INDEX + "x" * 5_000_000})
    assert [problem.place.line for problem in result.problems] == [5]
    assert codes(result) == ["line-too-long"]


@pytest.mark.parametrize("text", ["- &a [*a]\n", "[" * 5000])
def test_yaml_that_never_ends_is_told(tmp_path: Path, text: str) -> None:
    result = made_of(tmp_path, {"glossary.yaml": text})
    assert set(codes(result)) <= {"yaml-too-large", "yaml-syntax"}
    assert not result.is_sound


def test_a_link_out_of_the_folder_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "secret.md").write_text(INDEX)
    content = tmp_path / "content"
    content.mkdir()
    (content / "secret.md").symlink_to(tmp_path / "secret.md")
    (content / "loop").symlink_to(content)
    assert codes(made_of(content, {})) == ["outside-content", "outside-content"]


def test_files_that_differ_in_letter_case_alone_are_told(tmp_path: Path) -> None:
    result = made_of(tmp_path, {"Oil.md": INDEX, "oil.md": INDEX})
    assert "address-taken" in codes(result)


LONG = "Lamp " * 60
SOUND: dict[str, dict[str, str | bytes]] = {
    "a title of 300 characters": {"index.md": f"---\ntitle: {LONG}\n---\nText.\n"},
    "forty citations in a sentence": {
        "sources.yaml": "".join(
            f"- {{id: s{n}, title: T{n}, publisher: P, standing: analysis}}\n" for n in range(40)
        ),
        "index.md": INDEX + "All" + "".join(f" [@s{n}]" for n in range(40)) + ".\n",
    },
    "a term inside a link": {
        "glossary.yaml": "- {id: wick, term: wick, text: It burns.}\n",
        "index.md": INDEX + "A [wick](index.md), and a wick.\n",
    },
    "a table of twenty columns": {"index.md": INDEX + "\n" + "|a" * 20 + "\n" + "|-" * 20 + "\n"},
    "names with spaces and other letters": {"灯 & oil #1%.md": INDEX, "images/a b.svg": "<svg/>"},
    "a chapter of one line": {
        "site.yaml": SITE + "chapters: [tale]\n",
        "tale.md": "---\ntitle: Tale\n---\nDim.\n",
    },
}


@pytest.mark.parametrize("files", SOUND.values(), ids=SOUND.keys())
def test_what_is_unusual_but_sound_builds(tmp_path: Path, files: dict[str, str | bytes]) -> None:
    result = made_of(tmp_path, files)
    assert result.problems == ()
    assert {"index.html", "timeline.html"} <= {page.address for page in result.pages}
