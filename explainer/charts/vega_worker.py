"""The program that draws charts, in a process of its own: `python vega_worker.py PATH…`.

It reads one request per line from standard input and answers each with a line on standard output,
both JSON. It imports nothing of this project, and ends when its input ends. `vega_process` runs it.
"""

from __future__ import annotations

import contextlib
import json
import os
import signal
import sys
from typing import IO, Any

# Seconds of processor time per request, and bytes. The parent's limits are lower; these stop a
# drawing when the parent has been killed, or memory that grows faster than the parent looks.
CPU_SECONDS = 8
DATA_BYTES = 1536 << 20
# Drawn once before the first request, so that it doesn't pay for the start of the JavaScript engine.
_FIRST_CHART = {"mark": "point", "data": {"values": [{"a": 1}]}, "encoding": {"x": {"field": "a"}}}


def main(paths: list[str]) -> None:
    """Answer requests until standard input ends; `paths` are added to Python's import path."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # The parent decides what Ctrl-C ends.
    # Whatever the library prints must not end up among the answers.
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    with open(os.devnull, "wb") as nothing:  # noqa: PTH123 (pathlib takes time to import)
        os.dup2(nothing.fileno(), 1)
    sys.path += paths
    _limit_memory()
    try:
        import vl_convert  # noqa: PLC0415

        vl_convert.vega_to_svg(
            vl_convert.vegalite_to_vega(json.dumps(_FIRST_CHART)), allowed_base_urls=[]
        )
    except Exception as error:
        _send(answers, {"failed": f"{type(error).__name__}: {error}"})
        return
    _send(answers, {"ready": True})
    for line in sys.stdin.buffer:
        _limit_processor_time()
        _send(answers, _answer(vl_convert, json.loads(line)))


def _answer(library: Any, request: dict[str, Any]) -> dict[str, Any]:
    """Return `{"done": result}`, `{"error": text}`, or `{"size": N}` for an SVG that is too large.

    The request is `{"compile": Vega-Lite as JSON}`, which returns Vega, or `{"draw": Vega,
    "limit": N}`, which returns an SVG of at most N characters.
    """
    try:
        if "compile" in request:
            return {"done": library.vegalite_to_vega(request["compile"])}
        svg = library.vega_to_svg(request["draw"], allowed_base_urls=[])
    except Exception as error:
        return {"error": str(error)}
    return {"size": len(svg)} if len(svg) > request["limit"] else {"done": svg}


def _send(answers: IO[str], answer: dict[str, Any]) -> None:
    answers.write(f"{json.dumps(answer)}\n")
    answers.flush()


def _limit_memory() -> None:
    try:
        import resource  # noqa: PLC0415
    except ImportError:  # Windows
        return
    _lower(resource, resource.RLIMIT_CORE, 0)
    _lower(resource, resource.RLIMIT_DATA, DATA_BYTES)


def _limit_processor_time() -> None:
    """Let the system end this process if the next request takes more than CPU_SECONDS."""
    try:
        import resource  # noqa: PLC0415
    except ImportError:  # Windows
        return
    usage = resource.getrusage(resource.RUSAGE_SELF)
    _lower(resource, resource.RLIMIT_CPU, int(usage.ru_utime + usage.ru_stime) + CPU_SECONDS)


def _lower(resource: Any, limit: int, value: int) -> None:
    """Set a soft limit, at most the hard one; without effect on systems that refuse it."""
    hard = resource.getrlimit(limit)[1]
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(limit, (value if hard < 0 else min(value, hard), hard))


if __name__ == "__main__":
    main(sys.argv[1:])
