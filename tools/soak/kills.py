"""Kills a process that publishes the shipped site, again and again, at random moments."""

from __future__ import annotations

import multiprocessing
import shutil
import time
from pathlib import Path

from explainer.publish import STAGE, publish
from explainer.render import RenderedFile
from tools.soak.trials import (
    PROJECT,
    Failed,
    Soak,
    broken_links,
    contents,
    expect_equal,
    pages_of,
)

Site = tuple[RenderedFile, ...]


def run_kills(soak: Soak) -> str:
    """Publish two versions of the shipped site in turn, each killed once and then finished.

    After each kill, no link or anchor may be broken and no file partly written; the next build must
    leave exactly its own version.
    """
    versions = [pages_of(content) for content in _contents(soak)]
    site = soak.fresh("kills")
    publish(versions[0], site)
    started = time.monotonic()
    publish(versions[1], site)
    longest = 0.7 * (time.monotonic() - started)
    killed = midway = 0
    for number in range(soak.kills):
        new = versions[number % 2]
        process = multiprocessing.get_context("fork").Process(target=publish, args=(new, site))
        process.start()
        # Most kills wait for the part that matters: writing and moving files.
        while number % 4 and process.is_alive() and not (site / STAGE).exists():
            time.sleep(0.0002)
        time.sleep(soak.chance.uniform(0, longest))
        process.kill()
        process.join()
        killed += process.exitcode != 0
        midway += (site / STAGE).exists()
        files = contents(site)
        if broken := broken_links(files):
            raise Failed(f"kill {number}: {len(broken)} broken links, such as {broken[0]}")
        _expect_whole_files(files, versions, number)
        publish(new, site)
        expect_equal(contents(site), {f.address: f.read() for f in new}, f"after kill {number}")
        if sorted(path.name for path in site.iterdir() if path.name.startswith(".")) != [
            ".manifest.json"
        ]:
            raise Failed(f"after kill {number}: more than the site is in its folder")
    return f"{soak.kills} kills, {killed} before the end, {midway} with files still staged"


def _contents(soak: Soak) -> tuple[Path, Path]:
    """Return two content folders: the shipped one, and one with pages added, removed and renamed."""
    folder = soak.fresh("kills-content")
    shutil.copytree(PROJECT / "content", folder)
    for name in ("one", "two"):
        other = "two" if name == "one" else "one"
        text = f"---\ntitle: Soak {name}\n---\nSee [the other](soak-{other}.md#end).\n\n## End\n\nEnd.\n"
        (folder / f"soak-{name}.md").write_text(text, encoding="utf-8")
    home = folder / "index.md"
    home.write_text(home.read_text("utf-8") + "\n## Soak\n\n[One](soak-one.md)\n", "utf-8")
    for page in sorted(folder.rglob("*.md")):
        up = "../" * (len(page.relative_to(folder).parts) - 1)
        more = f"\n## More\n\n[What soaks]({up}index.md#soak)\n"
        page.write_text(page.read_text("utf-8") + more, "utf-8")
    return PROJECT / "content", folder


def _expect_whole_files(files: dict[str, bytes], versions: list[Site], number: int) -> None:
    """Raise Failed if a file is in neither version; an interim page has all the text of one."""
    known = {(f.address, f.read()) for version in versions for f in version}
    ends = {(f.address, f.read()[-40:]) for version in versions for f in version}
    for address, data in files.items():
        is_whole = (address, data) in known
        if not is_whole and not (address.endswith(".html") and (address, data[-40:]) in ends):
            raise Failed(f"kill {number}: {address} is partly written")
