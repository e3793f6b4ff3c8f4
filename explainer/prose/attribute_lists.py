"""Reads attribute lists, such as `{: .wide}` and `{#lamps}`, and leaves other braces as text."""

from __future__ import annotations

import re

from markdown.extensions.attr_list import AttrListExtension, AttrListTreeprocessor

# Python-Markdown takes anything in braces for a list of attributes, and drops what isn't one.
_VALUE = r"(?:\"[^\"\n]*\"|'[^'\n]*'|[^ =}\"'\n]+)"
_ITEM = rf"[^ =}}\"'\n]+(?:={_VALUE})?"
_ITEMS = rf"({_ITEM}(?:[ ]+{_ITEM})*[ ]*)"
# After {: anything may follow; without the colon, the first item must look like an attribute.
_LIST = rf"\{{(?::[ ]*|[ ]*(?=#\w|\.[^\W\d]|[\w-]+={_VALUE})){_ITEMS}\}}"


class _AttributeLists(AttrListTreeprocessor):
    """Python-Markdown's attribute lists, but only where the braces contain attributes."""

    HEADER_RE = re.compile(rf"(?<! )[ ]+{_LIST}[ ]*$")  # type: ignore[misc]
    BLOCK_RE = re.compile(rf"\n[ ]*{_LIST}[ ]*$")  # type: ignore[misc]
    INLINE_RE = re.compile(rf"^{_LIST}")  # type: ignore[misc]


class AttributeListExtension(AttrListExtension):
    """Registers the attribute lists in place of Python-Markdown's own."""

    def extendMarkdown(self, md) -> None:  # type: ignore[no-untyped-def]  # noqa: N802
        """Register the processor, and let other extensions know that there are attribute lists."""
        super().extendMarkdown(md)
        md.treeprocessors.register(_AttributeLists(md), "attr_list", 8)
