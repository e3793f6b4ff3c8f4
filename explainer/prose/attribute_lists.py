"""Reads attribute lists, such as `{: .wide}` and `{#lamps}`, and leaves other braces as text.

Ids are in Unicode's composed form, as links to them are, however the editor's system encodes them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from markdown.extensions.attr_list import AttrListExtension, AttrListTreeprocessor

from explainer.patterns import lazy_pattern
from explainer.urls import composed

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

# Python-Markdown takes anything in braces for a list of attributes, and drops what isn't one.
_VALUE = r"(?:\"[^\"\n]*\"|'[^'\n]*'|[^ =}\"'\n]+)"
_ITEM = rf"[^ =}}\"'\n]+(?:={_VALUE})?"
_ITEMS = rf"({_ITEM}(?:[ ]+{_ITEM})*[ ]*)"
# After {: anything may follow; without the colon, the first item must look like an attribute.
_LIST = rf"\{{(?::[ ]*|[ ]*(?=#\w|\.[^\W\d]|[\w-]+={_VALUE})){_ITEMS}\}}"


class _AttributeLists(AttrListTreeprocessor):
    """Python-Markdown's attribute lists, but only where the braces contain attributes."""

    HEADER_RE = lazy_pattern(rf"(?<! )[ ]+{_LIST}[ ]*$")  # type: ignore[misc]
    BLOCK_RE = lazy_pattern(rf"\n[ ]*{_LIST}[ ]*$")  # type: ignore[misc]
    INLINE_RE = lazy_pattern(rf"^{_LIST}")  # type: ignore[misc]

    def run(self, doc: Element) -> None:
        """Read the lists of all elements; those typed as HTML may have ids already."""
        super().run(doc)
        for element in doc.iter():
            if id_ := element.get("id"):
                element.set("id", composed(id_))


class AttributeListExtension(AttrListExtension):
    """Registers the attribute lists in place of Python-Markdown's own."""

    def extendMarkdown(self, md) -> None:  # type: ignore[no-untyped-def]  # noqa: N802
        """Register the processor, and let other extensions know that there are attribute lists."""
        super().extendMarkdown(md)
        md.treeprocessors.register(_AttributeLists(md), "attr_list", 8)
