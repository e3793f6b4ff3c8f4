"""Problems in SARIF 2.1.0, the format of OASIS for the results of checks, which many tools show."""

from __future__ import annotations

import json
from pathlib import PurePath
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from explainer import __version__

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"


def sarif_of(report: Sequence[Mapping[str, Any]], folders: Mapping[str, str]) -> str:
    """Return the problems of `report_of` as a SARIF log with one run.

    `folders` has the path of each root. Paths in it that are relative stay relative.
    """
    codes = sorted({row["code"] for row in report})
    driver = {"name": "explainer", "version": __version__, "rules": [{"id": c} for c in codes]}
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "results": [_result(row, folders, codes.index(row["code"])) for row in report],
    }
    return json.dumps({"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}, indent=1)


def _result(row: Mapping[str, Any], folders: Mapping[str, str], rule: int) -> dict[str, Any]:
    text = f"{row['message']}; {row['hint']}" if row["hint"] else row["message"]
    path = PurePath(folders[row["root"]], row["file"])
    uri = path.as_uri() if path.is_absolute() else quote(path.as_posix())
    location = {"artifactLocation": {"uri": uri}, "region": {"startLine": row["line"]}}
    return {
        "ruleId": row["code"],
        "ruleIndex": rule,
        "level": row["severity"],
        "message": {"text": text},
        "locations": [{"physicalLocation": location}],
    }
