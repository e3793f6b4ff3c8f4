"""Hints for links and pictures that lead nowhere: the path that the editor probably meant."""

from __future__ import annotations

import posixpath
from collections.abc import Collection, Iterable

from explainer.content import Content
from explainer.load.files import is_litter
from explainer.model import Prose
from explainer.pages.page_kinds import generated_pages
from explainer.problems import nearest
from explainer.urls import composed, resolve

# Characters of a file's name that have a meaning in a link.
_ESCAPES = str.maketrans({"%": "%25", "#": "%23", "?": "%3F"})


def page_hint(content: Content, prose: Prose, typed: str) -> str:
    """Return a hint for a link to a page or file that doesn't exist; `typed` is its address."""
    pages = [*content.page_by_source, *generated_pages(content)]
    return (
        unescaped_hint(prose, typed, [*pages, *content.asset_by_address])
        or _as_page(prose, typed, pages)
        or _left_out(prose, typed)
    )


def picture_hint(content: Content, prose: Prose, typed: str) -> str:
    """Return a hint for a picture that doesn't exist: the path of the likeliest file."""
    files = list(content.asset_by_address)
    pictures = [file for file in files if file.startswith("images/")]
    if hint := unescaped_hint(prose, typed, files):
        return hint
    from_top = resolve("index.md", typed.lstrip("/").replace("\\", "/")).path
    if from_top in content.asset_by_address:
        return f'did you mean "{_link_to(prose, from_top)}"?'
    return nearest_file(prose, resolve(prose.place.file, typed).path or from_top, pictures)


def unescaped_hint(prose: Prose, typed: str, files: Iterable[str]) -> str:
    """Return a hint if the link is a file's name as it is, but has signs with a meaning in links."""
    path = composed(posixpath.normpath(posixpath.join(_folder(prose), typed)))
    if path not in files:
        return ""
    sign = next((sign for sign in "#?%" if sign in path), "")
    return f'write "{_link_to(prose, path)}", since {sign} has a meaning in links' if sign else ""


def nearest_file(prose: Prose, path: str, files: Collection[str]) -> str:
    """Return a hint that suggests a link to the file nearest to a path, or an empty string."""
    path = path.replace("\\", "/")
    name = posixpath.basename(path)
    # A file of the same name in another folder is the likeliest target.
    namesakes = [file for file in files if posixpath.basename(file) == name]
    near = namesakes[0] if len(namesakes) == 1 and name != "index.md" else nearest(path, files)
    return f'did you mean "{_link_to(prose, near)}"?' if near else ""


def _as_page(prose: Prose, typed: str, pages: Iterable[str]) -> str:
    """Return a hint if the link names a page by its address, without `.md`, or from the top."""
    path, hash_, anchor = typed.partition("#")
    path = path.replace("\\", "/")
    stem = path.removesuffix(".html").removesuffix(".md").rstrip("/")
    bases = (prose.place.file, "index.md")
    for base in reversed(bases) if path.startswith("/") else bases:
        for file in (f"{stem}.md", f"{stem}/index.md"):
            page = resolve(base, file.lstrip("/")).path
            if page in pages:
                return f'did you mean "{_link_to(prose, page)}{hash_}{anchor}"?'
    return ""


def _left_out(prose: Prose, typed: str) -> str:
    """Return a hint if the link's file has a name that the build leaves out, such as README.md."""
    name = posixpath.basename(resolve(prose.place.file, typed).path)
    return f"rename the file: {name} is left out of the site" if is_litter(name) else ""


def _link_to(prose: Prose, file: str) -> str:
    """Return the relative link to a file from the file that contains the prose."""
    return posixpath.relpath(file, _folder(prose) or ".").translate(_ESCAPES)


def _folder(prose: Prose) -> str:
    own_file = prose.place.file
    return posixpath.dirname(own_file) if own_file.endswith(".md") else ""
