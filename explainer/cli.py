"""The command line: runs a command, and returns the exit status.

Problems in the content are printed by `explainer.reporting`; everything else that goes wrong is
one line on standard error that starts with `build.py:`. What only some commands need is imported
where it's used: a build with nothing to do takes hardly more time than its imports.
"""

from __future__ import annotations

import io
import os
import sys
import time
from collections.abc import Mapping, Sequence
from contextlib import closing
from typing import TYPE_CHECKING, Any

from explainer import TEMPLATES
from explainer.cache_folder import cache_folder, clear, files_of
from explainer.failures import Failure
from explainer.interrupts import ctrl_c_raises
from explainer.last_build import LastBuild, library_versions
from explainer.options import USAGE_ERROR, parse
from explainer.reporting import print_report, repeated, report_of, summary_of, summary_parts

if TYPE_CHECKING:
    import argparse

    from explainer.build import Result, Settings
    from explainer.disk_store import DiskStore
    from explainer.folder_state import State

# Shells report 130 for a program that Ctrl-C stopped.
SUCCESS, PROBLEMS, FAILED, INTERRUPTED = 0, 1, 3, 130


def main(arguments: Sequence[str]) -> int:
    """Run the command that the arguments name, and return the exit status (see EXIT_STATUSES)."""
    started = time.monotonic()
    _replace_closed_streams()
    options = parse(arguments)
    _escape_unencodable_output()
    try:
        with ctrl_c_raises():
            return _run(options, started)
    except KeyboardInterrupt:
        return _fail("interrupted; no file is left half-written", INTERRUPTED)
    except BrokenPipeError:
        # Whoever read our output has closed the pipe, as `head` does. Python flushes stdout at
        # exit, which would raise this again.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return FAILED
    except Failure as failure:
        return _fail(str(failure), FAILED)
    except OSError as error:
        where = f"{error.filename}: " if error.filename else ""
        return _fail(f"{where}{error.strerror or error}", FAILED)
    except ImportError as error:
        # Too little memory to load it, or an incomplete installation.
        hint = "close other programs, or run make, which installs what is missing"
        return _fail(f"can't load a library: {error}; {hint}", FAILED)
    except (MemoryError, SystemError):
        # Without memory, Python may not even be able to raise a MemoryError.
        return _fail("out of memory; close other programs, or use --jobs 1", FAILED)


def _run(options: argparse.Namespace, started: float) -> int:
    if options.command == "cache":
        return _cache(options)
    if options.command == "new":
        return _new(options)
    if message := _folder_error(options):
        return _fail(message, USAGE_ERROR)
    if options.command == "serve":
        return _serve(options)
    return _build(options, started)


def _fail(message: str, status: int) -> int:
    print(f"build.py: {message}", file=sys.stderr)  # noqa: T201
    return status


def _cache(options: argparse.Namespace) -> int:
    folder = cache_folder(options.cache, options.content)
    files = files_of(folder)
    size = f"{sum(files.values()) / 1e6:.1f} MB"
    if not files:
        print(f"{folder}: nothing is kept")  # noqa: T201
    elif options.clear:
        clear(folder)
        print(f"{folder}: cleared, {size}")  # noqa: T201
    else:
        print(f"{folder}: {size}; delete it with --clear")  # noqa: T201
    return SUCCESS


def _new(options: argparse.Namespace) -> int:
    from explainer.new import CannotMake, Refusal, run

    if options.piece and (message := _content_error(options.content)):
        return _fail(f"{message}, or start a project with new DIR", USAGE_ERROR)
    folders = {"content": os.path.normpath(getattr(options, "content", "")).replace(os.sep, "/")}
    options.cache, options.clean = None, False
    try:
        lines = run(options, lambda: _store(options))
    except Refusal as refusal:
        return _fail(str(refusal), USAGE_ERROR)
    except CannotMake as error:
        print_report(report_of(error.problems), folders, form="text")
        return _fail("nothing was written", PROBLEMS)
    print("\n".join(lines))  # noqa: T201
    return SUCCESS


def _build(options: argparse.Namespace, started: float) -> int:
    publishes = options.command == "build"
    last_build = _last_build(options)
    ending = None if options.clean else last_build.ending(publishes=publishes)
    if ending is None:
        ending = _build_anew(options, last_build)
    else:
        ending["summary"] = repeated(ending["summary"])
    print_report(ending["report"], _folders(options), form=options.format)
    if not ending["can_publish"]:
        return PROBLEMS
    if not options.quiet and options.format == "text":
        seconds = time.monotonic() - started
        print(summary_of(ending["summary"], seconds, publishes=publishes))  # noqa: T201
    return SUCCESS


def _build_anew(options: argparse.Namespace, last_build: LastBuild) -> dict[str, Any]:
    """Build or check, and return how it ended, having kept that for the next time."""
    import gc

    from explainer.build import build, make

    # A build makes many objects and hardly any garbage: looking for it less often takes a tenth
    # less time, and no more memory.
    gc.set_threshold(20_000, 10, 10)
    inputs = _inputs(last_build)
    settings = _settings(options)
    with closing(_store(options)) as store:
        if options.command == "check":
            result = make(settings, store)
        else:
            untouched = frozenset if options.clean else last_build.untouched
            result = build(settings, store, untouched=untouched)
        ending = {
            "can_publish": result.can_publish,
            "report": report_of(result.problems),
            "summary": summary_parts(result),
        }
        if inputs is not None:
            digests = result.published.digests if result.published else {}
            _keep(last_build, inputs, ending, store, digests)
    return ending


def _store(options: argparse.Namespace) -> DiskStore:
    """Return the store of values that outlive the process."""
    from explainer.code_digest import code_digest
    from explainer.disk_store import DiskStore
    from explainer.store import digest

    folder = cache_folder(options.cache, options.content)
    made_by = digest(code_digest(), sys.version, *library_versions())
    return DiskStore(folder, made_by, clean=options.clean)


def _last_build(options: argparse.Namespace) -> LastBuild:
    folders = {"content": options.content, "templates": TEMPLATES, "site": options.site}
    return LastBuild(
        cache_folder(options.cache, options.content),
        {name: os.path.realpath(path) for name, path in folders.items()},
        [options.strict, options.base_url, options.drafts],
    )


def _inputs(last_build: LastBuild) -> dict[str, State] | None:
    """Return the states of the folders that will be read, or None without a cache."""
    try:
        return last_build.inputs()
    except OSError as error:
        _report_unusable_cache(last_build.cache, error)
        return None


def _keep(
    last_build: LastBuild,
    inputs: dict[str, State],
    ending: dict[str, Any],
    store: DiskStore,
    digests: Mapping[str, str],
) -> None:
    """Keep how a build ended and what it made, if that is possible."""
    try:
        last_build.keep(inputs, ending, digests)
        store.save()
    except OSError as error:
        _report_unusable_cache(last_build.cache, error)


def _report_unusable_cache(folder: str, error: OSError) -> None:
    message = f"can't use the cache folder {folder}: {error.strerror or error}"
    hint = "building without it; name another one with --cache DIR"
    print(f"build.py: {message}; {hint}", file=sys.stderr)  # noqa: T201


def _serve(options: argparse.Namespace) -> int:
    from explainer.preview import serve

    settings = _settings(options)

    def report(result: Result) -> None:
        print_report(report_of(result.problems), _folders(options), form=options.format)

    with closing(_store(options)) as store:
        return serve(
            settings,
            host=options.host,
            port=options.port,
            open_browser=options.open,
            report=report,
            store=store,
        )


def _replace_closed_streams() -> None:
    """Open the null device for each standard stream that the shell closed (as in `2>&-`).

    They are opened in the order of their file descriptors. Otherwise the next files we open would
    get those numbers, and what libraries and child processes print would end up in them.
    """
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            stream = open(os.devnull, mode, encoding="utf-8")  # noqa: SIM115 (stays open)
            setattr(sys, name, stream)


def _escape_unencodable_output() -> None:
    """Escape characters that standard output can't encode, as Python does on standard error."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")


def _folders(options: argparse.Namespace) -> dict[str, str]:
    """Return the folders' paths as they are printed before the names of files."""
    folders = {"content": options.content, "templates": "templates", "site": options.site}
    return {root: os.path.normpath(path).replace(os.sep, "/") for root, path in folders.items()}


def _settings(options: argparse.Namespace) -> Settings:
    from pathlib import Path

    from explainer.build import Settings

    return Settings(
        content_dir=Path(options.content),
        site=Path(options.site),
        templates=Path(TEMPLATES),
        strict=options.strict,
        base_url=options.base_url,
        drafts=options.drafts,
        jobs=options.jobs,
    )


def _folder_error(options: argparse.Namespace) -> str:
    """Return an error message if the folders of the options can't be used, else ""."""
    content, site = (os.path.normpath(path) for path in (options.content, options.site))
    if message := _content_error(content):
        return message
    content_path, site_path = os.path.realpath(content), os.path.realpath(site)
    if _is_in(content_path, site_path) or _is_in(site_path, content_path):
        return (
            f'content folder "{content}" and site folder "{site}"'
            " overlap; use two separate folders, neither inside the other"
        )
    # Its files would be taken for content, or for somebody else's in the site.
    cache = cache_folder(options.cache, options.content)
    for name, folder, path in (("content", content, content_path), ("site", site, site_path)):
        if _is_in(os.path.realpath(cache), path):
            return (
                f'the cache folder "{cache}" is in the {name} folder "{folder}";'
                " name another one with --cache DIR"
            )
    return ""


def _content_error(path: str) -> str:
    """Return an error message if there's no content folder at a path, else ""."""
    content = os.path.normpath(path)
    if os.path.isdir(content):
        return ""
    wrong = "isn't a folder" if os.path.exists(content) else "doesn't exist"
    return f'"{content}" {wrong}; name the content folder with --content DIR'


def _is_in(path: str, folder: str) -> bool:
    """Return whether a path is that of a folder or of something in it."""
    return path == folder or path.startswith(folder.rstrip(os.sep) + os.sep)
