"""The command line does what its words say, and its exit status tells how it went."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
import sys
from dataclasses import replace
from functools import partialmethod
from pathlib import Path

import pytest
from examples import EXPLAINERS, PROJECT

from explainer.build import Result, Settings, make
from explainer.cli import main
from explainer.store import Store

HERE = Path(__file__).parent
FIVE = str(HERE / "explainers" / "five")
BROKEN = str(HERE / "broken" / "unknown-event" / "content")
WARNED = str(HERE / "broken" / "link-text" / "content")

# What the preview alone needs; and what is for pictures, for charts, for more than a few pages,
# for names that are nearly right, or for extensions of Markdown that are named and not imported.
PREVIEW = ("livereload", "tornado", "watchfiles", "asyncio")
SELDOM = ("explainer.exports.card", "imagesize", "urllib.request", "explainer.charts", "vl_convert", "multiprocessing",
          "concurrent.futures", "difflib", "importlib.metadata")  # fmt: skip


def test_options_may_stand_before_or_after_the_command(tmp_path: Path) -> None:
    orders = (
        ["--content", FIVE, "build"],
        ["build", "--content", FIVE],
        [f"--content={FIVE}", "build", "--quiet"],
        ["--quiet", "build", f"--content={FIVE}"],
    )
    for number, words in enumerate(orders):
        site = tmp_path / str(number)
        assert main([*words, "--site", str(site)]) == 0
        assert (site / "index.html").exists()


def test_no_command_builds(tmp_path: Path) -> None:
    assert main(["--content", FIVE, "--site", str(tmp_path / "site")]) == 0
    assert (tmp_path / "site" / "index.html").exists()


def test_a_mistake_in_the_content_is_status_1_and_writes_nothing(tmp_path: Path) -> None:
    assert main(["--content", BROKEN, "--site", str(tmp_path / "site")]) == 1
    assert not (tmp_path / "site").exists()


@pytest.mark.parametrize("name", ["content", "five", "lamps", "extremes"])
def test_what_newcomers_are_sent_to_as_an_example_has_no_warnings(name: str) -> None:
    folder = PROJECT / "content" if name == "content" else EXPLAINERS / name
    assert main(["check", "--content", str(folder), "--strict", "--quiet"]) == 0


def test_warnings_count_as_errors_when_asked() -> None:
    assert main(["check", "--content", WARNED]) == 0
    assert main(["check", "--content", WARNED, "--strict"]) == 1


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["biuld"], 'there is no command "biuld"; did you mean "build"?'),
        (["help"], 'there is no command "help"; use one of: build, check, serve'),
        (["--cont", FIVE, "build"], 'there is no option --cont; did you mean "--content"?'),
        (["build", "--stric"], 'there is no option --stric; did you mean "--strict"?'),
        (["--cont=x"], 'there is no option --cont; did you mean "--content"?'),
        (["check", "--port", "80"], "check does not take --port; see build.py check --help"),
        (["check", FIVE], "name folders with --content DIR and --site DIR"),
        (["check", "--content"], "argument --content: expected one argument"),
        (["--jobs", "0"], "argument --jobs: '0' is no whole number from 1 on"),
        (["--jobs", "-2", "check"], "argument --jobs: '-2' is no whole number from 1 on"),
        (["--base-url", "example.org"], "'example.org' is no address; write https://HOST/PATH/"),
        (
            ["--base-url", "https://a.org/?b"],
            "'https://a.org/?b' is no address; write https://HOST/PATH/",
        ),
        (["--base-url", "https://"], "'https://' is no address; write https://HOST/PATH/"),
    ],
)
def test_wrong_words_are_status_2_and_a_line_that_tells_the_right_ones(
    words: list[str], told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as wrong:
        main(words)
    assert wrong.value.code == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith("build.py: ")
    assert line.endswith(told)


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
        (["--help"], {"markdown", "jinja2", "yaml", *PREVIEW, *SELDOM}),
        (["check", "--content", FIVE], {"filelock", *PREVIEW, *SELDOM}),
        (["build", "--content", FIVE, "--site", "SITE"], {*PREVIEW, *SELDOM}),
    ],
)
def test_a_command_starts_without_waiting_for_what_it_does_not_need(
    words: list[str], unwanted: set[str], tmp_path: Path
) -> None:
    words = [word.replace("SITE", str(tmp_path / "site")) for word in words]
    script = (
        "import sys\nfrom explainer.cli import main\n"
        f"try:\n    main({words!r})\nexcept SystemExit:\n    sys.stdout.flush()\n"
        f"print(sorted({unwanted!r} & sys.modules.keys()))"
    )
    command = [sys.executable, "-c", script]
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=HERE.parent)
    assert done.stdout.splitlines()[-1] == "[]"


def test_options_with_values_may_stand_on_both_sides_of_the_command(tmp_path: Path) -> None:
    words = ["--content", FIVE, "build", "--jobs", "1", "--site", str(tmp_path / "s"), "--quiet"]
    assert main(words) == 0
    assert main(["--content=" + FIVE, "--site=" + str(tmp_path / "t"), "build"]) == 0


def test_a_content_folder_that_is_not_there_is_status_2(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    assert main(["check", "--content", str(tmp_path / "gone")]) == 2
    assert "--content DIR" in capsys.readouterr().err


# By Python's age and the machine's: what there is to ask, and the answer to rely on.
ASKED = {
    "of Python 3.13": (
        {"process_cpu_count": 2, "sched_getaffinity": {0, 1, 2}, "cpu_count": 64},
        2,
    ),
    "that does not know": ({"process_cpu_count": None, "cpu_count": 64}, 1),
    "older, of Linux": ({"sched_getaffinity": {5, 6, 7}, "cpu_count": 64}, 3),
    "older, of others": ({"cpu_count": 4}, 4),
    "that knows nothing": ({"cpu_count": None}, 1),
}


@pytest.mark.parametrize(("answers", "jobs"), ASKED.values(), ids=ASKED)
def test_a_build_starts_no_more_processes_than_it_may_use_processors(
    answers: dict[str, object], jobs: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("process_cpu_count", "sched_getaffinity", "cpu_count"):
        monkeypatch.delattr(os, name, raising=False)
    for name, answer in answers.items():
        monkeypatch.setattr(os, name, lambda *_, answer=answer: answer, raising=False)
    asked: list[int] = []

    def make_alone(settings: Settings, store: Store) -> Result:
        asked.append(settings.jobs)
        return make(replace(settings, jobs=1), store)

    monkeypatch.setattr("explainer.build.make", make_alone)
    assert main(["check", "--content", FIVE]) == 0
    assert asked == [jobs]


def test_checking_writes_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "--content", FIVE, "--site", str(tmp_path / "site")]) == 0
    assert list(tmp_path.iterdir()) == []
    assert capsys.readouterr().out.startswith("sound: 2 pages, 1 event, 1 source, 3 citations;")


def test_a_build_ends_with_what_it_did_and_what_it_left_out(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    site = ["--content", FIVE, "--site", str(tmp_path)]
    main(site)
    assert "left out, since there is no base address: feed" in capsys.readouterr().out
    (tmp_path / "CNAME").write_text("example.org")
    main([*site, "--base-url", "https://example.org/bell"])
    said = capsys.readouterr().out
    assert "left out" not in said
    assert "left alone, since the build did not make it: CNAME" in said
    assert "0 removed; 2 pages, 1 event, 1 source, 3 citations;" in said
    home = (tmp_path / "index.html").read_text(encoding="utf-8")
    assert 'href="https://example.org/bell/"' in home


def test_a_quiet_build_says_nothing_when_all_is_well(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["--quiet", "--content", FIVE, "--site", str(tmp_path / "site")]) == 0
    said = capsys.readouterr()
    assert (said.out, said.err) == ("", "")


def test_drafts_are_left_out_unless_asked_for(tmp_path: Path) -> None:
    content_dir = shutil.copytree(FIVE, tmp_path / "content")
    draft = "---\ntitle: Not yet\ndraft: true\n---\nText.\n"
    (content_dir / "later.md").write_text(draft, encoding="utf-8")
    words = ["--content", str(content_dir), "--site", str(tmp_path / "site"), "--quiet"]
    main(words)
    assert not (tmp_path / "site" / "later.html").exists()
    main([*words, "--drafts"])
    assert (tmp_path / "site" / "later.html").exists()
    main(words)
    assert not (tmp_path / "site" / "later.html").exists()


def test_a_mistake_after_a_good_build_leaves_the_good_site(tmp_path: Path) -> None:
    content_dir = shutil.copytree(FIVE, tmp_path / "content")
    words = ["--content", str(content_dir), "--site", str(tmp_path / "site"), "--quiet"]
    main(words)
    before = {path: path.read_bytes() for path in (tmp_path / "site").rglob("*.html")}
    (content_dir / "bell.md").write_text("---\ntitle: New\n---\n[@gone]", encoding="utf-8")
    assert main(words) == 1
    assert {path: path.read_bytes() for path in (tmp_path / "site").rglob("*.html")} == before


def test_a_machine_that_says_no_is_status_3_in_words(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").write_text("x")
    assert main(["--content", FIVE, "--site", str(tmp_path / "file" / "site")]) == 3
    said = capsys.readouterr().err
    assert said.startswith("build.py: ")
    assert "file" in said


@pytest.mark.parametrize("error", [PermissionError(13, "Permission denied", "lamps/site.yaml"),
                                   OSError(28, "No space left on device")])  # fmt: skip
def test_no_failure_of_the_machine_shows_a_traceback(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], error: OSError
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr("explainer.build.make", fail)
    assert main(["check", "--content", FIVE]) == 3
    assert str(error.strerror) in capsys.readouterr().err


def test_ctrl_c_is_status_130_and_one_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def interrupt(*_: object, **__: object) -> None:
        signal.raise_signal(signal.SIGINT)

    monkeypatch.setattr("explainer.build.make", interrupt)
    assert main(["check", "--content", FIVE]) == 130
    said = capsys.readouterr().err
    assert said == "build.py: stopped before it was done; no file was left half-written\n"


def test_too_little_memory_is_told(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fill(*_: object, **__: object) -> None:
        raise MemoryError

    monkeypatch.setattr("explainer.build.make", fill)
    assert main(["check", "--content", FIVE]) == 3
    assert "memory" in capsys.readouterr().err


def test_a_reader_that_has_read_enough_is_told_nothing_more() -> None:
    reading, writing = os.pipe()
    os.close(reading)
    command = [sys.executable, "build.py", "check", "--content", FIVE]
    done = subprocess.run(
        command, stdout=writing, stderr=subprocess.PIPE, cwd=HERE.parent, check=False
    )
    os.close(writing)
    assert (done.returncode, done.stderr) == (3, b"")


@pytest.mark.parametrize("closed", ["2>&-", ">&-", ">&- 2>&-", "<&- >&- 2>&-"])
@pytest.mark.parametrize(
    ("words", "status"),
    [
        (["check", "--content", FIVE], 0),
        (["check", "--content", BROKEN], 1),
        (["check", "--content", BROKEN, "--format", "json"], 1),
        (["check", "--content", "nowhere"], 2),
        (["--version"], 0),
        (["--nonsense"], 2),
    ],
)
def test_with_a_stream_closed_the_exit_status_still_tells_how_it_went(
    words: list[str], status: int, closed: str
) -> None:
    command = ["sh", "-c", f'"$@" {closed}', "sh", sys.executable, "build.py", *words]
    done = subprocess.run(command, cwd=HERE.parent, capture_output=True, text=True, check=False)
    assert done.returncode == status
    # What is meant for the one stream does not come out of the other.
    to_stderr = status and "json" not in words
    assert (done.stdout if to_stderr else done.stderr) == ""
    assert "Traceback" not in done.stderr


def test_with_standard_error_closed_a_site_is_built_whole(tmp_path: Path) -> None:
    words = ["--content", FIVE, "--site", str(tmp_path / "site"), "--jobs", "2"]
    command = ["sh", "-c", '"$@" >&- 2>&-', "sh", sys.executable, "build.py", *words]
    assert subprocess.run(command, cwd=HERE.parent, check=False).returncode == 0
    assert main([*words[:2], "--site", str(tmp_path / "other"), "--quiet"]) == 0
    one, other = (tmp_path / name / ".manifest.json" for name in ("site", "other"))
    assert one.read_bytes() == other.read_bytes()


def test_a_folder_name_that_no_disk_takes_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    # Before Python 3.14 as what the machine said, from there on as a folder that is not there.
    assert main(["check", "--content", "x" * 5000]) in {2, 3}
    assert re.search("too long|there is no folder", capsys.readouterr().err)


def test_a_site_folder_that_leads_to_itself_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "site").symlink_to(tmp_path / "site")
    assert main(["--content", FIVE, "--site", str(tmp_path / "site")]) == 3
    assert capsys.readouterr().err.startswith("build.py: ")


def test_a_mistake_in_a_template_is_told_with_its_file_and_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    templates = shutil.copytree(HERE.parent / "templates", tmp_path / "templates")
    page = templates / "page.html"
    page.write_text(page.read_text("utf-8").replace("<h1>", "<h1>{{ no_such }}", 1), "utf-8")
    line = page.read_text("utf-8").split("{{ no_such }}")[0].count("\n") + 1
    monkeypatch.setattr(Settings, "__init__", partialmethod(Settings.__init__, templates=templates))
    assert main(["check", "--content", FIVE]) == 1
    assert f"templates/page.html:{line}: error: 'no_such' is undefined" in capsys.readouterr().err


def test_a_terminal_that_knows_no_letters_but_ascii_gets_them_escaped(tmp_path: Path) -> None:
    content_dir = shutil.copytree(FIVE, tmp_path / "content")
    (content_dir / "bell.md").write_text("---\ntitle: 光\n---\n[光](ü.md)", encoding="utf-8")
    for form in ("text", "github", "json"):
        done = subprocess.run(
            [sys.executable, "build.py", "check", "--content", str(content_dir), "--format", form],
            capture_output=True,
            cwd=HERE.parent,
            env={"PYTHONIOENCODING": "ascii", "PATH": ""},
            check=False,
        )
        assert done.returncode == 1
        assert b"Traceback" not in done.stderr
        assert b"unknown-page" in done.stdout or form == "text"


@pytest.mark.parametrize("command", ["build", "check", "serve"])
def test_the_help_of_every_command_tells_its_options(
    capsys: pytest.CaptureFixture[str], command: str
) -> None:
    with pytest.raises(SystemExit) as done:
        main([command, "--help"])
    assert done.value.code == 0
    told = capsys.readouterr().out
    assert {"--content", "--strict", "--quiet"} <= set(re.findall(r"--[a-z-]+", told))
