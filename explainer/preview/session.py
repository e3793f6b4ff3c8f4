"""Runs `serve` from start to end: opens the port, builds, serves, and shuts down on Ctrl-C."""

from __future__ import annotations

import asyncio
import contextlib
import errno
import signal
import socket
import threading
import webbrowser
from typing import TYPE_CHECKING

from tornado.ioloop import IOLoop

from explainer.failures import Failure, PortTaken
from explainer.preview.browsers import Browsers
from explainer.preview.problem_panel import EDITOR
from explainer.preview.rebuilding import Rebuilder
from explainer.preview.server import PreviewServer, is_loopback
from explainer.preview.site_folder import SiteFolder
from explainer.progress import progress_line

if TYPE_CHECKING:
    from collections.abc import Callable

    from explainer.build import Result, Settings
    from explainer.store import Store


def serve(
    settings: Settings,
    *,
    host: str,
    port: int,
    open_browser: bool,
    report: Callable[[Result], None],
    store: Store | None = None,
    editor: str = EDITOR,
) -> int:
    """Build and serve a site until Ctrl-C, and return the exit status.

    Port 0 picks a free port. `report` is called with the result of each build. The first build uses
    what earlier processes kept in the `store`; if that is much, what the last build published is
    served while it runs. `editor`: see `panel_of`.

    Raises PortTaken if the port is in use, and Failure if it can't be listened on at all.
    """
    listening = _listen(host, port)
    port_used = listening.getsockname()[1]
    url = _browser_url(host, port_used)
    events = asyncio.new_event_loop()
    # Tornado uses the current event loop; asyncio deprecated creating one implicitly.
    asyncio.set_event_loop(events)
    loop = IOLoop.current()
    site = SiteFolder(settings.site)
    browsers = Browsers(site, settings, on_loop=loop.add_callback, editor=editor)
    rebuilder = Rebuilder(settings, browsers, report=report, store=store)
    with listening, contextlib.closing(events), contextlib.suppress(KeyboardInterrupt):
        site.update()
        if site.is_empty or store is None or store.is_empty:
            with progress_line():
                rebuilder.build_first()
        _stop_on_ctrl_c(loop)
        _say(f"preview: {url} (press Ctrl-C to stop)")
        if not is_loopback(host):
            if address := _network_address(host):
                _say(f"on a phone in the same network: {_browser_url(address, port_used)}")
            _say("warning: others on your network can read the preview, including any drafts")
        if open_browser:
            threading.Thread(target=webbrowser.open, args=(url,), daemon=True).start()
        try:
            rebuilder.start()
            PreviewServer(browsers, listening=listening, host=host).serve(host=host, port=port)
        finally:
            rebuilder.stop()
    _say("\npreview stopped")
    return 0


def _stop_on_ctrl_c(loop: IOLoop) -> None:
    """Make Ctrl-C stop the event loop cleanly, on systems whose loop supports signal handlers."""
    with contextlib.suppress(NotImplementedError, RuntimeError):
        loop.asyncio_loop.add_signal_handler(signal.SIGINT, loop.stop)  # type: ignore[attr-defined]


def _listen(host: str, port: int) -> socket.socket:
    """Return a socket that listens on the host and port; raises PortTaken or Failure."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        listening = socket.create_server((host, port), family=family)
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            message = f"port {port} on {host} is in use, perhaps by another preview"
            hint = "stop that one, or use another port with --port (0 picks a free one)"
            raise PortTaken(f"{message}; {hint}") from error
        message = f"can't listen on port {port} on {host}: {error.strerror or error}"
        raise Failure(f"{message}; use another --host or --port") from error
    listening.setblocking(False)
    return listening


def _browser_url(host: str, port: int) -> str:
    """Return the URL to open in a browser on this machine.

    A server that listens on `0.0.0.0`, `::` or an empty host accepts connections to any of this
    machine's addresses, but isn't itself reached by that name; the URL has `127.0.0.1` or `[::1]`
    instead.
    """
    name = {"0.0.0.0": "127.0.0.1", "::": "[::1]", "": "127.0.0.1"}.get(host, host)  # noqa: S104
    bracketed = f"[{name}]" if ":" in name and not name.startswith("[") else name
    return f"http://{bracketed}:{port}/"


def _network_address(host: str) -> str:
    """Return the address under which others in the network reach this machine, "" if unknown.

    It's only known for a server that listens on all addresses of one family.
    """
    family, elsewhere = {
        "0.0.0.0": (socket.AF_INET, "192.0.2.1"),  # noqa: S104
        "": (socket.AF_INET, "192.0.2.1"),
        "::": (socket.AF_INET6, "2001:db8::1"),
    }.get(host, (None, ""))
    if family is None:
        return ""
    # "Connecting" a UDP socket sends nothing: the system only chooses the address to send from.
    with socket.socket(family, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect((elsewhere, 9))
        except OSError:
            return ""
        return str(probe.getsockname()[0])


def _say(line: str) -> None:
    print(line, flush=True)  # noqa: T201
