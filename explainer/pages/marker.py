"""What a marker is: the record that each of them has, with what it reads and what it shows."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

from explainer.readonly import frozen

if TYPE_CHECKING:
    from explainer.content import Content
    from explainer.fragment import Mark
    from explainer.pages.dependencies import Dependencies
    from explainer.pages.prose_html import Writer

# What a marker takes if it takes filters, as in `[events side=us]`.
FILTERS = "filters"


def _cites_nothing(content: Content, mark: Mark) -> Iterable[str]:
    del content, mark
    return ()


@frozen
class Marker:
    """A marker, such as `[chart NAME]`, which pages replace with a list, chart or diagram.

    `takes`: FILTERS, the kind of record that it takes the id of, or empty if it takes nothing.
    `reads(dependencies, mark)` declares all records that it shows.
    `shows(writer, mark)` returns the view for `templates/blocks/NAME.html`.
    `cites(content, mark)` returns the ids of the sources that it cites on the page itself.
    """

    name: str
    takes: str
    reads: Callable[[Dependencies, Mark], None]
    shows: Callable[[Writer, Mark], Any]
    cites: Callable[[Content, Mark], Iterable[str]] = _cites_nothing
