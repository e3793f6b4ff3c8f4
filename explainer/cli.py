"""The command line: words to calls, problems to the terminal, and an exit status.

0 done; 1 the content has problems; 2 the command line is wrong; 3 the machine let us down;
130 stopped by Ctrl-C, as shells count it.
"""

from __future__ import annotations

import argparse
import io
import os
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

from explainer.failures import Failure
from explainer.problems import did_you_mean
from explainer.reporting import print_problems, summary_of

if TYPE_CHECKING:
    from explainer.build import Result, Settings
    from explainer.problems import Root

DONE, PROBLEMS, WRONG_USE, FAILED, STOPPED = 0, 1, 2, 3, 130
COMMANDS = {
    "build": "build content/ into site/ (also when no command is named)",
    "check": "report every problem, write nothing",
    "serve": "preview on this machine, and rebuild on each save",
}


def main(arguments: Sequence[str]) -> int:
    """Run a command, and return its exit status."""
    started = time.monotonic()
    _stand_in_for_closed_streams()
    options = _parsed(arguments)
    _escape_what_cannot_be_said()
    try:
        return _run(options, started)
    except KeyboardInterrupt:
        return _say("stopped before it was done; no file was left half-written", STOPPED)
    except BrokenPipeError:
        # Whoever reads what is printed has read enough, as `head` does: nothing is left to say.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return FAILED
    except Failure as failure:
        return _say(str(failure), FAILED)
    except OSError as error:
        where = f"{error.filename}: " if error.filename else ""
        return _say(f"{where}{error.strerror or error}", FAILED)
    except MemoryError:
        return _say("the machine's memory does not suffice; free some, or try --jobs 1", FAILED)


def _run(options: argparse.Namespace, started: float) -> int:
    settings = _settings(options)
    if wrong := _wrong_use(settings):
        return _say(wrong, WRONG_USE)
    if options.command == "serve":
        return _serve(settings, options)
    return _build(settings, options, started)


def _say(line: str, status: int) -> int:
    print(f"build.py: {line}", file=sys.stderr)  # noqa: T201
    return status


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


def _stand_in_for_closed_streams() -> None:
    """Have something to print to where a shell closed a stream, as `2>&-` does.

    In the order of their numbers, which the next files to be opened would be given otherwise, and
    with them what libraries and processes of ours print.
    """
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            stand_in = Path(os.devnull).open(mode, encoding="utf-8")  # noqa: SIM115 (open to the end)
            setattr(sys, name, stand_in)


def _escape_what_cannot_be_said() -> None:
    """Have standard output escape what its encoding cannot say, as standard error does."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")


def _report(result: Result, settings: Settings, options: argparse.Namespace) -> None:
    folders: dict[Root, str] = {
        "content": settings.content_dir.as_posix(),
        "templates": settings.templates.name,
        "site": settings.site.as_posix(),
    }
    print_problems(result.problems, folders, form=options.format)


def _settings(options: argparse.Namespace) -> Settings:
    from explainer.build import Settings  # noqa: PLC0415

    return Settings(
        content_dir=Path(options.content),
        site=Path(options.site),
        strict=options.strict,
        base_url=options.base_url,
        drafts=options.drafts,
        jobs=options.jobs,
    )


def _wrong_use(settings: Settings) -> str:
    """Return what is wrong with the folders that were named, if anything is."""
    if not settings.content_dir.is_dir():
        return f"there is no folder {settings.content_dir}; name the content with --content DIR"
    # Not Path.resolve, which raises RuntimeError at a link that leads to itself.
    content_dir, site = (
        Path(os.path.realpath(path)) for path in (settings.content_dir, settings.site)
    )
    if content_dir == site or content_dir in site.parents or site in content_dir.parents:
        return f"{settings.content_dir} and {settings.site} lie in one another; keep them apart"
    return ""


class _Parser(argparse.ArgumentParser):
    """Takes options that are written in full, and says in one line what it cannot take."""

    def __init__(self, **given: Any) -> None:
        self.takes_value: dict[str, bool] = {}
        super().__init__(allow_abbrev=False, **given)

    def add_argument(self, *names: str, **given: Any) -> argparse.Action:
        """Add an option, and note whether a value follows it."""
        action = super().add_argument(*names, **given)
        self.takes_value |= dict.fromkeys(action.option_strings, action.nargs != 0)
        return action

    def error(self, message: str) -> NoReturn:
        """Say what is wrong, and leave."""
        self.exit(WRONG_USE, f"build.py: {message}\n")


def _parsed(arguments: Sequence[str]) -> argparse.Namespace:
    """Return what the words ask for; options may stand before the command as well as after it."""
    parser, commands = _parsers()
    takes_value = {**parser.takes_value}
    for each in commands.values():
        takes_value |= each.takes_value
    words = list(arguments)
    names = list(_option_names(words, takes_value))
    given = [name for name in names if name]
    for name in given:
        if name not in takes_value:
            hint = did_you_mean(name, takes_value) or "build.py COMMAND --help lists them"
            parser.error(f"there is no option {name}; {hint}")
    if "" in names:
        command = words.pop(names.index(""))
    elif not parser.takes_value.keys().isdisjoint(given):
        return parser.parse_args(words)
    else:
        command = "build"
    if command not in commands:
        parser.error(f'there is no command "{command}"; {did_you_mean(command, commands)}')
    for name in given:
        if name not in commands[command].takes_value:
            parser.error(f"{command} does not take {name}; see build.py {command} --help")
    options, extra = parser.parse_known_args([command, *words])
    if extra:
        hint = "name folders with --content DIR and --site DIR"
        parser.error(f'{command} does not take "{extra[0]}"; {hint}')
    return options


def _option_names(words: Sequence[str], takes_value: Mapping[str, bool]) -> Iterator[str | None]:
    """Yield, for each word, an option's name, None for the value of one, or else nothing."""
    value_follows = False
    for word in words:
        name, has_value, _ = word.partition("=")
        is_option = word.startswith("-") and not value_follows
        yield name if is_option else None if value_follows else ""
        value_follows = is_option and takes_value.get(name, False) and not has_value


def _parsers() -> tuple[_Parser, dict[str, _Parser]]:
    """Return what reads the words, and what reads those of each command."""
    parser = _Parser(
        prog="build.py",
        description="Turns a folder of Markdown and YAML into a static explainer.",
        epilog="build.py COMMAND --help tells the options of each.",
    )
    from explainer import __version__  # noqa: PLC0415

    parser.add_argument("--version", action="version", version=__version__)
    adder = parser.add_subparsers(dest="command", metavar="COMMAND", required=True)
    commands: dict[str, _Parser] = {}
    for name, told in COMMANDS.items():
        command = adder.add_parser(name, help=told, description=told.capitalize() + ".")
        _add_options(command)
        if name == "serve":
            _add_serve_options(command)
        commands[name] = command
    return parser, commands


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
    add(
        "--format",
        choices=("text", "github", "json"),
        default="text",
        help="of problems (default: text)",
    )


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
    from explainer.urls import is_address, is_base  # noqa: PLC0415

    if not (text.startswith(("https://", "http://")) and is_address(text) and is_base(text)):
        raise argparse.ArgumentTypeError(f"{text!r} is no address; write https://HOST/PATH/")
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
    """Return how many processors this process may use; a container may have few of many."""
    if hasattr(os, "process_cpu_count"):
        return os.process_cpu_count() or 1
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
