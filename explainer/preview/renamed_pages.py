"""Finds pages that were renamed between two builds."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from explainer.content import Content
    from explainer.model import Page


def renamed_pages(before: Content, now: Content) -> dict[str, str]:
    """Return the new address of each page that has another one now, by its old address.

    It's the same page if it has the same text or the same title, and if no other page has either.
    """
    old, new = _by_address(before), _by_address(now)
    added = [page for address, page in new.items() if address not in old]
    renamed = {}
    for address, page in old.items():
        if address not in new and (found := _same_page(page, added)):
            renamed[address] = found.address
    return renamed


def _by_address(content: Content) -> dict[str, Page]:
    return {page.address: page for page in content.pages}


def _same_page(page: Page, added: list[Page]) -> Page | None:
    html = page.prose.fragment.html
    same_text = [other for other in added if html and other.prose.fragment.html == html]
    candidates = same_text or [other for other in added if other.title == page.title]
    return candidates[0] if len(candidates) == 1 else None
