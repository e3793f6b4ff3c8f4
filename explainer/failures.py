"""Exceptions for failures of the machine rather than mistakes in the content.

Failure
├── PublishFailure      the site folder can't be used or written
│   ├── FolderRefused   publishing could damage files the build didn't write
│   └── FolderBusy      another build has locked the folder
└── PortTaken           the preview's port is already in use
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


class PortTaken(Failure):
    """The port that the preview should listen on is already in use."""
