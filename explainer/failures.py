"""What the machine got wrong, as exceptions.

Failure
├── PublishFailure      the site folder cannot be used or written
│   ├── FolderRefused   it holds other things, or lies in the way of the content
│   └── FolderBusy      another build holds its lock
└── PortTaken           the preview's port is in use
"""

from __future__ import annotations


class Failure(Exception):
    """The machine let the build down; the message says what, where, and what to do."""


class PublishFailure(Failure):
    """The site folder cannot be used or written."""


class FolderRefused(PublishFailure):
    """The site folder holds things that this build did not make, where its own should go."""


class FolderBusy(PublishFailure):
    """Another build is writing to the same site folder."""


class PortTaken(Failure):
    """The address that the preview should listen on is in use."""
