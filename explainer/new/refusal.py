"""What `new` raises if the command line asks for something that it can't do."""

from __future__ import annotations


class Refusal(Exception):
    """Nothing was written; the message says why, and what to do instead."""
