"""Checks files: pictures that are too large or show a private place, unused files, copied pages."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

from explainer.asset import Asset
from explainer.content import Content
from explainer.load.assets import PICTURES
from explainer.load.exif import read_exif
from explainer.load.file_names import copied_by, windows_fault
from explainer.model import Page
from explainer.problems import Problem, did_you_mean, warning
from explainer.urls import resolve

HEAVIEST = 500  # kilobytes of 1,000 bytes
LARGEST = 2400  # pixels
# Photographs and the like; SVG has a size in pixels too, but it can be shown at any size.
_PHOTOGRAPHS = tuple(ending for ending in PICTURES if ending != ".svg")


def files_are_used(content: Content) -> Iterator[Problem]:
    """Warn about copied files that no text, chart or setting uses."""
    if content.broken or content.drafts:
        # Records that couldn't be loaded, or drafts, may use them.
        return
    names = content.asset_by_address.keys()
    shown = {chart.data for chart in content.charts}
    linked: set[str] = set()
    for _, prose in content.prose_fields():
        for mark in prose.marks:
            if mark.kind in {"page", "image"}:
                targets = shown if mark.kind == "image" else linked
                targets.add(resolve(prose.place.file, mark.target).path)
    if shown - names:
        # A misspelt name, which is reported already, may be that of the unused file.
        return
    used = shown | linked
    if content.logo:
        used.add(content.logo.address)
    for asset in content.assets:
        if asset.address not in used and not copied_by(asset.address, names):
            message = "nothing uses this file, but it would be published"
            yield warning(asset.place, "unused-file", message, "show it, link to it or remove it")


def the_logo_is_a_picture(content: Content) -> Iterator[Problem]:
    """Report a logo that isn't among the files, or that browsers can't show."""
    theme = content.site.theme
    if theme is None or not theme.logo:
        return
    addresses = [asset.address for asset in content.assets]
    pictures = [address for address in addresses if address.lower().endswith(PICTURES)]
    if theme.logo in pictures:
        return
    hint = did_you_mean(theme.logo, pictures) if pictures else ""
    hint = hint or "put the file into images/, and write its path from the content folder"
    message = f'unknown picture "{theme.logo}"'
    yield Problem(theme.place_of("logo"), "unknown-picture", message, hint)


def pictures_are_light(content: Content) -> Iterator[Problem]:
    """Warn about pictures that take long to load on a phone, or are larger than any screen."""
    for asset in content.assets:
        if not asset.address.lower().endswith(PICTURES):
            continue
        kilobytes = -(-len(asset.data) // 1000)
        longest = 0
        if asset.address.lower().endswith(_PHOTOGRAPHS):
            longest = max(asset.width or 0, asset.height or 0)
        if kilobytes > HEAVIEST or longest > LARGEST:
            message = f"this picture {_measures(asset, kilobytes)}"
            advice = []
            if longest > LARGEST:
                advice.append(f"scale it to at most {LARGEST:,} pixels on its longer side")
            if kilobytes > HEAVIEST:
                advice.append(f"save it with at most {HEAVIEST} KB")
            yield warning(asset.place, "large-picture", message, " and ".join(advice))


def _measures(asset: Asset, kilobytes: int) -> str:
    """Return a picture's size and weight, as the end of a sentence."""
    if asset.width and asset.height and asset.address.lower().endswith(_PHOTOGRAPHS):
        return f"has {asset.width:,} × {asset.height:,} pixels and {kilobytes:,} KB"
    return f"has {kilobytes:,} KB"


def pictures_hide_their_place(content: Content) -> Iterator[Problem]:
    """Warn about photographs whose EXIF data says where they were taken, which may be a home."""
    for asset in content.assets:
        if asset.address.lower().endswith(_PHOTOGRAPHS) and (place := read_exif(asset.data).place):
            latitude, longitude = place
            message = (
                "the EXIF data of this picture says where it was taken "
                f"({latitude:.4f}, {longitude:.4f})"
            )
            hint = "remove its metadata, unless readers should know the place"
            yield warning(asset.place, "picture-place", message, hint)


def pages_are_no_copies(content: Content) -> Iterator[Problem]:
    """Warn about pages with the title and most of the text of another, left by copying a file."""
    sources = content.page_by_source.keys()
    first: dict[str, Page] = {}
    for page in content.pages:
        if copied_by(page.source, sources):
            continue
        other = first.setdefault(" ".join(page.title.casefold().split()), page)
        # Names that are nearly the same are reported when they are loaded.
        if _folded(other.source) != _folded(page.source) and _share_text(other, page):
            message = f'the title "{page.title}" and most of the text are also in {other.source}'
            hint = "remove one of the pages, or change its title and text"
            yield warning(page.front.place_of("title"), "same-page", message, hint)


def _folded(path: str) -> str:
    return unicodedata.normalize("NFC", path).casefold()


def _share_text(page: Page, other: Page) -> bool:
    """Return whether most lines of the longer page are also in the other, and at least three."""
    lines, others = (set(filter(None, p.prose.fragment.html.split("\n"))) for p in (page, other))
    shared = len(lines & others)
    return shared >= 3 and 2 * shared > max(len(lines), len(others))


def aliases_work_on_windows(content: Content) -> Iterator[Problem]:
    """Warn about aliases that become files which Windows can't hold."""
    for page in content.pages:
        for number, alias in enumerate(page.front.aliases):
            for name in alias.split("/"):
                # Other rules report the rest of what an alias can't contain.
                if (fault := windows_fault(name)) and "device" in fault:
                    message = f'the alias "{alias}" doesn\'t work on Windows: {fault}'
                    place = page.front.place_of("aliases", number)
                    yield warning(place, "bad-name", message, "change or remove the alias")


RULES = (
    files_are_used,
    the_logo_is_a_picture,
    pictures_are_light,
    pictures_hide_their_place,
    pages_are_no_copies,
    aliases_work_on_windows,
)
