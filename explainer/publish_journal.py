"""The journal: the changes that a build is making, for the next build to finish after a crash."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from explainer.failures import FolderRefused
from explainer.published_files import JOURNAL, STAGE, refuse_outside, text_of
from explainer.readonly import frozen

if TYPE_CHECKING:
    from pathlib import Path

# The folders, in the staging folder, of files in their final form and of interim ones.
FINAL, INTERIM = "files", "interim"


@frozen
class Journal:
    """The changes that a build is making, in this order.

    `respelled`: new addresses, by old ones, of files and folders that change only in letter case.
    `renames`: the files to move from the staging folder into the site folder: `files/ADDRESS`, or
    `interim/ADDRESS` for the interim form of a page.
    `removals`: the addresses of files to remove.
    """

    respelled: dict[str, str]
    renames: list[str]
    removals: list[str]


def read_journal(site_dir: Path) -> Journal:
    """Return the journal in the staging folder; raises FolderRefused if it is invalid."""
    file = site_dir / STAGE / JOURNAL
    try:
        data = json.loads(text_of(file))
        journal = Journal(dict(data["respelled"]), list(data["renames"]), list(data["removals"]))
        spellings = (*journal.respelled, *journal.respelled.values())
        addresses = map(address_of_staged, journal.renames)
        refuse_outside((*spellings, *addresses, *journal.removals))
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        message = f"invalid journal {file}; remove {site_dir / STAGE} and build again"
        raise FolderRefused(message) from error
    return journal


def address_of_staged(name: str) -> str:
    """Return the address of a file in the staging folder; raises ValueError if it isn't one."""
    folder, _, address = name.partition("/")
    if folder not in {FINAL, INTERIM}:
        raise ValueError(name)
    return address
