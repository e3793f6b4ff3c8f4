"""What the preview changes in a page on its way to the browser, and never on disk.

livereload's client goes into every page, and the page's own Content-Security-Policy is widened
by exactly what that client needs, so that all else is shown under the published policy.
"""

from __future__ import annotations

import re
from html import escape, unescape
from urllib.parse import urlencode

CLIENT = "livereload.js"
# Milliseconds until the client looks for a server that went away: at first, and at most.
_LOOKS_AGAIN = {"mindelay": 200, "maxdelay": 1000}
_HEAD_END = re.compile(rb"</head\s*>", re.IGNORECASE)
_POLICY_META = re.compile(
    rb"<meta\b[^>]*http-equiv\s*=\s*[\"']?content-security-policy\b[^>]*>", re.IGNORECASE
)
_CONTENT = re.compile(rb"(\scontent\s*=\s*)(?:\"([^\"]*)\"|'([^']*)')", re.IGNORECASE)


def with_reload(page: bytes, *, host: str, port: int, build: str) -> bytes:
    """Return a page that connects to the preview at a host and tells which build it is from."""
    # The client hands `snipver` back in its handshake: by it the server knows an outdated page.
    asked = urlencode({"host": host, "port": port, "snipver": build, **_LOOKS_AGAIN}, safe="[]:")
    script = f'<script src="/{CLIENT}?{escape(asked)}" async></script>'.encode()
    socket = f"ws://{host}:{port}"
    page = _POLICY_META.sub(lambda meta: _widened_meta(meta[0], socket), page)
    head_end = _HEAD_END.search(page)
    place = head_end.start() if head_end else len(page)
    return page[:place] + script + page[place:]


def widened(policy: str, socket: str) -> str:
    """Return a Content-Security-Policy (CSP 3) that also allows the client and its socket."""
    directives = _directives(policy)
    fallback = directives.get("default-src")
    for name, needed in (("script-src", ("'self'",)), ("connect-src", ("'self'", socket))):
        allowed = directives.get(name, fallback)
        if allowed is not None:
            kept = [source for source in allowed if source.lower() != "'none'"]
            directives[name] = [*kept, *(source for source in needed if source not in kept)]
    return "; ".join(" ".join((name, *sources)) for name, sources in directives.items())


def _widened_meta(meta: bytes, socket: str) -> bytes:
    return _CONTENT.sub(lambda content: _widened_content(content, socket), meta, count=1)


def _widened_content(content: re.Match[bytes], socket: str) -> bytes:
    policy = unescape((content[2] or content[3] or b"").decode(errors="replace"))
    said = widened(policy, socket).replace("&", "&amp;").replace('"', "&quot;")
    return content[1] + f'"{said}"'.encode()


def _directives(policy: str) -> dict[str, list[str]]:
    """Return a policy's directives; of two that have one name, the first holds."""
    directives: dict[str, list[str]] = {}
    for directive in policy.split(";"):
        if words := directive.split():
            directives.setdefault(words[0].lower(), words[1:])
    return directives
