"""What a text means stays the same in every export: numbers, formulas, quotations, lists, lines."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from examples import load_valid, outputs, write_files

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

TEXT = """\
Over 10^26^ lamps [@ledger], not ~~25~~ 30 of H~2~O [@ledger, p. 3], in `C:\\News` and A&amp;B.

> She
> “said”.

3. third
4. fourth

新的许可
证制度 [@ledger]
。 <ruby>漢<rt>kan</rt></ruby>, 5&nbsp;km^[By hand.]. مرحبا <bdi>12</bdi>.\\
Next <q>line</q>.
"""
# The same as plain text on one line.
PLAIN = (
    "Over 10²⁶ lamps, not 30 of H₂O, in C:\\News and A&B. “She “said”.” 3. third 4. fourth "
    "新的许可证制度。 漢(kan), 5 km[a]. مرحبا 12. Next “line”. a. By hand."
)
FILES = {
    "site.yaml": (
        "title: The 10²⁶ & Lamp Dispute\nas_of: 2031-05-20\ntagline: Over 10²⁶ <lamps>.\n"
        "base_url: https://lamps.example/\nsides: {north: {name: Northport}}\nkinds: {rule: Rule}\n"
    ),
    "index.md": (
        "---\ntitle: Over 10²⁶ & more\nsummary: Northport's 10²⁶ “lamps” <here>.\n---\n"
        f"{TEXT}\n## Power of 10^26^ H~2~O\n\n{TEXT}"
    ),
    "sources.yaml": (
        "- id: ledger\n  title: The 10²⁶ & Ledger\n  publisher: Northport\n  standing: primary\n"
    ),
    "glossary.yaml": "- id: power\n  term: power\n  text: |\n" + re.sub("(?m)^", "    ", TEXT),
    "changes.yaml": (
        "- date: 2031-05-20\n  kind: update\n  note: |\n" + re.sub("(?m)^", "    ", TEXT)
    ),
    "timeline/2030.yaml": (
        "- id: ban\n  date: 2030-01-02\n  side: north\n  kind: rule\n  title: A ban of 10²⁶ & more\n"
        "  certainty: reported\n  sources: [ledger]\n  text: |\n" + re.sub("(?m)^", "    ", TEXT)
    ),
}
# Numbers that lost their exponent, and what is left where a citation was.
LOST = re.compile(r"1026|H2O|\b25\b|许可 证|(?<![\w|]) [.,。]|p\. 3|[\ue000-\uf8ff]")


def _texts(made: dict[str, str]) -> Iterator[tuple[str, str]]:
    """Yield each export's address and its text, without the escapes of its format."""
    for address, text in made.items():
        if address == "feed.xml":
            # Its content is HTML, with elements that keep the meaning; other tests look at it.
            yield address, re.sub(r"(?s)<content.*?</content>", "", text)
        elif address.endswith(".ics"):
            unfolded = text.replace("\r\n ", "")
            yield address, re.sub(r"\\([\\;,])", r"\1", unfolded.replace(r"\n", " "))
        else:
            yield address, re.sub(r"id=[\w-]+|#[\w-]+|\"[\w-]+\.html[^\"]*\"", "", text)


def test_no_export_changes_what_a_text_says(tmp_path: Path) -> None:
    content = load_valid(write_files(tmp_path / "content", FILES))
    exports = {
        address: output.make().decode()
        for address, output in outputs(content).items()
        if re.search(r"\.(?:json|csv|ics|bib|ris|xml|js)$", address)
        and address not in {"sitemap.xml", "timeline-notes.js"}
        and not address.startswith("assets/")
    }
    assert len(exports) == 10
    for address, text in _texts(exports):
        assert "10²⁶" in text, address
        assert not LOST.search(text), (address, LOST.search(text))
    one_line = {
        address: " ".join(text.replace('\\"', '"').split()) for address, text in _texts(exports)
    }
    for address in ("timeline.csv", "timeline.ics"):
        assert PLAIN in one_line[address].replace('""', '"').replace("\\\\", "\\"), address
    page = outputs(content)["index.html"].make().decode()
    assert '<meta name="description" content="Northport&#39;s 10²⁶ “lamps” &lt;here&gt;.">' in page
    assert '"description":"Northport\'s 10²⁶ “lamps” \\u003chere\\u003e."' in page
    assert outputs(content)["search.js"].make().decode().count("Power of 10²⁶ H₂O") == 1


def test_a_page_without_a_description_claims_none(tmp_path: Path) -> None:
    files = {**FILES, "site.yaml": FILES["site.yaml"].replace("tagline: Over 10²⁶ <lamps>.\n", "")}
    made = outputs(load_valid(write_files(tmp_path / "content", files)))
    head = made["glossary.html"].make().decode().partition("<body")[0]
    assert 'property="og:title"' in head
    assert "description" not in head
