"""Files of every kind: names, stray copies, what could run scripts, and photographs."""

from __future__ import annotations

import struct
import zlib
from typing import TYPE_CHECKING

import pytest
from examples import QUICK
from hypothesis import given
from hypothesis import strategies as st

from explainer.build import Settings, make
from explainer.load.assets import read_asset
from explainer.load.exif import read_exif
from explainer.load.file_names import copied_by, windows_fault
from explainer.load.unsafe_files import unsafe_file_problems
from explainer.store import Store

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    MakeContent = Callable[[Mapping[str, str | bytes | None]], Path]

FRONT = "---\ntitle: Northport dims its lamps\n---\n"


def problems_of(content: Path) -> list[str]:
    result = make(Settings(content), Store())
    return [f"{p.place.file}:{p.place.line} {p.code}" for p in result.problems]


# Names


@pytest.mark.parametrize(
    "name",
    ["lamps (conflicted copy 2031-05-01).md", "lamps (Ada's conflicted copy 2031-05-01).md",
     "lamps (Konfliktkopie von Ada 2031-05-01).md", "lamps (Copie en conflit de Ada 2031-05-01).md",
     "lamps (Copia en conflicto de Ada 2031-05-01).md", "lamps (Cópia em conflito 2031-05-01).md",
     "lamps (Ada的冲突副本 2031-05-01).md", "lamps (Case Conflict).md", "lamps (Case Conflict 1).md",
     "lamps.sync-conflict-20310501-101500-ABCDEFG.md", "lamps_conflict-20310501-101500.md",
     "lamps-DESKTOP-4F2K9QX.md", "lamps-LAPTOP-9A8B7C6D-2.md", "lamps [Conflict].md",
     "lamps (SFConflict ada@example.org 2031-05-01).md", "lamps.Conflict.md", "lamps.md.orig",
     "lamps.md.rej", "lamps_REMOTE_4711.md", "lamps.md.mine", "lamps.md.r12", "lamps (1).md",
     "lamps(2).md", "lamps copy.md", "lamps copy 2.md", "lamps - Copy.md", "lamps - Copy (2).md",
     "Copy of lamps.md", "lamps - Kopie.md", "Kopie von lamps.md", "lamps - copie.md",
     "lamps のコピー.md", "lamps - 副本.md", "lamps-Adas-MacBook-Pro.md"],
)  # fmt: skip
def test_a_copy_that_a_sync_tool_or_a_person_left_is_recognised(name: str) -> None:
    assert copied_by(f"north/{name}", {"north/lamps.md", f"north/{name}"})


@pytest.mark.parametrize(
    "name",
    ["conflict.md", "the-conflict-2031.md", "lamps (2031).md", "hard copy.md", "lamps (1).md",
     "Copy of the treaty.md", "the conflict (northern part).md", "lamps-desktop-view.md",
     "conflicts/sync.md", "lamps-pc-2.md", "win-win.md", "lamps (conflict).md", "original.md"],
)  # fmt: skip
def test_an_ordinary_name_is_not_taken_for_a_copy(name: str) -> None:
    assert not copied_by(name, {name})


@pytest.mark.parametrize(
    "name",
    ["aux", "AUX.md", "con.yaml", "nul.tar.gz", "com1.md", "LPT9", "com¹.md", "prn .md", "conin$",
     "why?.md", "a:b.md", "a<b.md", "a>b", 'say "lamp".md', "a|b.md", "a*.md", "a\\b.md",
     "trail ", "trail.", "trail .md", "trail..md", " lead.md"],
)  # fmt: skip
def test_a_name_that_windows_cant_hold_is_recognised(name: str) -> None:
    assert windows_fault(name)


@pytest.mark.parametrize(
    "name",
    ["auxiliary.md", "com.md", "com10.md", "lamp aux.md", "a.con", "è.md", "a b.md", "a&b.md"],
)
def test_a_name_that_windows_can_hold_is_accepted(name: str) -> None:
    assert windows_fault(name) == ""


def test_each_folder_with_a_bad_name_and_each_alias_is_reported_once(
    make_content_dir: MakeContent,
) -> None:
    content = make_content_dir(
        {
            "index.md": f"{FRONT}[One](aux/one.md) [Two](aux/two.md)",
            "aux/one.md": "---\ntitle: One\naliases: [old/nul.html]\n---\nLamps.",
            "aux/two.md": "---\ntitle: Two\n---\nLenses.",
        }
    )
    assert problems_of(content) == ["aux:1 bad-name", "aux/one.md:3 bad-name"]


# Files that could run scripts

SVG = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink">\n{}\n</svg>'
UNSAFE_SVG = {
    "a script": "<script>alert(1)</script>",
    "a script with a prefix": '<s:script xmlns:s="http://www.w3.org/2000/svg">alert(1)</s:script>',
    "an event handler": '<rect onload="alert(1)"/>',
    "an event handler in capitals": '<rect ONCLICK="alert(1)"/>',
    "HTML": "<foreignObject><p>Lamp</p></foreignObject>",
    "an HTML frame": '<iframe xmlns="http://www.w3.org/1999/xhtml" src="#"/>',
    "a script in a link": '<a xlink:href="java&#10;script:alert(1)"><rect/></a>',
    "a script in an animated link": '<a><animate attributeName="href" values="#a"/></a>',
    "a script set on an element": '<set attributeName="onclick" to="alert(1)"/>',
    "a picture on another host": '<image href="https://example.org/lamp.png"/>',
    "a picture on another host without a scheme": '<image href="//example.org/lamp.png"/>',
    "another file": '<use xlink:href="lamps.svg#lamp"/>',
    "embedded HTML": '<image href="data:text/html,lamp"/>',
    "an embedded SVG": '<use href="data:image/svg+xml,lamp"/>',
    "an import": "<style>@import 'lamps.css';</style>",
    "a background elsewhere": '<rect style="fill: url(https://example.org/a.svg#b)"/>',
    "an escaped background": r'<rect style="fill: \75rl(https://example.org/a.svg#b)"/>',
    "a filter elsewhere": '<rect filter="url(a.svg#b)"/>',
    "another base address": '<g xml:base="https://example.org/"><use href="#a"/></g>',
}


@pytest.mark.parametrize("name", UNSAFE_SVG)
def test_an_svg_is_refused_at_the_line_of(name: str) -> None:
    problems = list(unsafe_file_problems("a.SVG", SVG.format(UNSAFE_SVG[name]).encode()))
    assert {(p.place.line, p.code) for p in problems} == {(2, "unsafe-file")}


@pytest.mark.parametrize(
    "text",
    ['<?xml-stylesheet href="a.css"?><svg/>', '<!DOCTYPE svg [<!ENTITY a "b">]><svg>&a;</svg>',
     '<?xml version="1.1"?><svg><script>alert(1)</script></svg>', "<html/>",
     "<svg><script>alert(1)</script>", '<svg onload="a" & />',
     '<!DOCTYPE svg [<!ATTLIST svg onload CDATA "alert(1)">]><svg/>'],
)  # fmt: skip
def test_an_svg_that_is_unsafe_as_a_whole_is_refused(text: str) -> None:
    for data in (text.encode(), text.encode("utf-16")):
        assert list(unsafe_file_problems("a.svg", data))


@pytest.mark.parametrize(
    "text",
    ['<style>rect { fill: url("#a"); clip-path: url(#b) }</style>', '<use xlink:href="#a"/>',
     '<a href="https://example.org/"><text>Lamp</text></a>', '<image href="data:image/png;base64,AA"/>',
     '<text>on = off; url(https://example.org/)</text>', '<set attributeName="fill" to="red"/>',
     '<metadata><d:title xmlns:d="https://example.org/d">Lamp</d:title></metadata>'],
)  # fmt: skip
def test_an_ordinary_svg_is_accepted(text: str) -> None:
    doctype = '<?xml version="1.0"?>\n<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "svg11.dtd">\n'
    assert list(unsafe_file_problems("a.svg", (doctype + SVG.format(text)).encode())) == []


@pytest.mark.parametrize(
    "name", ["a.html", "a.HTM", "a.xhtml", "a.svgz", "a.swf", "a.js", "a.mjs", "a.xml", "a.php"]
)
def test_a_file_that_browsers_or_servers_run_is_refused(
    name: str, make_content_dir: MakeContent
) -> None:
    content = make_content_dir(
        {"index.md": f"{FRONT}[Lamps](images/{name})", f"images/{name}": "x"}
    )
    assert problems_of(content) == [f"images/{name}:1 unsafe-file"]


def test_a_web_page_without_an_ending_is_refused_and_other_files_are_copied() -> None:
    assert list(unsafe_file_problems("data/page", b"\xef\xbb\xbf\n<!DOCTYPE html>"))
    for name in ("data/LICENCE", "data/a.pdf", "data/a.csv", "data/a.json", "images/a.png"):
        assert list(unsafe_file_problems(name, b"lamps")) == []


@QUICK
@given(st.binary(max_size=400))
def test_no_svg_makes_the_check_fail(data: bytes) -> None:
    list(unsafe_file_problems("a.svg", data))
    list(unsafe_file_problems("a.svg", b"<svg>" + data))


# Photographs


def tiff(order: str, *, orientation: int = 1, gps: bool = True, south: bool = False) -> bytes:
    """Return EXIF data; with `gps`, the place is 12.5 degrees north (or south), 34.25 west."""
    head = (b"II*\0" if order == "<" else b"MM\0*") + struct.pack(f"{order}L", 8)
    entries = struct.pack(f"{order}HHLHH", 0x0112, 3, 1, orientation, 0)
    entries += struct.pack(f"{order}HHLL", 0x8825, 4, 1, 38) if gps else b""
    folder = struct.pack(f"{order}H", 1 + gps) + entries + bytes(4)
    place = b"".join(
        [
            struct.pack(f"{order}H", 4),
            struct.pack(f"{order}HHL4s", 1, 2, 2, b"S\0\0\0" if south else b"N\0\0\0"),
            struct.pack(f"{order}HHLL", 2, 5, 3, 92),
            struct.pack(f"{order}HHL4s", 3, 2, 2, b"W\0\0\0"),
            struct.pack(f"{order}HHLL", 4, 5, 3, 116),
            bytes(4),
            struct.pack(f"{order}12L", 12, 1, 30, 1, 0, 1, 34, 1, 15, 1, 0, 1),
        ]
    )
    return head + folder + (place if gps else b"")


def jpeg(exif: bytes, width: int = 40, height: int = 30) -> bytes:
    body = b"Exif\0\0" + exif
    segment = b"\xff\xe1" + struct.pack(">H", len(body) + 2) + body
    frame = b"\xff\xc0" + struct.pack(">HBHHB", 11, 8, height, width, 1) + b"\x01\x11\x00"
    return b"\xff\xd8\xff\xe0\0\x04ab" + segment + frame + b"\xff\xd9"


def png(exif: bytes, width: int = 40, height: int = 30) -> bytes:
    def chunk(kind: bytes, body: bytes) -> bytes:
        return (
            struct.pack(">L", len(body)) + kind + body + struct.pack(">L", zlib.crc32(kind + body))
        )

    header = chunk(b"IHDR", struct.pack(">LLBBBBB", width, height, 8, 0, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + header + chunk(b"eXIf", exif) + chunk(b"IEND", b"")


def webp(exif: bytes) -> bytes:
    body = b"VP8X" + struct.pack("<L", 10) + bytes([8, 0, 0, 0, 39, 0, 0, 29, 0, 0])
    body += b"EXIF" + struct.pack("<L", len(exif)) + exif + bytes(len(exif) % 2)
    return b"RIFF" + struct.pack("<L", len(body) + 4) + b"WEBP" + body


def avif(exif: bytes) -> bytes:
    return b"\0\0\0\x14ftypavif\0\0\0\0avif" + b"\0\0\0\0mdat" + exif


@pytest.mark.parametrize("order", ["<", ">"])
@pytest.mark.parametrize("picture", [jpeg, png, webp, avif])
def test_the_place_in_a_photograph_is_found(picture: Callable[[bytes], bytes], order: str) -> None:
    assert read_exif(picture(tiff(order))).place == (12.5, -34.25)
    assert read_exif(picture(tiff(order, south=True))).place == (-12.5, -34.25)
    assert read_exif(picture(tiff(order, gps=False))).place is None


@pytest.mark.parametrize(
    ("orientation", "size"), [(1, (40, 30)), (3, (40, 30)), (6, (30, 40)), (8, (30, 40))]
)
@pytest.mark.parametrize("picture", [jpeg, png])
def test_a_photograph_taken_upright_declares_the_size_that_browsers_show(
    picture: Callable[[bytes], bytes], orientation: int, size: tuple[int, int]
) -> None:
    ending = picture.__name__
    asset = read_asset(f"a.{ending}", picture(tiff("<", orientation=orientation)))
    assert (asset.width, asset.height) == size


@QUICK
@given(st.binary(max_size=300), st.integers(0, 400), st.sampled_from((jpeg, png, webp, avif)))
def test_no_metadata_makes_a_build_fail(
    noise: bytes, position: int, picture: Callable[[bytes], bytes]
) -> None:
    read_exif(noise)
    read_exif(picture(noise))
    data = picture(tiff("<"))
    read_exif(data[:position])
    read_exif(data[:position] + noise + data[position + len(noise) :])


def test_the_warning_about_a_large_picture_gives_its_size_and_weight(
    make_content_dir: MakeContent,
) -> None:
    content = make_content_dir(
        {
            "index.md": f"{FRONT}![Lamps](images/lamps.jpg)\n\n![Lens](images/lens.svg)",
            "images/lamps.jpg": jpeg(tiff("<", orientation=6, gps=False), 4032, 3024)
            + bytes(600_000),
            "images/lens.svg": "<svg width='5000' height='20'/>" + " " * 500_001,
        }
    )
    photograph, drawing = make(Settings(content), Store()).problems
    assert photograph.message == "this picture has 3,024 × 4,032 pixels and 601 KB"
    assert photograph.hint == (
        "scale it to at most 2,400 pixels on its longer side and save it with at most 500 KB"
    )
    assert (drawing.message, drawing.hint) == (
        "this picture has 501 KB",
        "save it with at most 500 KB",
    )


def test_a_picture_beside_its_page_is_shown_with_its_size(make_content_dir: MakeContent) -> None:
    content = make_content_dir(
        {
            "index.md": f"{FRONT}[Lamps](north/lamps.md)",
            "north/lamps.md": "---\ntitle: Lamps\n---\n![Lens](lens.png)",
            "north/lens.png": png(b""),
        }
    )
    result = make(Settings(content), Store())
    assert result.problems == ()
    pages = {page.address: page.read() for page in result.pages}
    assert pages["north/lens.png"] == png(b"")
    assert b'src="lens.png" width="40" height="30"' in pages["north/lamps.html"]
    assert b'src="north/lens.png" width="40" height="30"' in pages["everything.html"]


def test_a_file_is_used_if_it_is_shown_linked_or_drawn(make_content_dir: MakeContent) -> None:
    files: dict[str, str | bytes | None] = {
        "images/a.png": png(b""), "data/a.csv": "lamp\nOld\n", "b.png": png(b"")
    }  # fmt: skip
    text = f"{FRONT}![A](images/a.png) [Table](data/a.csv) [B](b.png)"
    content = make_content_dir({"index.md": text, **files, "images/c.png": png(b"")})
    assert problems_of(content) == ["images/c.png:1 unused-file"]
    (content / "old.md").write_text("---\ntitle: Old\ndraft: true\n---\n![C](images/c.png)")
    assert problems_of(content) == []


def test_a_link_without_a_scheme_is_reported_with_the_right_address(
    make_content_dir: MakeContent,
) -> None:
    content = make_content_dir({"index.md": f"{FRONT}A [lamp](//example.org/lamp)."})
    (problem,) = make(Settings(content), Store()).problems
    assert (problem.code, problem.hint) == ("bad-url", "write https://example.org/lamp")
