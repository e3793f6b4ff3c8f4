"""What the machine does wrong is one line and exit status 3, and is never blamed on the content."""

from __future__ import annotations

import errno
import os
import shutil
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from examples import FIVE, PROJECT, copy_content

from explainer.cli import main
from explainer.publish import MANIFEST, STAGE

BUILD = str(PROJECT / "build.py")
# A process that waits for a named pipe waits for ever.
PATIENCE = 60  # seconds


def run(
    content: Path, site: Path, *, flags: tuple[str, ...] = (), before: str = ""
) -> subprocess.CompletedProcess[str]:
    """Build in a new process, in a shell that has run the command `before`."""
    command = [sys.executable, *flags, BUILD, "--content", str(content), "--site", str(site)]
    return subprocess.run(
        ["/bin/sh", "-c", f'{before}\nexec "$@"', "sh", *command, "--quiet"],
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )


def build(content: Path, site: Path) -> int:
    return main(["--content", str(content), "--site", str(site), "--quiet"])


@pytest.mark.parametrize("limit", ["-n 12", "-v 400000", "-n 6", "-v 30000", "-f 8"])
def test_a_machine_at_its_limits_builds_or_fails_with_one_line_about_itself(
    limit: str, tmp_path: Path
) -> None:
    result = run(FIVE, tmp_path / "site", before=f"ulimit {limit}")
    assert result.returncode in {0, 3}, result.stderr
    if result.returncode == 3:
        (line,) = result.stderr.splitlines()
        assert line.startswith("build.py: ")


def test_enough_open_files_and_memory_for_a_build_are_a_dozen_and_400_megabytes(
    tmp_path: Path,
) -> None:
    assert run(FIVE, tmp_path / "site", before="ulimit -n 12 -v 400000").returncode == 0


@pytest.mark.parametrize("number", [errno.EMFILE, errno.ENFILE, errno.ENOMEM, errno.EIO])
def test_a_content_file_that_the_machine_cant_read_now_is_no_mistake_in_the_content(
    number: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    real = Path.read_bytes

    def read_bytes(path: Path) -> bytes:
        if path.name == "sources.yaml":
            raise OSError(number, os.strerror(number), str(path))
        return real(path)

    monkeypatch.setattr(Path, "read_bytes", read_bytes)
    assert build(FIVE, tmp_path / "site") == 3
    assert capsys.readouterr().err == f"build.py: {FIVE}/sources.yaml: {os.strerror(number)}\n"


def test_a_library_that_cant_be_loaded_is_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(sys.modules, "explainer.build", None)
    assert build(FIVE, tmp_path / "site") == 3
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith("build.py: can't load a library: ")


@pytest.mark.parametrize("kind", ["file", "loop", "pipe", "device"])
def test_a_site_folder_that_isnt_a_folder_is_one_line_and_is_left_alone(
    kind: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    site = tmp_path / "site"
    if kind == "file":
        site.write_text("mine")
    elif kind == "loop":
        site.symlink_to(site)
    elif kind == "pipe":
        os.mkfifo(site)
    else:
        site = Path(os.devnull)
    assert build(FIVE, site) == 3
    assert capsys.readouterr().err == (
        f"build.py: {site} isn't a folder; choose another with --site\n"
    )
    assert os.path.lexists(site)


@pytest.mark.parametrize(
    ("place", "status"),
    [("stranger", 0), ("index.html", 0), ("assets/style.css", 0), (".lock", 0), (STAGE, 0),
     ("assets", 3), (MANIFEST, 3), (f"{STAGE}/journal.json", 3)],
)  # fmt: skip
def test_a_named_pipe_in_the_site_folder_freezes_nothing(
    place: str, status: int, tmp_path: Path
) -> None:
    site = tmp_path / "site"
    assert build(FIVE, site) == 0
    pipe = site / place
    if pipe.is_dir():
        shutil.rmtree(pipe)
    pipe.unlink(missing_ok=True)
    pipe.parent.mkdir(exist_ok=True)
    os.mkfifo(pipe)
    result = run(FIVE, site)
    assert result.returncode == status
    assert len(result.stderr.splitlines()) == (status == 3)


def test_a_stranger_in_the_site_folder_is_named_whatever_it_is(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    site = tmp_path / "site"
    assert build(FIVE, site) == 0
    os.mkfifo(site / "pipe")
    (site / "loop").symlink_to("loop")
    assert main(["--content", str(FIVE), "--site", str(site)]) == 0
    assert "loop, pipe" in capsys.readouterr().out


@pytest.mark.parametrize(
    "place", ["lamps.md", "images/lamp.png", "data/lamps.csv", "timeline/a.yaml"]
)
@pytest.mark.parametrize("kind", ["pipe", "socket"])
def test_what_isnt_a_file_in_the_content_folder_is_reported_and_never_read(
    place: str, kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    content = copy_content(FIVE, tmp_path / "content")
    path = content / place
    path.parent.mkdir(exist_ok=True)
    if kind == "pipe":
        os.mkfifo(path)
    else:
        # A socket's path must be short.
        monkeypatch.chdir(path.parent)
        with socket.socket(socket.AF_UNIX) as listener:
            listener.bind(path.name)
    result = run(content, tmp_path / "site")
    fault = "this isn't a file, but a named pipe, a socket or a device; remove it"
    assert result.stderr == f"{content}/{place}:1: error: {fault}\n1 error, 0 warnings\n"


# Ctrl-C and isolated mode


def test_the_build_works_in_pythons_isolated_mode_and_from_any_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    result = run(FIVE, tmp_path / "site", flags=("-I",))
    assert (result.returncode, result.stderr) == (0, "")


CTRL_C_DURING_IMPORT = """
import runpy, signal, sys

class Finder:
    def find_spec(self, name, path, target=None):
        if name == {name!r}:
            signal.raise_signal(signal.SIGINT)

sys.meta_path.insert(0, Finder())
sys.argv = [{build!r}, "--content", {content!r}, "--site", {site!r}]
runpy.run_path({build!r}, run_name="__main__")
"""


@pytest.mark.parametrize(
    ("name", "status"),
    [("explainer", -signal.SIGINT), ("explainer.cli", -signal.SIGINT),
     ("argparse", -signal.SIGINT), ("explainer.build", 130), ("jinja2", 130)],
)  # fmt: skip
def test_ctrl_c_while_modules_are_imported_prints_no_traceback(
    name: str, status: int, tmp_path: Path
) -> None:
    code = CTRL_C_DURING_IMPORT.format(
        name=name, build=BUILD, content=str(FIVE), site=str(tmp_path / "site")
    )
    result = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=PATIENCE, check=False
    )
    assert result.returncode == status
    assert "Traceback" not in result.stderr
    assert not (tmp_path / "site").exists()
