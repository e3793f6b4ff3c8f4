"""The files of the publishing guide are real ones, and the build action works as it says."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml
from examples import PROJECT

from explainer.new.project import STARTER
from explainer.options import parse

GUIDE = PROJECT / "docs" / "publishing.md"
TEXT = GUIDE.read_text(encoding="utf-8")
EXAMPLES = PROJECT / "docs" / "examples"
WORKFLOW = STARTER / "dot-github" / "workflows" / "publish.yml"
ACTION_FILE = PROJECT / ".github" / "actions" / "build" / "action.yml"
ACTION: dict[str, Any] = yaml.safe_load(ACTION_FILE.read_text(encoding="utf-8"))
STEPS: dict[str, dict[str, Any]] = {
    step["name"]: step for step in ACTION["runs"]["steps"] if "run" in step
}
FILES = [WORKFLOW, *sorted(EXAMPLES.iterdir())]
PINNED = re.compile(r"uses: (actions/[\w-]+@[0-9a-f]{40} # v[\d.]+)$", re.MULTILINE)
BASH = shutil.which("bash") or "bash"


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_the_guide_shows_each_file_as_it_is(path: Path) -> None:
    assert f"\n{path.read_text(encoding='utf-8')}```\n" in TEXT


def test_every_block_of_the_guide_is_a_file_or_the_policy() -> None:
    blocks = re.findall(r"^```\w+\n(.*?)^```$", TEXT, re.DOTALL | re.MULTILINE)
    texts = {path.read_text(encoding="utf-8") for path in FILES}
    (policy,) = set(blocks) - texts
    assert policy.strip() in (EXAMPLES / "_headers").read_text(encoding="utf-8")


def test_every_action_is_pinned_to_a_commit_that_a_workflow_here_uses() -> None:
    known = {
        action
        for path in (*(PROJECT / ".github" / "workflows").glob("*.yml"), WORKFLOW)
        for action in PINNED.findall(path.read_text(encoding="utf-8"))
    }
    for path in (ACTION_FILE, *EXAMPLES.glob("*.yml")):
        text = path.read_text(encoding="utf-8")
        actions = PINNED.findall(text)
        assert set(actions) <= known
        assert len(actions) == text.count("uses: ") - text.count("uses: TODO")


@pytest.mark.parametrize("path", sorted(EXAMPLES.glob("*.yml")), ids=lambda path: path.name)
def test_a_workflow_with_the_action_passes_only_what_the_action_takes(path: Path) -> None:
    workflow = yaml.safe_load(path.read_text(encoding="utf-8"))
    (job,) = workflow["jobs"].values()
    (step,) = (step for step in job["steps"] if step["uses"].startswith("TODO"))
    action = ACTION_FILE.parent.relative_to(PROJECT).as_posix()
    assert step["uses"] == f"TODO/explainer/{action}@TODO"
    assert step.get("with", {}).keys() <= ACTION["inputs"].keys()
    assert workflow["permissions"] == {"contents": "read"}
    assert ("permissions" in job) == (path.stem == "publish-with-action")


def test_netlify_builds_into_the_folder_that_it_publishes_with_the_same_headers() -> None:
    settings = tomllib.loads((EXAMPLES / "netlify.toml").read_text(encoding="utf-8"))
    assert settings.keys() == {"build", "headers"}
    install, build = settings["build"]["command"].split(" && ")
    assert install == 'python -m pip install "$EXPLAINER"'
    assert shlex.split(build)[0] == "explainer"
    assert settings["build"]["publish"] == "site"
    assert "EXPLAINER" in settings["build"]["environment"]
    (headers,) = settings["headers"]
    assert headers == {"for": "/*", "values": headers_for_cloudflare()}


def headers_for_cloudflare() -> dict[str, str]:
    """Return the headers of `_headers`: a line with a path, then indented names and values."""
    path, *lines = (EXAMPLES / "_headers").read_text(encoding="utf-8").splitlines()
    assert path == "/*"
    assert all(line.startswith("  ") and len(line) < 2000 for line in lines)
    return dict(line.strip().split(": ", 1) for line in lines)


def test_the_commands_of_the_files_are_ones_that_explainer_has() -> None:
    texts = "\n".join(path.read_text(encoding="utf-8") for path in FILES) + TEXT
    commands = set(re.findall(r"explainer (build [^\n&`']+)", texts))
    assert len(commands) >= 4
    for command in commands:
        line = re.sub(r"\$\{BASE_URL:\+(.*)\}", r"\1", command)
        line = re.sub(r'"\$\w+/?"', "https://example.org/", line)
        assert parse(shlex.split(line), "explainer").base_url == "https://example.org/"


def test_the_upload_script_uploads_what_it_has_built(tmp_path: Path) -> None:
    log = stubs(tmp_path, "explainer", "rclone")
    script = EXAMPLES / "upload.sh"
    address = "https://example.org/"
    done = run(["sh", str(script), "kites:bucket", address], tmp_path)
    assert done.returncode == 0, done.stderr
    build, upload = log.read_text(encoding="utf-8").splitlines()
    assert build == f"explainer build --strict --base-url {address}"
    assert upload.startswith(
        "rclone sync site kites:bucket --checksum --exclude /.* --header-upload"
    )
    (tmp_path / "bin" / "explainer").write_text("#!/bin/sh\nexit 1\n", encoding="utf-8")
    log.unlink()
    assert run(["sh", str(script), "kites:bucket", address], tmp_path).returncode == 1
    assert not log.exists()


def stubs(folder: Path, *names: str) -> Path:
    """Put programs into a folder `bin` that only log how they were called; return the log."""
    log = folder / "log"
    (folder / "bin").mkdir()
    for name in names:
        program = folder / "bin" / name
        program.write_text(f"#!/bin/sh\nprintf '%s\\n' \"{name} $*\" >> {shlex.quote(str(log))}\n")
        program.chmod(0o755)
    return log


def run(command: list[str], folder: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    env = {"PATH": f"{folder / 'bin'}{os.pathsep}{os.environ['PATH']}", **variables}
    return subprocess.run(command, cwd=folder, env=env, capture_output=True, text=True, check=False)


def run_step(name: str, folder: Path, **inputs: str) -> subprocess.CompletedProcess[str]:
    """Run a step of the action in bash as GitHub does, with inputs as its variables."""
    given = {variable.upper().replace("-", "_"): value for variable, value in inputs.items()}
    assert given.keys() | {"ACTION"} >= STEPS[name]["env"].keys()
    script = folder / "step.sh"
    script.write_text(STEPS[name]["run"], encoding="utf-8")
    command = [BASH, "--noprofile", "--norc", "-e", "-o", "pipefail", str(script)]
    output = str(folder / "output")
    variables = {"ACTION": "/the action", "GITHUB_OUTPUT": output, **given}
    return run(command, folder, **variables)


def test_the_action_has_only_keys_that_a_composite_action_has() -> None:
    assert ACTION.keys() == {"name", "description", "inputs", "outputs", "runs"}
    assert ACTION["runs"].keys() == {"using", "steps"}
    assert ACTION["runs"]["using"] == "composite"
    for values in ACTION["inputs"].values():
        assert values.keys() == {"description", "default"}
        assert isinstance(values["default"], str)
    for step in ACTION["runs"]["steps"]:
        keys = {"name", "id", "shell", "env", "run"} if "run" in step else {"uses", "with"}
        assert step.keys() <= keys
        if "run" in step:
            assert step["shell"] == "bash"
            # Values reach scripts as variables: in a script they would be run as a part of it.
            assert "${{" not in step["run"]


def test_the_action_uses_each_of_its_inputs_and_outputs() -> None:
    text = ACTION_FILE.read_text(encoding="utf-8")
    assert set(re.findall(r"inputs\.([\w-]+)", text)) == ACTION["inputs"].keys()
    identifiers = {step.get("id") for step in ACTION["runs"]["steps"]}
    assert set(re.findall(r"steps\.(\w+)\.outputs", text)) <= identifiers


@pytest.mark.parametrize("name", STEPS)
def test_the_steps_of_the_action_are_valid_bash(name: str, tmp_path: Path) -> None:
    script = tmp_path / "step.sh"
    script.write_text(STEPS[name]["run"], encoding="utf-8")
    assert run([BASH, "-n", str(script)], tmp_path).returncode == 0


def test_by_default_the_action_installs_its_own_repository_with_locked_dependencies(
    tmp_path: Path,
) -> None:
    log = stubs(tmp_path, "python")
    done = run_step("Install", tmp_path, **{"from": ""})
    assert done.returncode == 0, done.stderr
    assert log.read_text(encoding="utf-8").splitlines() == [
        "python -m pip install --quiet --require-hashes -r /the action/../../../requirements.txt",
        "python -m pip install --quiet --no-deps /the action/../../..",
    ]
    assert (ACTION_FILE.parent / "../../../requirements.txt").resolve().exists()
    assert (ACTION_FILE.parent / "../../../pyproject.toml").resolve().exists()


@pytest.mark.parametrize("address", ["git+https://example.org/a.git@v1", "./a b", ".", r".\a"])
def test_the_action_installs_from_an_address_or_a_path(address: str, tmp_path: Path) -> None:
    log = stubs(tmp_path, "python")
    done = run_step("Install", tmp_path, **{"from": address})
    assert done.returncode == 0, done.stderr
    assert log.read_text(encoding="utf-8").strip().endswith(f"--quiet {address}")


def test_the_action_refuses_a_bare_name_which_may_be_somebody_elses(tmp_path: Path) -> None:
    log = stubs(tmp_path, "python")
    done = run_step("Install", tmp_path, **{"from": "explainer"})
    assert done.returncode == 2
    assert done.stdout.startswith("::error::explainer is a bare name")
    assert not log.exists()


@pytest.mark.parametrize(
    ("inputs", "options"),
    [
        ({}, "--project . --format github"),
        ({"strict": "true"}, "--project . --format github --strict"),
        ({"project": "a b"}, "--project a b --format github"),
        (
            {"base-url": "https://example.org/a"},
            "--project . --format github --base-url https://example.org/a/",
        ),
        (
            {"base-url": "https://example.org/a/"},
            "--project . --format github --base-url https://example.org/a/",
        ),
    ],
)
def test_the_action_builds_with_its_inputs(
    inputs: dict[str, str], options: str, tmp_path: Path
) -> None:
    log = stubs(tmp_path, "explainer")
    values = {name: ACTION["inputs"][name]["default"] for name in ("project", "strict", "base-url")}
    values |= inputs
    done = run_step("Build", tmp_path, **values)
    assert done.returncode == 0, done.stderr
    assert log.read_text(encoding="utf-8") == f"explainer build {options}\n"
    output = (tmp_path / "output").read_text(encoding="utf-8")
    assert output == f"site={values['project']}/site\n"


def test_the_action_fails_if_the_build_does_or_strict_is_neither_true_nor_false(
    tmp_path: Path,
) -> None:
    log = stubs(tmp_path, "explainer")
    values = {"project": ".", "strict": "yes", "base-url": ""}
    assert run_step("Build", tmp_path, **values).returncode == 2
    assert not log.exists()
    (tmp_path / "bin" / "explainer").write_text("#!/bin/sh\nexit 1\n", encoding="utf-8")
    assert run_step("Build", tmp_path, **{**values, "strict": "true"}).returncode == 1
    assert not (tmp_path / "output").exists()


def test_the_guide_lists_the_inputs_of_the_action() -> None:
    rows = re.findall(r"^\| `([\w-]+)` \| (`.*`|none) \| (.*) \|$", TEXT, re.MULTILINE)
    assert [row[0] for row in rows] == list(ACTION["inputs"])
    for name, default, meaning in rows:
        values = ACTION["inputs"][name]
        assert default.strip("`") == (values["default"] or "none")
        description = " ".join(values["description"].split()).rstrip(".")
        assert meaning == description[0].lower() + description[1:]
