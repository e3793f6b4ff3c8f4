"""Adds the preview's client script to the pages that it serves; files stay unchanged.

A page's Content-Security-Policy is extended by exactly what that script needs, so that everything
else on the page is tested under the policy that will be published.
"""

from __future__ import annotations

import re
from functools import cache
from html import escape, unescape
from pathlib import Path

from explainer.patterns import lazy_pattern

# No page can have such addresses: the preview serves no hidden files.
CLIENT = ".preview/client.js"
SOCKET = ".preview/socket"
_PARTS = ("patching.js", "panel.js", "client.js")
_HEAD = lazy_pattern(rb"<head\b[^>]*>", re.IGNORECASE)
_DOCTYPE = lazy_pattern(rb"\s*<!doctype\b[^>]*>", re.IGNORECASE)
_POLICY_META = lazy_pattern(
    rb"<meta\b[^>]*http-equiv\s*=\s*[\"']?content-security-policy\b[^>]*>", re.IGNORECASE
)
_CONTENT = lazy_pattern(rb"(\scontent\s*=\s*)(?:\"([^\"]*)\"|'([^']*)')", re.IGNORECASE)


@cache
def client_script() -> bytes:
    """Return the script, which is written in several files."""
    folder = Path(__file__).parent
    parts = (folder.joinpath(name).read_text("utf-8") for name in _PARTS)
    return f'(() => {{\n"use strict";\n{"".join(parts)}}})();\n'.encode()


def with_client(page: bytes, /, *, host: str, **known: str) -> bytes:
    """Return the page with the client script, and with a policy that allows it.

    `host` is the preview's, with its port. `known` is what the script tells the server when it
    connects: which page this is, and of which build.
    """
    facts = "".join(f' data-{name}="{escape(value)}"' for name, value in known.items())
    # Before all other scripts: it has to see the page as it was served.
    script = f'<script src="/{CLIENT}"{facts} defer></script>'.encode(errors="replace")
    page = with_policy(page, host=host)
    start = _HEAD.search(page) or _DOCTYPE.match(page)
    position = start.end() if start else 0
    return page[:position] + script + page[position:]


def with_policy(page: bytes, *, host: str) -> bytes:
    """Return the page with a policy that allows the client script."""
    return _POLICY_META.sub(lambda meta: _extend_meta(meta[0], f"ws://{host}"), page)


def extend_policy(policy: str, socket: str) -> str:
    """Return the Content-Security-Policy (CSP 3), extended to allow the client script.

    `socket` is the URL (`ws://HOST:PORT`) that the script connects to.
    """
    directives = _directives(policy)
    fallback = directives.get("default-src")
    for name, needed in (("script-src", ("'self'",)), ("connect-src", ("'self'", socket))):
        allowed = directives.get(name, fallback)
        if allowed is not None:
            kept = [source for source in allowed if source.lower() != "'none'"]
            directives[name] = [*kept, *(source for source in needed if source not in kept)]
    return "; ".join(" ".join((name, *sources)) for name, sources in directives.items())


def _extend_meta(meta: bytes, socket: str) -> bytes:
    """Return a <meta> element with the policy in its `content` attribute extended."""
    return _CONTENT.sub(lambda content: _extend_content(content, socket), meta, count=1)


def _extend_content(content: re.Match[bytes], socket: str) -> bytes:
    policy = unescape((content[2] or content[3] or b"").decode(errors="replace"))
    escaped = extend_policy(policy, socket).replace("&", "&amp;").replace('"', "&quot;")
    return content[1] + f'"{escaped}"'.encode()


def _directives(policy: str) -> dict[str, list[str]]:
    """Return a policy's directives: the words of each by its name, such as `script-src`.

    If a directive is repeated, only the first counts (CSP 3, section 2.2.1).
    """
    directives: dict[str, list[str]] = {}
    for directive in policy.split(";"):
        if words := directive.split():
            directives.setdefault(words[0].lower(), words[1:])
    return directives
