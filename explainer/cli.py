"""The command line: words to calls, problems to the terminal, and an exit status.

0 done; 1 the content has problems; 2 the command line is wrong; 3 the machine let us down.
"""

from __future__ import annotations

import argparse
import io
import os
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from explainer.failures import Failure
from explainer.reporting import print_problems, summary_of

if TYPE_CHECKING:
    from explainer.build import Result, Settings
    from explainer.problems import Root

DONE, PROBLEMS, WRONG_USE, FAILED = 0, 1, 2, 3
COMMANDS = {
    "build": "build content/ into site/ (also when no command is named)",
    "check": "report every problem, write nothing",
    "serve": "preview on this machine, and rebuild on each save",
}


def main(arguments: Sequence[str]) -> int:
    """Run a command, and return its exit status."""
    started = time.monotonic()
    options = _parser().parse_args(_with_command(arguments))
    _escape_what_cannot_be_said()
    try:
        settings = _settings(options)
        if wrong := _wrong_use(settings):
            print(f"build.py: {wrong}", file=sys.stderr)  # noqa: T201
            return WRONG_USE
        if options.command == "serve":
            return _serve(settings, options)
        return _build(settings, options, started)
    except Failure as failure:
        print(f"build.py: {failure}", file=sys.stderr)  # noqa: T201
        return FAILED
    except OSError as error:
        where = f"{error.filename}: " if error.filename else ""
        print(f"build.py: {where}{error.strerror or error}", file=sys.stderr)  # noqa: T201
        return FAILED


def _build(settings: Settings, options: argparse.Namespace, started: float) -> int:
    from explainer.build import build, make  # noqa: PLC0415
    from explainer.store import Store  # noqa: PLC0415

    run = make if options.command == "check" else build
    result = run(settings, Store())
    _report(result, settings, options)
    if not options.quiet and result.is_sound and options.format == "text":
        print(summary_of(result, time.monotonic() - started))  # noqa: T201
    return DONE if result.is_sound else PROBLEMS


def _serve(settings: Settings, options: argparse.Namespace) -> int:
    from explainer.preview import serve  # noqa: PLC0415

    return serve(
        settings,
        host=options.host,
        port=options.port,
        open_browser=options.open,
        report=lambda result: _report(result, settings, options),
    )


def _escape_what_cannot_be_said() -> None:
    """Have standard output escape what its encoding cannot say, as standard error does."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")


def _report(result: Result, settings: Settings, options: argparse.Namespace) -> None:
    folders: dict[Root, str] = {
        "content": settings.content.as_posix(),
        "templates": settings.templates.name,
        "site": settings.site.as_posix(),
    }
    print_problems(result.problems, folders, form=options.format)


def _settings(options: argparse.Namespace) -> Settings:
    from explainer.build import Settings  # noqa: PLC0415

    return Settings(
        content=Path(options.content),
        site=Path(options.site),
        strict=options.strict,
        base_url=options.base_url,
        drafts=options.drafts,
        jobs=options.jobs,
    )


def _wrong_use(settings: Settings) -> str:
    """Return what is wrong with the folders that were named, if anything is."""
    if not settings.content.is_dir():
        return f"there is no folder {settings.content}; name the content with --content DIR"
    # Not Path.resolve, which raises RuntimeError at a link that leads to itself.
    content, site = (Path(os.path.realpath(path)) for path in (settings.content, settings.site))
    if content == site or content in site.parents or site in content.parents:
        return f"{settings.content} and {settings.site} lie in one another; keep them apart"
    return ""


def _with_command(arguments: Sequence[str]) -> list[str]:
    """Put the command first, wherever it stands, since options may stand before it."""
    words = list(arguments)
    value_follows = False
    for place, word in enumerate(words):
        if not value_follows and not word.startswith("-"):
            return [word, *words[:place], *words[place + 1 :]]
        value_follows = word in _TAKE_A_VALUE
    if {"-h", "--help", "--version"} & set(words):
        return words
    return ["build", *words]


_TAKE_A_VALUE = frozenset(
    {"--content", "--site", "--base-url", "--jobs", "--format", "--port", "--host"}
)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="build.py",
        description="Turns a folder of Markdown and YAML into a static explainer.",
        epilog="build.py COMMAND --help tells the options of each.",
    )
    from explainer import __version__  # noqa: PLC0415

    parser.add_argument("--version", action="version", version=__version__)
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", required=True)
    for name, told in COMMANDS.items():
        command = commands.add_parser(name, help=told, description=told.capitalize() + ".")
        _add_options(command)
        if name == "serve":
            _add_serve_options(command)
    return parser


def _add_options(command: argparse.ArgumentParser) -> None:
    add = command.add_argument
    add("--content", metavar="DIR", default="content", help="what to build (default: content)")
    add("--site", metavar="DIR", default="site", help="where to build it (default: site)")
    add("--strict", action="store_true", help="let warnings count as errors")
    add("--base-url", metavar="URL", type=_absolute, help="where the site will be published")
    add("--drafts", action="store_true", help="include pages marked draft: true")
    add("--clean", action="store_true", help="make everything anew, as every build does so far")
    add("--jobs", metavar="N", type=_count, default=_processors(), help="processes for Markdown")
    add("--quiet", action="store_true", help="print problems alone")
    add("--format", choices=("text", "github", "json"), default="text", help="of the problems")


def _add_serve_options(command: argparse.ArgumentParser) -> None:
    add = command.add_argument
    add(
        "--host",
        metavar="HOST",
        default="127.0.0.1",
        help="where to listen (default: this machine)",
    )
    add("--port", metavar="N", type=_port, default=8000, help="on which port (default: 8000)")
    add("--open", action="store_true", help="open the preview in a browser")


def _absolute(text: str) -> str:
    if not text.startswith(("https://", "http://")):
        raise argparse.ArgumentTypeError(f"{text!r} does not begin with https://")
    return text


def _count(text: str) -> int:
    if not text.isascii() or not text.isdigit() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is no whole number from 1 on")
    return int(text)


def _port(text: str) -> int:
    if not text.isascii() or not text.isdigit() or int(text) > 65535:
        raise argparse.ArgumentTypeError(f"{text!r} is no port, 0 to 65535")
    return int(text)


def _processors() -> int:
    return os.cpu_count() or 1
