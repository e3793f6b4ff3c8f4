"""Code fences: what their info strings say, and the HTML that shows their code."""

from __future__ import annotations

from html import escape
from typing import NamedTuple
from xml.etree.ElementTree import Element, SubElement

from markdown.util import AtomicString, code_escape

from explainer.fragment import Fault
from explainer.patterns import lazy_pattern

# The language is the first word: `python`, `{.python}`, `{python}`, `python {1,3}`, `js:title`.
_LANGUAGE = lazy_pattern(r"(?:\{\s*)?[.=]?([A-Za-z][\w+#./-]*)")
_TITLE = lazy_pattern(
    r"""\b(?:title|filename|caption)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'{}]+))"""
)
# Languages that other systems draw, or run, in place of the code.
_DRAWN = {
    "mermaid": "a diagram", "plantuml": "a diagram", "puml": "a diagram", "graphviz": "a diagram",
    "math": "a formula", "geojson": "a map", "topojson": "a map", "stl": "a model",
    "dataview": "a list", "dataviewjs": "a list", "tasks": "a list", "query": "a list",
}  # fmt: skip


class Code(NamedTuple):
    """Code, its language as its class says it ("" if none was given), and its title, or ""."""

    text: str
    language: str = ""
    title: str = ""


def read_info(info: str, line: int) -> tuple[Code, list[Fault]]:
    """Return code without text, with the language and title of an info string, and the faults.

    Reads what GitHub, Pandoc, Quarto and static-site generators have in common; what remains only
    says how to show the code, such as line numbers, and isn't part of it.
    """
    found = _LANGUAGE.match(info)
    is_attribute = found is not None and info[found.end() :].lstrip().startswith("=")
    language = found[1].lower() if found and not is_attribute else ""
    title = _TITLE.search(info)
    faults = []
    if drawn := _DRAWN.get(language):
        message = f"{language} is shown as code, not as {drawn}"
        hint = "save what it draws as a picture in images/, and write ![what it shows](file)"
        faults.append(Fault(line, "not-markdown", message, hint, is_warning=True))
    return Code("", language, next(filter(None, title.groups()), "") if title else ""), faults


def code_element(code: Code) -> Element:
    """Return code as an element: `<pre>`, within a figure if the code has a title."""
    block = Element("pre")
    inner = SubElement(block, "code")
    if code.language:
        inner.set("class", f"language-{code.language}")
    inner.text = AtomicString(code_escape(code.text) + "\n" if code.text else "")
    if not code.title:
        return block
    figure = Element("figure", {"class": "code"})
    SubElement(figure, "figcaption").text = AtomicString(code_escape(code.title))
    figure.append(block)
    return figure


def code_html(code: Code) -> str:
    """Return code as HTML, for text in which there are no elements."""
    language = f' class="language-{escape(code.language)}"' if code.language else ""
    block = f"<pre><code{language}>{escape(code.text, quote=False)}\n</code></pre>"
    if not code.title:
        return block
    caption = f"<figcaption>{escape(code.title, quote=False)}</figcaption>"
    return f'<figure class="code">{caption}{block}</figure>'
