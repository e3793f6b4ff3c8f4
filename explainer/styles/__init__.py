"""The style sheets: joined from the parts in `templates/styles/`, with every colour named once."""

from __future__ import annotations
