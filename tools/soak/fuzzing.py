"""Damages an explainer at random, files and charts included, and expects problems, not failures."""

from __future__ import annotations

import random
import shutil
import time
from collections import Counter
from pathlib import Path

from tools.soak.trials import LAMPS, Failed, Soak, contents, run_build

# What editors, tools and accidents put into files; each is tried in every kind of file.
SNIPPETS = (
    "[@nobody]", "![x](images/none.svg)", "[events side=nobody]", "{: .uncited}", "<div>", "</p>",
    "[[x]]", "- - - -", "|a|b|\n|--|--|\n|1|2|3|", "\u202e", "\ufeff", "\0", "&#7;", "[^1]", "`" * 9,
    ": [", "{", "&a [*a]", "!!python/object:os.system", "? :", "'", '"', "\t", "%", "@", "2031-02-30",
    "{mark: bar}", "{bin: {step: 1e-7}}", "{calculate: 'random()', as: x}", "{test: '/(a+)+$/'}",
    "transform: [{density: candela, steps: 1000000}]", "axis: {tickCount: 10000000}",
    "type: [quantitative]", "width: 1e9", "width: -1", "url: https://example.org/a.json", "1e999",
    "<script>alert(1)</script>", "<use href='//example.org/a'/>", "a,b\n\"", "🏮" * 50, "x" * 5000,
)  # fmt: skip
NAMES = (
    "aux.md", "lamps (conflicted copy 2031-05-01).md", "trail .md", "a/b/c/d.md", "x.html", "Thumbs.db",
    "images/x.svg", "images/x.html", "images/x.jpg", "data/x.csv", "charts/x.yaml", "timeline/x.yaml",
    "~$lamps.md", "index.md.orig", "lämps.md", "INDEX.md", "site.yml", "100% oil.md", "images/x",
)  # fmt: skip


def run_fuzzing(soak: Soak) -> str:
    """Damage, build and repair until the time is up; return what happened.

    A build may publish or report problems. It mustn't crash, hang, print a traceback, or touch the
    site when there are errors.
    """
    site = soak.fresh("fuzz-site")
    run_build(LAMPS, site)
    statuses: Counter[int] = Counter()
    ends = time.monotonic() + soak.seconds
    number = 0
    while number == 0 or time.monotonic() < ends:
        content = soak.fresh("fuzz-content")
        shutil.copytree(LAMPS, content)
        for _ in range(soak.chance.randint(1, 4)):
            damage(content, soak.chance)
        before = contents(site)
        try:
            result = run_build(content, site)
        except Failed as failure:
            kept = soak.fresh(f"fuzz-failed-{number}")
            shutil.copytree(content, kept, symlinks=True)
            raise Failed(f"case {number}, kept in {kept}: {failure}") from failure
        if result.returncode != 0 and contents(site) != before:
            raise Failed(f"case {number}: errors, but the site changed")
        if result.returncode == 3:
            raise Failed(f"case {number}: content blamed on the machine: {result.stderr}")
        statuses[result.returncode] += 1
        number += 1
    return f"{number} damaged explainers: {statuses[0]} published, {statuses[1]} reported"


def damage(content: Path, chance: random.Random) -> None:
    """Change one file at random: its text, its bytes, its name, or whether it exists."""
    files = sorted(path for path in content.rglob("*") if path.is_file())
    path = chance.choice(files)
    data = path.read_bytes()
    start, end = sorted(chance.randrange(len(data) + 1) for _ in range(2))
    kind = chance.randrange(9)
    snippet = chance.choice(SNIPPETS).encode()
    if kind <= 3:
        line = data.rfind(b"\n", 0, start) + 1
        at = chance.choice((start, line))
        path.write_bytes(data[:at] + snippet + chance.choice((b"", b"\n")) + data[at:])
    elif kind == 4:
        path.write_bytes(data[:start] + data[end:] if end - start < 200 else data[:start])
    elif kind == 5:
        path.write_bytes(data[:start] + bytes([chance.randrange(256)]) + data[start + 1 :])
    elif kind == 6:
        path.write_bytes(data[:start] + data[start:end] * 2 + data[end:])
    elif kind == 7:
        path.unlink()
    else:
        new = content / chance.choice(NAMES)
        new.parent.mkdir(parents=True, exist_ok=True)
        new.write_bytes(data)
