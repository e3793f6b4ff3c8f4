"""Checks that pandoc and biber read the exported sources without losing anything."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from tools.audit.measures import Measure

# biber's warning about a field or value that it drops; others are about what a source doesn't have.
REPEATED_AUTHOR = "———"
_DROPPED = re.compile(r"WARN - .*(?:Invalid field|Invalid value|ignoring)")


def check_reference_managers(site: Path) -> Iterator[Measure]:
    """Yield a measure for each of pandoc and biber, run on the site's `sources` files."""
    items = json.loads((site / "sources.json").read_text(encoding="utf-8"))
    yield _measure("Sources cited by pandoc in Chicago style", tuple(_pandoc_faults(site, items)))
    yield _measure("BibTeX fields kept by biber", tuple(_biber_faults(site / "sources.bib")))


def _measure(name: str, faults: tuple[str, ...]) -> Measure:
    return Measure(name, "no faults", f"{len(faults)} faults", not faults, faults)


def _pandoc_faults(site: Path, items: Sequence[dict[str, Any]]) -> Iterator[str]:
    """Yield each source whose entry lacks its title, newspaper or first author's family name.

    `--citeproc` uses the Chicago author-date style unless it is given another.
    """
    for file in ("sources.json", "sources.bib"):
        document = f"---\nbibliography: {site / file}\nnocite: '@*'\n---\n"
        command = ["pandoc", "--citeproc", "--from=markdown", "--to=html"]
        html = _output([*command, "--wrap=none"], text=document)
        entries = dict(entries_of(html))
        for item in items:
            entry = entries.get(item["id"], "")
            author: dict[str, str] = next(iter(item.get("author", ())), {})
            for part in (author.get("family"), author.get("literal"), item.get("container-title")):
                if part and _letters(part) not in entry:
                    yield f'{file}: pandoc doesn\'t print "{part}" for {item["id"]}'


def entries_of(html: str) -> Iterator[tuple[str, str]]:
    """Yield the id and the letters of each entry of a bibliography in HTML.

    Where the style doesn't repeat an author, the entries above with that author come before it.
    """
    above = ""
    for id_, entry in re.findall(r'<div id="ref-([^"]+)"[^>]*>(.*?)</div>', html, re.DOTALL):
        above = (above if REPEATED_AUTHOR in entry else "") + _letters(entry)
        yield id_, above


def _letters(text: str) -> str:
    """Return only the letters and digits of HTML or plain text, in lower case.

    Styles change quotation marks, dashes and letter case.
    """
    return re.sub(r"<[^>]*>|&\w+;|[\W_]", "", text).casefold()


def _biber_faults(path: Path) -> Iterator[str]:
    with TemporaryDirectory() as folder:
        result = Path(folder) / "sources.bib"
        command = ["biber", "--tool", "--validate-datamodel", "--nolog", f"--output-file={result}"]
        for line in _output([*command, str(path)]).splitlines():
            if is_dropped_field(line):
                yield line


def is_dropped_field(line: str) -> bool:
    """Return whether biber warns on this line that it drops a field or its value."""
    return bool(_DROPPED.match(line))


def _output(command: Sequence[str], *, text: str = "") -> str:
    """Return what a command prints; raises RuntimeError if it fails."""
    result = subprocess.run(  # noqa: S603
        command, input=text, check=False, capture_output=True, text=True, encoding="utf-8"
    )
    if result.returncode:
        raise RuntimeError(f"{command[0]} failed:\n{result.stdout}{result.stderr}")
    return result.stdout
