"""Ids and files of new pieces: which are proposed, which are taken, and where each piece goes."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from explainer.dates import parse
from explainer.new.made_ids import file_name_from, id_fault, id_from, name_fault, next_free
from explainer.pages.page_kinds import LIST_ADDRESSES, RESERVED_ADDRESSES

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from explainer.content import Content
    from explainer.model import Record

_OUTCOMES = "outcomes"


class Naming:
    """Names a new piece; `values` are what is known of it, `root` is the content folder."""

    def __init__(self, piece: str, values: Mapping[str, str], content: Content, root: Path) -> None:
        self._piece = piece
        self._values = values
        self._content = content
        self._root = root

    def proposed(self) -> str:
        """Return an id that is free, or "" if the title has neither letters nor digits."""
        made = self._made()
        return next_free(made, self.taken_by) if made else ""

    def why_not_made(self) -> str:
        """Return why the id made from the title can't be taken, or "" if it can."""
        made = self._made()
        if not made:
            return "the title has no letters or digits to make an id from"
        place = self.taken_by(made)
        return f'"{made}", made from the title, is taken by {place}' if place else ""

    def read(self, id_: str) -> str:
        """Return the id; raise ValueError if it isn't valid or is taken."""
        if fault := self._fault(id_):
            raise ValueError(fault)
        if place := self.taken_by(id_):
            free = next_free(id_, self.taken_by)
            raise ValueError(f'"{id_}" is taken by {place}; "{free}" is free')
        return id_

    def taken_by(self, id_: str) -> str:
        """Return the place of what has an id already, or ""."""
        for path in self.files(id_):
            if _exists(self._root, path):
                return path
        if self._piece == "page":
            return ""
        record = self._record(id_)
        if record is not None:
            return f"{record.place.file}:{record.place.line}"
        drafts = [path for path, outcome in self._content.drafts.items() if outcome == id_]
        return drafts[0] if drafts and self._piece == "outcome" else ""

    def files(self, id_: str) -> tuple[str, ...]:
        """Return the files that are new with the piece, as paths in the content folder."""
        if self._piece == "page":
            return (self._page(id_),)
        if self._piece == "outcome":
            # A title in another script names the file, even though it can't be the id.
            title = self._values["title"]
            name = id_ if id_from(title) or self._values["given_id"] else file_name_from(title)
            return (f"{self._outcome_chapter()}/{name or id_}.md",)
        if self._piece == "chart":
            return f"charts/{id_}.yaml", f"data/{id_}.csv"
        return ()

    def _page(self, name: str) -> str:
        chapter = self._values.get("chapter", "")
        if not chapter:
            return f"{name}.md"
        starts = any(page.chapter == chapter for page in self._content.pages)
        return f"{chapter}/{name}.md" if starts else f"{chapter}/index.md"

    def _outcome_chapter(self) -> str:
        """Return the chapter of most outcomes, or else `outcomes`."""
        chapters = Counter(page.chapter for page in self._content.outcome_pages if page.chapter)
        return chapters.most_common(1)[0][0] if chapters else _OUTCOMES

    def _fault(self, id_: str) -> str:
        if self._piece == "page":
            if f"{id_}.html" in RESERVED_ADDRESSES and not self._values.get("chapter"):
                return f'"{id_}" is the name of a page that the build makes; choose another'
            return name_fault(id_, ".md")
        ending = {"outcome": ".md", "chart": ".csv"}.get(self._piece, "")
        return id_fault(id_, ending=ending)

    def _made(self) -> str:
        title = self._values["title"]
        if self._piece == "page":
            made = file_name_from(title)
            # A page of that name would be shown above the list of the same name.
            is_list = f"{made}.html" in (*LIST_ADDRESSES, *RESERVED_ADDRESSES, "index.html")
            return f"{made}-page" if is_list or (made and self._fault(made)) else made
        made = id_from(title)
        if made:
            return f"{made}-{self._piece}" if self._fault(made) else made
        if not any(c.isalnum() for c in title):
            return ""
        if date := self._values.get("date"):
            return f"{self._piece}-{parse(date).start.iso}"
        return f"{self._piece}-{len(self._records()) + 1}"

    def _records(self) -> Mapping[str, Record]:
        """Return the records of the piece's kind, by id."""
        content = self._content
        by_kind: dict[str, Mapping[str, Record]] = {
            "event": content.event_by_id,
            "source": content.source_by_id,
            "term": content.term_by_id,
            "account": content.account_by_id,
            "upcoming": content.upcoming_by_id,
            "outcome": content.page_by_outcome,
            "chart": content.chart_by_id,
        }
        return by_kind[self._piece]

    def _record(self, id_: str) -> Record | None:
        return self._records().get(id_)


def _exists(root: Path, path: str) -> bool:
    """Return whether a file exists, letter case apart."""
    folder, _, name = path.rpartition("/")
    if not (root / folder).is_dir():
        return False
    return name.casefold() in (each.name.casefold() for each in (root / folder).iterdir())
