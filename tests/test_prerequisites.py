"""On a fresh machine, missing programs are installed or named before any test runs."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest

from tools import prerequisites
from tools.prerequisites import PROGRAMS, MissingProgramError, ensure, install_commands, main

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

CHROMIUM, NODE = PROGRAMS["chromium"], PROGRAMS["node"]


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Path]:
    """Return a function that makes a machine with these programs only, for this user.

    A program is given as a shell script; the folder that contains them is returned.
    """
    monkeypatch.setattr(prerequisites, "_playwright_chromium", _no_browser)
    monkeypatch.setenv("PATH", str(tmp_path))

    def make(*, root: bool, **scripts: str) -> Path:
        monkeypatch.setattr("os.geteuid", lambda: 0 if root else 1000)
        for name, script in scripts.items():
            path = tmp_path / name.replace("_", "-")
            path.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
            path.chmod(0o755)
        return tmp_path

    return make


def _no_browser() -> None:
    """Answer as where Playwright has downloaded no browser."""


_no_browser.cache_clear = lambda: None  # type: ignore[attr-defined]


def installer(folder: str) -> str:
    """Return an apt-get that logs its arguments and installs Chromium."""
    return (
        f'echo "$@" >> "{folder}/log"\n'
        f'case "$*" in *install*) echo "#!/bin/sh" > "{folder}/chromium";'
        f' /bin/chmod 755 "{folder}/chromium";; esac'
    )


def test_nothing_is_installed_where_nothing_is_missing(
    machine: Callable[..., Path], capfd: pytest.CaptureFixture[str]
) -> None:
    machine(root=True, chromium="", apt_get="exit 9")
    assert main(["chromium"]) == 0
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize("name", CHROMIUM.executables)
def test_chromium_is_found_under_each_of_its_names(name: str, machine: Callable[..., Path]) -> None:
    folder = machine(root=False, **{name.replace("-", "_"): ""})
    assert prerequisites.chromium() == str(folder / name)


def test_root_on_debian_installs_what_is_missing_and_only_that(
    machine: Callable[..., Path], tmp_path: Path
) -> None:
    machine(root=True, node="", apt_get=installer(str(tmp_path)))
    ensure(["chromium", "node"])
    update, install = (tmp_path / "log").read_text(encoding="utf-8").splitlines()
    assert update.endswith(" update")
    assert install.endswith(" install -y chromium")


def test_without_root_chromium_is_downloaded_by_playwright(machine: Callable[..., Path]) -> None:
    machine(root=False, apt_get="")
    assert install_commands([CHROMIUM, NODE]) == [
        (sys.executable, "-m", "playwright", "install", "chromium")
    ]
    assert install_commands([NODE]) == []


def test_playwright_is_tried_where_apt_get_has_no_package(machine: Callable[..., Path]) -> None:
    machine(root=True, apt_get="exit 100")
    *_, last = install_commands([PROGRAMS["headless-chromium"]])
    assert last[1:] == ("-m", "playwright", "install", "chromium")


def test_tests_prefer_the_faster_headless_browser(machine: Callable[..., Path]) -> None:
    folder = machine(root=False, chromium="", chromium_headless_shell="")
    assert prerequisites.chromium("headless-chromium") == str(folder / "chromium-headless-shell")
    assert prerequisites.chromium() == str(folder / "chromium")


def test_what_cannot_be_installed_is_named_in_one_line_with_the_reason(
    machine: Callable[..., Path], capfd: pytest.CaptureFixture[str]
) -> None:
    machine(root=True, apt_get="echo 'E: no space left'; echo '    at apt'; exit 1")
    assert main(["node", "java"]) == 3
    *_, line = capfd.readouterr().err.splitlines()
    assert line.startswith("missing: node, java (E: no space left); install it")
    assert line.endswith("sudo apt-get install nodejs default-jre-headless)")


def test_without_root_a_missing_program_is_named_and_nothing_is_tried(
    machine: Callable[..., Path], capfd: pytest.CaptureFixture[str]
) -> None:
    machine(root=False, apt_get="exit 9")
    assert main(["java"]) == 3
    (line,) = capfd.readouterr().err.splitlines()
    assert line.startswith("missing: java; install it")


def test_a_missing_browser_fails_a_browser_test_and_says_how_to_get_one(
    machine: Callable[..., Path],
) -> None:
    machine(root=False)
    with pytest.raises(MissingProgramError, match="make test, which installs it"):
        prerequisites.chromium()


def test_an_unknown_program_is_refused_with_the_known_ones(
    capfd: pytest.CaptureFixture[str],
) -> None:
    assert main(["chrmium"]) == 2
    assert "use: headless-chromium, chromium, node, npm, java" in capfd.readouterr().err
