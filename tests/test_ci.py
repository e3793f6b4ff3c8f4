"""CI runs what developers run, on every supported Python, with pinned actions and no write access."""

from __future__ import annotations

import re
import tomllib

import yaml
from examples import PROJECT

WORKFLOWS = sorted((PROJECT / ".github" / "workflows").glob("*.yml"))
PINNED = re.compile(r"[\w.-]+/[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+")


def test_every_action_is_pinned_to_a_commit_and_names_its_version() -> None:
    uses = [
        line.partition("uses:")[2].strip()
        for path in WORKFLOWS
        for line in path.read_text(encoding="utf-8").splitlines()
        if "uses:" in line
    ]
    assert uses
    others = [action for action in uses if not action.startswith("./.github/actions/")]
    assert [action for action in others if not PINNED.fullmatch(action)] == []


def test_no_workflow_may_write_to_the_repository() -> None:
    for path in WORKFLOWS:
        workflow = yaml.safe_load(path.read_text(encoding="utf-8"))
        assert workflow["permissions"] == {"contents": "read"}, path.name
        assert all("permissions" not in job for job in workflow["jobs"].values()), path.name


def test_ci_runs_every_python_version_from_the_oldest_supported_one() -> None:
    (path,) = (path for path in WORKFLOWS if path.name == "ci.yml")
    (job,) = yaml.safe_load(path.read_text(encoding="utf-8"))["jobs"].values()
    versions = job["strategy"]["matrix"]["python"]
    project = tomllib.loads((PROJECT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert project["requires-python"] == f">={versions[0]}"
    assert versions == ["3.11", "3.12", "3.13", "3.14"]


def test_ci_starts_with_make_test_and_prepares_nothing_before_it() -> None:
    lines = (PROJECT / ".ci" / "run").read_text(encoding="utf-8").splitlines()
    commands = [line for line in lines if line and not line.startswith(("#", "set ", "cd "))]
    assert commands[0] == "make test"
