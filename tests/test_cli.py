"""The command line: options, messages, exit statuses and output streams."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from examples import EXPLAINERS, PROJECT

from explainer.build import Result, Settings, make
from explainer.cli import main
from explainer.store import Store

HERE = Path(__file__).parent
FIVE = str(HERE / "explainers" / "five")
WITH_ERROR = str(HERE / "broken" / "unknown-event" / "content")
WITH_WARNING = str(HERE / "broken" / "link-text" / "content")

# Slow imports: those that only the preview needs, and those needed only for pictures, charts,
# parallel builds, suggested spellings, or Markdown extensions that are loaded by name.
PREVIEW_MODULES = ("livereload", "tornado", "watchfiles", "asyncio")
RARELY_NEEDED = (
    *("explainer.exports.card", "imagesize", "urllib.request", "explainer.charts", "vl_convert"),
    *("multiprocessing", "concurrent.futures", "difflib", "importlib.metadata"),
)


def test_options_work_before_and_after_the_command(tmp_path: Path) -> None:
    orders = (
        ["--content", FIVE, "build"],
        ["build", "--content", FIVE],
        [f"--content={FIVE}", "build", "--quiet"],
        ["--quiet", "build", f"--content={FIVE}"],
    )
    for number, arguments in enumerate(orders):
        site = tmp_path / str(number)
        assert main([*arguments, "--site", str(site)]) == 0
        assert (site / "index.html").exists()


def test_build_is_the_default_command(tmp_path: Path) -> None:
    assert main(["--content", FIVE, "--site", str(tmp_path / "site")]) == 0
    assert (tmp_path / "site" / "index.html").exists()


def test_an_error_in_the_content_exits_with_1_and_writes_nothing(tmp_path: Path) -> None:
    assert main(["--content", WITH_ERROR, "--site", str(tmp_path / "site")]) == 1
    assert not (tmp_path / "site").exists()


@pytest.mark.parametrize("name", ["content", "five", "lamps"])
def test_the_example_explainers_have_no_warnings(name: str) -> None:
    folder = PROJECT / "content" if name == "content" else EXPLAINERS / name
    assert main(["check", "--content", str(folder), "--strict", "--quiet"]) == 0


def test_strict_turns_warnings_into_errors() -> None:
    assert main(["check", "--content", WITH_WARNING]) == 0
    assert main(["check", "--content", WITH_WARNING, "--strict"]) == 1


@pytest.mark.parametrize(
    ("arguments", "ending"),
    [
        (["biuld"], 'unknown command "biuld"; did you mean "build"?'),
        (["help"], 'unknown command "help"; use one of: build, check, serve, new, cache'),
        (["--cont", FIVE, "build"], 'unknown option "--cont"; did you mean "--content"?'),
        (["build", "--stric"], 'unknown option "--stric"; did you mean "--strict"?'),
        (["--cont=x"], 'unknown option "--cont"; did you mean "--content"?'),
        (
            ["check", "--port", "80"],
            'unknown option "--port" for check; build.py check --help lists its options',
        ),
        (["check", FIVE], "name folders with --content DIR and --site DIR"),
        (["check", "--content"], "argument --content: expected one argument"),
        (["--jobs", "0"], "argument --jobs: invalid value '0'; write a whole number, 1 or more"),
        (
            ["--jobs", "-2", "check"],
            "argument --jobs: invalid value '-2'; write a whole number, 1 or more",
        ),
        (["--base-url", "example.org"], "invalid URL 'example.org'; write https://HOST/PATH/"),
        (
            ["--base-url", "https://a.org/?b"],
            "invalid URL 'https://a.org/?b'; write https://HOST/PATH/",
        ),
        (["--base-url", "https://"], "invalid URL 'https://'; write https://HOST/PATH/"),
    ],
)
def test_a_usage_error_exits_with_2_and_one_line_of_advice(
    arguments: list[str], ending: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as exit_info:
        main(arguments)
    assert exit_info.value.code == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith("build.py: ")
    assert line.endswith(ending)


def test_a_site_folder_inside_the_content_folder_is_refused() -> None:
    assert main(["--content", FIVE, "--site", f"{FIVE}/site"]) == 2


def test_a_site_folder_with_foreign_files_exits_with_3_and_keeps_them(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "letter.txt").write_text("Dear all")
    assert main(["--content", FIVE, "--site", str(tmp_path)]) == 3
    assert "letter.txt" in capsys.readouterr().err
    assert [path.name for path in tmp_path.iterdir()] == ["letter.txt"]


def test_problems_can_be_printed_as_json_and_github_annotations(
    capsys: pytest.CaptureFixture[str],
) -> None:
    main(["check", "--content", WITH_ERROR, "--format", "json"])
    (problem,) = json.loads(capsys.readouterr().out)
    assert (problem["code"], problem["line"]) == ("unknown-event", 4)
    main(["check", "--content", WITH_ERROR, "--format", "github"])
    assert capsys.readouterr().out.startswith("::error file=")


@pytest.mark.parametrize(
    ("arguments", "unwanted"),
    [
        (["--help"], {"markdown", "jinja2", "yaml", *PREVIEW_MODULES, *RARELY_NEEDED}),
        (["check", "--content", FIVE], {"filelock", *PREVIEW_MODULES, *RARELY_NEEDED}),
        (["build", "--content", FIVE, "--site", "SITE"], {*PREVIEW_MODULES, *RARELY_NEEDED}),
    ],
)
def test_a_command_imports_no_slow_module_that_it_does_not_need(
    arguments: list[str], unwanted: set[str], tmp_path: Path
) -> None:
    arguments = [argument.replace("SITE", str(tmp_path / "site")) for argument in arguments]
    script = (
        "import sys\nfrom explainer.cli import main\n"
        f"try:\n    main({arguments!r})\nexcept SystemExit:\n    sys.stdout.flush()\n"
        f"print(sorted({unwanted!r} & sys.modules.keys()))"
    )
    # Coverage would import modules of its own.
    environment = {k: v for k, v in os.environ.items() if not k.startswith("COVERAGE_")}
    result = subprocess.run(
        [sys.executable, "-c", script],
        capture_output=True,
        text=True,
        check=True,
        cwd=HERE.parent,
        env=environment,
    )
    assert result.stdout.splitlines()[-1] == "[]"


def test_options_with_values_work_on_both_sides_of_the_command(tmp_path: Path) -> None:
    arguments = [
        "--content",
        FIVE,
        "build",
        "--jobs",
        "1",
        "--site",
        str(tmp_path / "s"),
        "--quiet",
    ]
    assert main(arguments) == 0
    assert main(["--content=" + FIVE, "--site=" + str(tmp_path / "t"), "build"]) == 0


def test_a_missing_content_folder_exits_with_2(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    assert main(["check", "--content", str(tmp_path / "gone")]) == 2
    assert "--content DIR" in capsys.readouterr().err


# What each version of Python and system knows about processors, and the jobs to start.
PROCESSORS = {
    "Python 3.13": (
        {"process_cpu_count": 2, "sched_getaffinity": {0, 1, 2}, "cpu_count": 64},
        2,
    ),
    "Python 3.13 without an answer": ({"process_cpu_count": None, "cpu_count": 64}, 1),
    "older Python on Linux": ({"sched_getaffinity": {5, 6, 7}, "cpu_count": 64}, 3),
    "older Python on other systems": ({"cpu_count": 4}, 4),
    "older Python without an answer": ({"cpu_count": None}, 1),
}


@pytest.mark.parametrize(("answers", "jobs"), PROCESSORS.values(), ids=PROCESSORS)
def test_a_build_starts_one_process_for_each_available_processor(
    answers: dict[str, object], jobs: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("process_cpu_count", "sched_getaffinity", "cpu_count"):
        monkeypatch.delattr(os, name, raising=False)
    for name, answer in answers.items():
        monkeypatch.setattr(os, name, lambda *_, answer=answer: answer, raising=False)
    jobs_used: list[int] = []

    def make_in_one_process(settings: Settings, store: Store) -> Result:
        jobs_used.append(settings.jobs)
        return make(replace(settings, jobs=1), store)

    monkeypatch.setattr("explainer.build.make", make_in_one_process)
    assert main(["check", "--content", FIVE]) == 0
    assert jobs_used == [jobs]


def test_the_check_command_writes_nothing_but_its_cache(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["check", "--content", FIVE, "--site", str(tmp_path / "site")]) == 0
    assert list(tmp_path.iterdir()) == []
    assert capsys.readouterr().out.startswith("no errors: 2 pages, 1 event, 1 source, 3 citations;")


def test_a_build_ends_with_a_summary_of_what_it_did_and_skipped(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    site = ["--content", FIVE, "--site", str(tmp_path)]
    main(site)
    assert "not generated without a base URL: feed" in capsys.readouterr().out
    (tmp_path / "CNAME").write_text("example.org")
    main([*site, "--base-url", "https://example.org/bell"])
    printed = capsys.readouterr().out
    assert "not generated" not in printed
    assert "left untouched, not created by a build: CNAME" in printed
    assert "0 removed; 2 pages, 1 event, 1 source, 3 citations;" in printed
    home = (tmp_path / "index.html").read_text(encoding="utf-8")
    assert 'href="https://example.org/bell/"' in home


def test_a_quiet_build_without_problems_prints_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["--quiet", "--content", FIVE, "--site", str(tmp_path / "site")]) == 0
    captured = capsys.readouterr()
    assert (captured.out, captured.err) == ("", "")


def test_drafts_are_built_only_with_the_drafts_option(tmp_path: Path) -> None:
    content_dir = shutil.copytree(FIVE, tmp_path / "content")
    draft = "---\ntitle: Not yet\ndraft: true\n---\nText.\n"
    (content_dir / "later.md").write_text(draft, encoding="utf-8")
    arguments = ["--content", str(content_dir), "--site", str(tmp_path / "site"), "--quiet"]
    main(arguments)
    assert not (tmp_path / "site" / "later.html").exists()
    main([*arguments, "--drafts"])
    assert (tmp_path / "site" / "later.html").exists()
    main(arguments)
    assert not (tmp_path / "site" / "later.html").exists()


def test_an_error_after_a_good_build_leaves_the_good_site(tmp_path: Path) -> None:
    content_dir = shutil.copytree(FIVE, tmp_path / "content")
    arguments = ["--content", str(content_dir), "--site", str(tmp_path / "site"), "--quiet"]
    main(arguments)
    before = {path: path.read_bytes() for path in (tmp_path / "site").rglob("*.html")}
    (content_dir / "bell.md").write_text("---\ntitle: New\n---\n[@gone]", encoding="utf-8")
    assert main(arguments) == 1
    assert {path: path.read_bytes() for path in (tmp_path / "site").rglob("*.html")} == before


def test_a_site_folder_that_cannot_be_created_exits_with_3_and_a_reason(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").write_text("x")
    assert main(["--content", FIVE, "--site", str(tmp_path / "file" / "site")]) == 3
    printed = capsys.readouterr().err
    assert printed.startswith("build.py: ")
    assert "file" in printed


@pytest.mark.parametrize("error", [PermissionError(13, "Permission denied", "lamps/site.yaml"),
                                   OSError(28, "No space left on device")])  # fmt: skip
def test_a_system_error_exits_with_3_and_no_traceback(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], error: OSError
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr("explainer.build.make", fail)
    assert main(["check", "--content", FIVE]) == 3
    assert str(error.strerror) in capsys.readouterr().err


def test_ctrl_c_exits_with_130_and_one_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def interrupt(*_: object, **__: object) -> None:
        signal.raise_signal(signal.SIGINT)

    monkeypatch.setattr("explainer.build.make", interrupt)
    assert main(["check", "--content", FIVE]) == 130
    printed = capsys.readouterr().err
    assert printed == "build.py: interrupted; no file is left half-written\n"


def test_running_out_of_memory_is_reported(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fill(*_: object, **__: object) -> None:
        raise MemoryError

    monkeypatch.setattr("explainer.build.make", fill)
    assert main(["check", "--content", FIVE]) == 3
    assert "memory" in capsys.readouterr().err


def test_a_closed_output_pipe_ends_the_command_without_a_message() -> None:
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
    ("arguments", "status"),
    [
        (["check", "--content", FIVE], 0),
        (["check", "--content", WITH_ERROR], 1),
        (["check", "--content", WITH_ERROR, "--format", "json"], 1),
        (["check", "--content", "nowhere"], 2),
        (["--version"], 0),
        (["--nonsense"], 2),
    ],
)
def test_the_exit_status_is_right_even_when_streams_are_closed(
    arguments: list[str], status: int, closed: str
) -> None:
    command = ["sh", "-c", f'"$@" {closed}', "sh", sys.executable, "build.py", *arguments]
    done = subprocess.run(command, cwd=HERE.parent, capture_output=True, text=True, check=False)
    assert done.returncode == status
    # Output meant for one stream never appears on the other.
    to_stderr = status and "json" not in arguments
    assert (done.stdout if to_stderr else done.stderr) == ""
    assert "Traceback" not in done.stderr


def test_a_site_is_built_completely_when_output_streams_are_closed(tmp_path: Path) -> None:
    arguments = ["--content", FIVE, "--site", str(tmp_path / "site"), "--jobs", "2"]
    command = ["sh", "-c", '"$@" >&- 2>&-', "sh", sys.executable, "build.py", *arguments]
    assert subprocess.run(command, cwd=HERE.parent, check=False).returncode == 0
    assert main([*arguments[:2], "--site", str(tmp_path / "other"), "--quiet"]) == 0
    closed, normal = (tmp_path / name / ".manifest.json" for name in ("site", "other"))
    assert closed.read_bytes() == normal.read_bytes()


def test_a_folder_name_that_is_too_long_is_reported(capsys: pytest.CaptureFixture[str]) -> None:
    # Before Python 3.14 this is a system error; since then the folder counts as missing.
    assert main(["check", "--content", "x" * 5000]) in {2, 3}
    assert re.search("too long|doesn't exist", capsys.readouterr().err)


def test_a_site_folder_that_links_to_itself_is_reported(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "site").symlink_to(tmp_path / "site")
    assert main(["--content", FIVE, "--site", str(tmp_path / "site")]) == 3
    assert capsys.readouterr().err.startswith("build.py: ")


def test_a_mistake_in_a_template_is_reported_with_its_file_and_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    templates = shutil.copytree(HERE.parent / "templates", tmp_path / "templates")
    page = templates / "page.html"
    page.write_text(page.read_text("utf-8").replace("<h1>", "<h1>{{ no_such }}", 1), "utf-8")
    line = page.read_text("utf-8").split("{{ no_such }}")[0].count("\n") + 1
    monkeypatch.setattr("explainer.cli.TEMPLATES", str(templates))
    assert main(["check", "--content", FIVE]) == 1
    assert f"templates/page.html:{line}: error: 'no_such' is undefined" in capsys.readouterr().err


def test_an_ascii_terminal_gets_other_characters_escaped(tmp_path: Path) -> None:
    content_dir = shutil.copytree(FIVE, tmp_path / "content")
    (content_dir / "bell.md").write_text("---\ntitle: 光\n---\n[光](ü.md)", encoding="utf-8")
    for form in ("text", "github", "json", "sarif"):
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


def test_the_package_of_the_repository_can_be_run_too() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "explainer", "check", "--content", FIVE],
        capture_output=True,
        text=True,
        cwd=PROJECT,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("no errors: ")


@pytest.mark.parametrize("command", ["build", "check", "serve"])
def test_the_help_of_every_command_lists_its_options(
    capsys: pytest.CaptureFixture[str], command: str
) -> None:
    with pytest.raises(SystemExit) as exit_info:
        main([command, "--help"])
    assert exit_info.value.code == 0
    help_text = capsys.readouterr().out
    assert {"--content", "--strict", "--quiet"} <= set(re.findall(r"--[a-z-]+", help_text))
