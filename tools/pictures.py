"""Takes the pictures in `docs/pictures/`: `make pictures`.

They show the guide's own explainer, built from its examples, and the shipped one. Run it when the
look of a page has changed; it needs Chromium.
"""

from __future__ import annotations

import base64
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from playwright.sync_api import ViewportSize, sync_playwright

from explainer import cli
from tools.guide import PROJECT, all_files
from tools.prerequisites import chromium

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

FOLDER = PROJECT / "docs" / "pictures"
# Pictures load while somebody reads.
LARGEST = 40_000
MARGIN = 12


class Picture(NamedTuple):
    """A part of a page: what `selector` finds, or what is around `click`, or the top of the page.

    What `click` finds is clicked first. `height` is the most that is shown.
    """

    name: str
    address: str
    selector: str = ""
    click: str = ""
    width: int = 960
    height: int = 640


KITES = (
    Picture("home", "index.html"),
    Picture("side", "highfield.html", height=560),
    Picture("markdown", "background/signs.html", ".text", width=760),
    Picture("citation", "background/index.html", click=".key-points a[href^='#src']", height=260),
    Picture("timeline", "timeline.html", ".month", height=900),
    Picture("in-force", "background/moves.html", ".in-force-table"),
    Picture("outcome", "outcomes/tails-return.html", "section.outcome", height=460),
    Picture("term", "background/tails.html", click="a[href='#term.sail-distance']", height=200),
    Picture("chart", "background/moves.html", "figure[id='chart.sold']", width=760),
    Picture("diagram", "background/moves.html", ".diagram-figure"),
    Picture("accounts", "background/moves.html", ".accounts"),
    Picture("status", "index.html", "section.status"),
)
SHIPPED = (
    Picture("h200-home", "index.html", width=1100, height=640),
    Picture("h200-diagram", "index.html", ".diagram-frame", width=1100),
)


def take_pictures(folder: Path) -> None:
    """Take every picture anew."""
    folder.mkdir(exist_ok=True)
    with (
        tempfile.TemporaryDirectory() as temporary,
        sync_playwright() as playwright,
    ):
        project = Path(temporary)
        for name, text in all_files().items():
            path = project / "content" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        if status := cli.main(["--quiet", "--project", temporary]):
            raise SystemExit(status)
        browser = playwright.chromium.launch(executable_path=chromium("headless-chromium"))
        for picture in KITES:
            take(browser, picture, (project / "site").as_uri(), folder)
        for picture in SHIPPED:
            take(browser, picture, (PROJECT / "site").as_uri(), folder)
        browser.close()


def take(browser: Browser, picture: Picture, site: str, folder: Path) -> None:
    """Take one picture."""
    size = ViewportSize(width=picture.width, height=picture.height)
    page = browser.new_page(viewport=size, reduced_motion="reduce", color_scheme="light")
    page.goto(f"{site}/{picture.address}")
    if picture.click:
        page.locator(picture.click).first.click()
        page.mouse.move(0, 0)
    page.evaluate("document.fonts.ready")
    data = smallest(page, picture)
    (folder / f"{picture.name}.webp").write_bytes(data)
    page.close()


def smallest(page: Page, picture: Picture) -> bytes:
    """Return a picture of the page in the best quality that isn't too large."""
    session = page.context.new_cdp_session(page)
    for quality in (90, 80, 70, 60, 50, 40, 30, 20):
        shot = session.send(
            "Page.captureScreenshot",
            {
                "format": "webp",
                "quality": quality,
                "captureBeyondViewport": True,
                "clip": clip(page, picture),
            },
        )
        data = base64.b64decode(shot["data"])
        if len(data) <= LARGEST:
            return data
    raise ValueError(f"{picture.name} is larger than {LARGEST} bytes; show less of the page")


def clip(page: Page, picture: Picture) -> dict[str, float]:
    """Return the part of the page that is shown."""
    x, y, width, height = 0.0, 0.0, float(picture.width), float(picture.height)
    if shown := picture.selector or picture.click:
        box = page.locator(shown).first.bounding_box()
        if box is None:
            raise ValueError(f"{picture.name}: {shown} isn't visible on {picture.address}")
        top = box["y"] + page.evaluate("scrollY")
        if picture.click:
            y = max(0.0, top - height / 2)
        else:
            x, y = max(0.0, box["x"] - MARGIN), top - MARGIN
            width = box["width"] + 2 * MARGIN
            height = min(box["height"] + 2 * MARGIN, height)
    return {"x": x, "y": y, "width": width, "height": height, "scale": 1}


if __name__ == "__main__":
    take_pictures(FOLDER)
