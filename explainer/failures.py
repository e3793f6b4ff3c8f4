"""Exceptions for failures of the machine or of this program, not for mistakes in the content.

Failure
├── PublishFailure      the site folder can't be used or written
│   ├── FolderRefused   publishing could damage files the build didn't write
│   └── FolderBusy      another build has locked the folder
├── DrawingFailure      the program that draws charts can't run
├── PortTaken           the preview's port is already in use
└── UndeclaredError     a page uses records that its kind or its markers didn't declare
"""

from __future__ import annotations


class Failure(Exception):
    """The build or preview can't continue; the message says what failed and what to do."""


class PublishFailure(Failure):
    """The site folder can't be used or written."""


class FolderRefused(PublishFailure):
    """Publishing to the site folder could damage files that the build didn't write."""


class FolderBusy(PublishFailure):
    """Another build has locked the site folder."""


class DrawingFailure(Failure):
    """The program that draws charts can't be started, or was stopped."""


class PortTaken(Failure):
    """The port that the preview should listen on is already in use."""


class UndeclaredError(Failure):
    """A page uses a record or collection that its kind or its markers didn't declare.

    `what` is the record or collection, and `page` the page's address and kind, once it's known.
    """

    def __init__(self, what: str, page: str = "") -> None:
        where = f" on the page {page}" if page else ""
        super().__init__(
            f"{what} is used{where}, but not declared; "
            "declare it in `reads` of the page kind or marker that shows it"
        )
        self.what = what
