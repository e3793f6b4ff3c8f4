"""What an export is: a file made from the content for other programs, or for search."""

from __future__ import annotations

from collections.abc import Callable

from explainer.content import Content
from explainer.readonly import read_only


@read_only
class Export:
    """A file that the build generates from the content for other programs, such as `feed.xml`.

    `make(content)` returns its bytes; `content` has only the records that the file depends on.
    `made_with`: other values that it depends on, as text.
    """

    address: str
    content: Content
    make: Callable[[Content], bytes]
    made_with: str = ""
