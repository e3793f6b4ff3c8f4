"""Adds livereload's client script to the pages that the preview serves; files stay unchanged.

A page's Content-Security-Policy is extended by exactly what that client needs, so that everything
else on the page is tested under the policy that will be published.
"""

from __future__ import annotations

import re
from html import escape, unescape
from urllib.parse import urlencode

from explainer.patterns import lazy_pattern

CLIENT = "livereload.js"
# Milliseconds before the client tries to reconnect to a lost server: the first and longest delay.
_RECONNECT_DELAYS = {"mindelay": 200, "maxdelay": 1000}
_HEAD_END = lazy_pattern(rb"</head\s*>", re.IGNORECASE)
_POLICY_META = lazy_pattern(
    rb"<meta\b[^>]*http-equiv\s*=\s*[\"']?content-security-policy\b[^>]*>", re.IGNORECASE
)
_CONTENT = lazy_pattern(rb"(\scontent\s*=\s*)(?:\"([^\"]*)\"|'([^']*)')", re.IGNORECASE)


def with_reload(page: bytes, *, host: str, port: int, build: str) -> bytes:
    """Return the page with livereload's client script, and with a policy that allows it.

    The script connects to the preview's server at `host` and `port`. It tells the server `build`,
    the build that this page is from, so that the server can reload a page that is out of date.
    """
    # The client sends `snipver` back in its handshake, which is how the server detects an outdated
    # page.
    parameters = {"host": host, "port": port, "snipver": build, **_RECONNECT_DELAYS}
    query = urlencode(parameters, safe="[]:")
    script = f'<script src="/{CLIENT}?{escape(query)}" async></script>'.encode()
    socket = f"ws://{host}:{port}"
    page = _POLICY_META.sub(lambda meta: _extend_meta(meta[0], socket), page)
    head_end = _HEAD_END.search(page)
    position = head_end.start() if head_end else len(page)
    return page[:position] + script + page[position:]


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
