"""Keeps each result as soon as it's known, so that a broken run can go on."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from tools.bench.measuring import Cost


@dataclass(frozen=True)
class Key:
    """What was measured: a scenario of a corpus, with one generator, in one round."""

    corpus: str
    generator: str
    scenario: str
    round: int


@dataclass(frozen=True)
class Result:
    """What came out: the cost, unless the build failed, and the problem, if there is one.

    `timed` is False for a round that only measures memory, which makes a build slower.
    """

    key: Key
    cost: Cost | None
    problem: str | None = None
    timed: bool = True


class Results:
    """The results of one run, in a file of JSON lines: first the run's settings, then the results."""

    def __init__(self, file: Path, settings: dict[str, Any]) -> None:
        self.file = file
        self.settings = settings
        self._by_key: dict[Key, Result] = {}

    def __contains__(self, key: Key) -> bool:
        return key in self._by_key

    def add(self, result: Result) -> None:
        """Keep a result, in the file too."""
        self._by_key[result.key] = result
        with self.file.open("a", encoding="utf-8") as file:
            file.write(json.dumps(asdict(result)) + "\n")

    def all(self) -> list[Result]:
        """Return every result, in the order in which they came."""
        return list(self._by_key.values())

    @classmethod
    def start(cls, file: Path, settings: dict[str, Any]) -> Results:
        """Return empty results, and write the file's first line."""
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(json.dumps(settings) + "\n", encoding="utf-8")
        return cls(file, settings)

    @classmethod
    def read(cls, file: Path) -> Results | None:
        """Return kept results, or None without any; a line that was cut off is left out."""
        if not file.exists():
            return None
        lines = file.read_text(encoding="utf-8").splitlines(keepends=True)
        whole = [json.loads(line) for line in lines if line.endswith("\n")]
        if not whole:
            return None
        if len(whole) < len(lines):
            file.write_text("".join(lines[: len(whole)]), encoding="utf-8")
        results = cls(file, whole[0])
        for record in whole[1:]:
            cost = Cost(**record["cost"]) if record["cost"] else None
            key = Key(**record["key"])
            results._by_key[key] = Result(key, cost, record["problem"], record["timed"])
        return results
