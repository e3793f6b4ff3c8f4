"""`serve`: the first build, the port, the browser, and a quiet end."""

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
from explainer.preview.rebuilding import Rebuilder
from explainer.preview.server import PreviewServer, is_loopback, refresh
from explainer.preview.site_folder import SiteFolder

if TYPE_CHECKING:
    from collections.abc import Callable

    from explainer.build import Result, Settings


def serve(
    settings: Settings,
    *,
    host: str,
    port: int,
    open_browser: bool,
    report: Callable[[Result], None],
) -> int:
    """Preview a site until Ctrl-C, and return the exit status; port 0 takes any that is free.

    Raises PortTaken where another listens there, and Failure where nobody can.
    """
    listening = _listen(host, port)
    address = _address(host, listening.getsockname()[1])
    events = asyncio.new_event_loop()
    # Tornado takes the one that is set; to ask for one where none is set is on its way out.
    asyncio.set_event_loop(events)
    loop = IOLoop.current()
    site = SiteFolder(settings.site)
    rebuilder = Rebuilder(
        settings,
        site,
        report=report,
        refresh=lambda addresses: loop.add_callback(refresh, addresses),
    )
    with listening, contextlib.closing(events), contextlib.suppress(KeyboardInterrupt):
        rebuilder.build_first()
        _stop_on_ctrl_c(loop)
        _say(f"Preview: {address} (Ctrl-C ends it)")
        if not is_loopback(host):
            _say("Others on this machine's network can read it, drafts and all.")
        if open_browser:
            threading.Thread(target=webbrowser.open, args=(address,), daemon=True).start()
        try:
            rebuilder.start()
            PreviewServer(site, listening=listening, host=host).serve(host=host, port=port)
        finally:
            rebuilder.stop()
    _say("\nThe preview has ended.")
    return 0


def _stop_on_ctrl_c(loop: IOLoop) -> None:
    """Have Ctrl-C stop the loop in good order, where the system can tell a loop of it."""
    with contextlib.suppress(NotImplementedError, RuntimeError):
        loop.asyncio_loop.add_signal_handler(signal.SIGINT, loop.stop)  # type: ignore[attr-defined]


def _listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        listening = socket.create_server((host, port), family=family)
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            message = f"port {port} of {host} is in use, perhaps by another preview"
            hint = "end that, or choose another with --port (0 takes any that is free)"
            raise PortTaken(f"{message}; {hint}") from error
        message = f"cannot listen on port {port} of {host}: {error.strerror or error}"
        raise Failure(f"{message}; choose others with --host and --port") from error
    listening.setblocking(False)
    return listening


def _address(host: str, port: int) -> str:
    shown = {"0.0.0.0": "127.0.0.1", "::": "[::1]", "": "127.0.0.1"}.get(host, host)  # noqa: S104
    bracketed = f"[{shown}]" if ":" in shown and not shown.startswith("[") else shown
    return f"http://{bracketed}:{port}/"


def _say(line: str) -> None:
    print(line, flush=True)  # noqa: T201
