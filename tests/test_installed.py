"""Installed from a wheel, the program works in any folder and builds the same site as build.py."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import sysconfig
import tarfile
import zipfile
from pathlib import Path

import pytest
from examples import FIVE, LAMPS, PROJECT

from explainer import __version__

# A file in place of each folder of compiled modules: nothing can be written there, not even by root.
NO_FOLDER = "__pycache__"


def run(*command: str | Path, cwd: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    """Run a command as in a new terminal, where nothing points to this repository."""
    left_out = {"PYTHONPATH", "EXPLAINER_CACHE", "PYTHONDONTWRITEBYTECODE", "VIRTUAL_ENV"}
    env = {name: value for name, value in os.environ.items() if name not in left_out}
    return subprocess.run(
        [*map(str, command)],
        capture_output=True,
        text=True,
        encoding="utf-8",
        cwd=cwd,
        env=env | variables,
        check=False,
    )


def pip(*arguments: str | Path, cwd: Path = PROJECT) -> None:
    done = run(sys.executable, "-m", "pip", *arguments, cwd=cwd)
    assert done.returncode == 0, done.stderr


def build_wheel(source: Path, folder: Path) -> Path:
    options = ("--quiet", "--no-deps", "--no-build-isolation", "--no-index")
    pip("wheel", *options, "--wheel-dir", folder, source)
    (wheel,) = folder.glob("*.whl")
    return wheel


def new_environment(folder: Path) -> Path:
    """Create a virtual environment that sees the installed libraries, and return its programs."""
    done = run(sys.executable, "-m", "venv", "--without-pip", folder, cwd=folder.parent)
    assert done.returncode == 0, done.stderr
    bin_folder = folder / ("Scripts" if os.name == "nt" else "bin")
    (python,) = bin_folder.glob("python.exe" if os.name == "nt" else "python")
    code = "import sysconfig; print(sysconfig.get_path('purelib'))"
    packages = Path(run(python, "-c", code, cwd=folder).stdout.strip())
    libraries = sysconfig.get_path("purelib")
    (packages / "libraries.pth").write_text(libraries + "\n", encoding="utf-8")
    return bin_folder


def install(bin_folder: Path, *what: str | Path) -> None:
    options = ("--quiet", "--no-deps", "--no-index", "--no-build-isolation")
    pip("--python", bin_folder / "python", "install", *options, *what)


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build_wheel(PROJECT, tmp_path_factory.mktemp("wheel"))


@pytest.fixture(scope="module")
def programs(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder with `explainer` and `python`, where the wheel is installed."""
    bin_folder = new_environment(tmp_path_factory.mktemp("installed") / "venv")
    install(bin_folder, wheel)
    return bin_folder


@pytest.fixture(scope="module")
def expected(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """The site that build.py makes of the lamps example."""
    site = tmp_path_factory.mktemp("expected") / "site"
    folders = ("--content", LAMPS, "--site", site, "--cache", site.parent / "cache")
    done = run(sys.executable, PROJECT / "build.py", *folders, "--quiet", cwd=PROJECT)
    assert (done.returncode, done.stderr) == (0, "")
    return files_of(site)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    shutil.copytree(LAMPS, tmp_path / "project" / "content")
    return tmp_path / "project"


def files_of(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_the_command_builds_the_same_site_in_any_folder(
    programs: Path, project: Path, expected: dict[str, bytes]
) -> None:
    done = run(programs / "explainer", cwd=project)
    assert (done.returncode, done.stderr) == (0, "")
    assert files_of(project / "site") == expected
    assert {path.name for path in project.iterdir()} == {"content", "site", ".explainer-cache"}
    again = run(programs / "explainer", cwd=project)
    assert "0 files written" in again.stdout


def test_the_package_can_be_run_with_python_m(
    programs: Path, project: Path, expected: dict[str, bytes]
) -> None:
    checked = run(programs / "explainer", "check", cwd=project)
    assert checked.returncode == 0
    module = (programs / "python", "-m", "explainer")
    assert run(*module, "check", cwd=project).stdout.startswith("no errors: ")
    assert run(*module, "--quiet", cwd=project).returncode == 0
    assert files_of(project / "site") == expected
    assert run(*module, "--version", cwd=project).stdout == f"{__version__}\n"


@pytest.mark.parametrize("command", [("explainer",), ("python", "-m", "explainer")])
def test_messages_and_help_name_the_command_that_was_called(
    command: tuple[str, ...], programs: Path, tmp_path: Path
) -> None:
    words: tuple[str | Path, ...] = (programs / command[0], *command[1:])
    for mistake in ("biuld", "--nothing", "check --port 1", "check"):
        done = run(*words, *mistake.split(), cwd=tmp_path)
        assert done.returncode == 2
        assert done.stderr.startswith("explainer: ")
        assert "build.py" not in done.stderr
    for commands in ("", "check", "serve", "cache"):
        done = run(*words, *commands.split(), "--help", cwd=tmp_path)
        assert done.stdout.startswith("usage: explainer ")
        assert "build.py" not in done.stdout


def test_a_package_that_cannot_be_written_works_without_a_word(
    programs: Path, project: Path, expected: dict[str, bytes], tmp_path: Path
) -> None:
    code = "import explainer; print(explainer.__path__[0])"
    package = Path(run(programs / "python", "-c", code, cwd=tmp_path).stdout.strip())
    ignored = shutil.ignore_patterns(NO_FOLDER)
    copy = shutil.copytree(package, tmp_path / "read-only" / "explainer", ignore=ignored)
    for folder in {path.parent for path in copy.rglob("*.py")}:
        (folder / NO_FOLDER).write_text("no folder", encoding="utf-8")
    module = (programs / "python", "-m", "explainer")
    done = run(*module, "--quiet", cwd=project, PYTHONPATH=str(copy.parent))
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert files_of(project / "site") == expected
    assert (copy / NO_FOLDER).read_text(encoding="utf-8") == "no folder"


def test_a_zip_file_is_refused_with_one_line(wheel: Path, project: Path) -> None:
    done = run(sys.executable, "-m", "explainer", cwd=project, PYTHONPATH=str(wheel))
    assert done.returncode == 3
    assert done.stderr.startswith("explainer: missing built-in templates: ")
    assert done.stderr.count("\n") == 1
    assert not (project / "site").exists()


def test_the_wheel_has_the_templates_and_the_licence_and_nothing_else(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    start = "explainer/built_in_templates/"
    packed = {name.removeprefix(start): data for name, data in files.items() if start in name}
    assert packed == files_of(PROJECT / "templates")
    licences = [name for name in files if name.endswith("/licenses/LICENSE")]
    assert [files[name] for name in licences] == [(PROJECT / "LICENSE").read_bytes()]
    others = {name.split("/")[0] for name in files}
    assert others == {"explainer", f"explainer-{__version__}.dist-info"}


def test_a_wheel_made_from_the_source_archive_is_the_same(wheel: Path, tmp_path: Path) -> None:
    make = (sys.executable, "-m", "hatchling", "build", "-t", "sdist", "-d", tmp_path)
    done = run(*make, cwd=PROJECT)
    assert done.returncode == 0, done.stderr
    (archive,) = tmp_path.glob("*.tar.gz")
    with tarfile.open(archive) as opened:
        opened.extractall(tmp_path / "source", filter="data")
    (source,) = (tmp_path / "source").iterdir()
    other = build_wheel(source, tmp_path / "wheel")
    with zipfile.ZipFile(wheel) as one, zipfile.ZipFile(other) as two:
        assert one.namelist() == two.namelist()
        assert all(one.read(name) == two.read(name) for name in one.namelist())


def test_an_editable_installation_uses_the_templates_of_the_checkout(tmp_path: Path) -> None:
    checkout = tmp_path / "checkout"
    for name in ("explainer", "templates"):
        shutil.copytree(PROJECT / name, checkout / name, ignore=shutil.ignore_patterns(NO_FOLDER))
    for name in ("pyproject.toml", "README.md", "LICENSE", "build.py"):
        shutil.copy2(PROJECT / name, checkout)
    programs = new_environment(tmp_path / "venv")
    install(programs, "--editable", checkout)
    shutil.copytree(FIVE, tmp_path / "project" / "content")
    page = checkout / "templates" / "page.html"
    page.write_text(page.read_text("utf-8").replace("<h1>", "<h1>{{ no_such }}", 1), "utf-8")
    done = run(programs / "explainer", "check", cwd=tmp_path / "project")
    assert done.returncode == 1
    assert f"{page.as_posix()}:" in done.stderr
