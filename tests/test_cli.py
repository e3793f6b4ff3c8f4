"""The command line does what its words say, and its exit status tells how it went."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from explainer.cli import main

HERE = Path(__file__).parent
FIVE = str(HERE / "explainers" / "five")
BROKEN = str(HERE / "broken" / "unknown-event" / "content")
WARNED = str(HERE / "broken" / "link-text" / "content")


def test_options_may_stand_before_or_after_the_command(tmp_path: Path) -> None:
    for number, words in enumerate((["--content", FIVE, "build"], ["build", "--content", FIVE])):
        site = tmp_path / str(number)
        assert main([*words, "--site", str(site)]) == 0
        assert (site / "index.html").exists()


def test_no_command_builds(tmp_path: Path) -> None:
    assert main(["--content", FIVE, "--site", str(tmp_path / "site")]) == 0
    assert (tmp_path / "site" / "index.html").exists()


def test_a_mistake_in_the_content_is_status_1_and_writes_nothing(tmp_path: Path) -> None:
    assert main(["--content", BROKEN, "--site", str(tmp_path / "site")]) == 1
    assert not (tmp_path / "site").exists()


def test_warnings_count_as_errors_when_asked() -> None:
    assert main(["check", "--content", WARNED]) == 0
    assert main(["check", "--content", WARNED, "--strict"]) == 1


@pytest.mark.parametrize("words", [["biuld"], ["--jobs", "0"], ["--base-url", "example.org"]])
def test_wrong_words_are_status_2(words: list[str]) -> None:
    with pytest.raises(SystemExit) as wrong:
        main(words)
    assert wrong.value.code == 2


def test_a_site_inside_the_content_is_refused() -> None:
    assert main(["--content", FIVE, "--site", f"{FIVE}/site"]) == 2


def test_a_folder_with_other_things_in_it_is_status_3(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "letter.txt").write_text("Dear all")
    assert main(["--content", FIVE, "--site", str(tmp_path)]) == 3
    assert "letter.txt" in capsys.readouterr().err
    assert [path.name for path in tmp_path.iterdir()] == ["letter.txt"]


def test_problems_come_as_json_and_as_annotations(capsys: pytest.CaptureFixture[str]) -> None:
    main(["check", "--content", BROKEN, "--format", "json"])
    (problem,) = json.loads(capsys.readouterr().out)
    assert (problem["code"], problem["line"]) == ("unknown-event", 4)
    main(["check", "--content", BROKEN, "--format", "github"])
    assert capsys.readouterr().out.startswith("::error file=")


@pytest.mark.parametrize(
    ("words", "unwanted"),
    [
        (["--help"], {"markdown", "jinja2", "livereload"}),
        (["check", "--content", FIVE], {"livereload", "tornado", "watchfiles", "vl_convert"}),
    ],
)
def test_a_command_imports_only_what_it_needs(words: list[str], unwanted: set[str]) -> None:
    script = (
        "import sys\nfrom explainer.cli import main\n"
        f"try:\n    main({words!r})\nexcept SystemExit:\n    sys.stdout.flush()\n"
        f"print(sorted({sorted(unwanted)!r} & sys.modules.keys()))"
    ).replace(f"{sorted(unwanted)!r} &", f"set({sorted(unwanted)!r}) &")
    command = [sys.executable, "-c", script]
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=HERE.parent)
    assert done.stdout.splitlines()[-1] == "[]"
