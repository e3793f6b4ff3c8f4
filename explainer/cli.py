"""The command line: runs a command, and returns the exit status.

Problems in the content are printed by `explainer.reporting`; everything else that goes wrong is
one line on standard error that starts with the program's name, `build.py:` or `explainer:`. What
only some commands need is imported where it's used: a build with nothing to do takes hardly more
time than its imports.
"""

from __future__ import annotations

import io
import os
import sys
import time
from collections.abc import Sequence
from contextlib import closing
from itertools import combinations
from typing import TYPE_CHECKING, Any

from explainer import TEMPLATES
from explainer.cache_folder import CONTENT, cache_folder, clear, files_of
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


def main(arguments: Sequence[str], program: str = "build.py") -> int:
    """Run the command that the arguments name, and return the exit status (see EXIT_STATUSES).

    `program` is the name under which the program was called, for messages.
    """
    started = time.monotonic()
    _replace_closed_streams()
    options = parse(arguments, program)

    def fail(message: str, status: int) -> int:
        print(f"{program}: {message}", file=sys.stderr)  # noqa: T201
        return status

    _escape_unencodable_output()
    try:
        with ctrl_c_raises():
            return _run(options, program, started)
    except WrongCommandLine as error:
        return fail(str(error), USAGE_ERROR)
    except KeyboardInterrupt:
        return fail("interrupted; no file is left half-written", INTERRUPTED)
    except BrokenPipeError:
        # Whoever read our output has closed the pipe, as `head` does. Python flushes stdout at
        # exit, which would raise this again.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return FAILED
    except Failure as failure:
        return fail(str(failure), FAILED)
    except OSError as error:
        where = f"{error.filename}: " if error.filename else ""
        return fail(f"{where}{error.strerror or error}", FAILED)
    except ImportError as error:
        # Too little memory to load it, or an incomplete installation.
        missing = f"install {program} again"
        if program == "build.py":
            missing = "run make, which installs what is missing"
        hint = f"close other programs, or {missing}"
        return fail(f"can't load a library: {error}; {hint}", FAILED)
    except (MemoryError, SystemError):
        # Without memory, Python may not even be able to raise a MemoryError.
        return fail("out of memory; close other programs, or use --jobs 1", FAILED)


class WrongCommandLine(Exception):
    """Raised if the folders that the command line names, or leaves out, can't be used."""


def _run(options: argparse.Namespace, program: str, started: float) -> int:
    if options.command == "cache":
        return _cache(options)
    if options.command == "new":
        return _new(options, program)
    if not os.path.isdir(TEMPLATES):
        message = f"missing built-in templates: {TEMPLATES} isn't a folder"
        hint = f"install {program} again, but not into a zip file"
        raise Failure(f"{message}; {hint}")
    options.overlay = _overlay(options)
    if message := _folder_error(options, program):
        raise WrongCommandLine(message)
    if options.command == "serve":
        return _serve(options)
    return _build(options, program, started)


def _cache(options: argparse.Namespace) -> int:
    folder = _cache_folder(options)
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


def _new(options: argparse.Namespace, program: str) -> int:
    from explainer.new import CannotMake, Refusal, run

    if options.piece and (message := _content_error(options, program)):
        raise WrongCommandLine(message)
    folders = {"content": os.path.normpath(getattr(options, "content", "")).replace(os.sep, "/")}
    options.cache, options.clean = None, False
    try:
        lines = run(options, program, lambda: _store(options))
    except Refusal as refusal:
        raise WrongCommandLine(str(refusal)) from refusal
    except CannotMake as error:
        print_report(report_of(error.problems), folders, form="text")
        print(f"{program}: nothing was written", file=sys.stderr)  # noqa: T201
        return PROBLEMS
    print("\n".join(lines))  # noqa: T201
    return SUCCESS


def _cache_folder(options: argparse.Namespace) -> str:
    return cache_folder(options.cache, options.content, options.project)


def _build(options: argparse.Namespace, program: str, started: float) -> int:
    publishes = options.command == "build"
    last_build = _last_build(options)
    ending = None if options.clean else last_build.ending(publishes=publishes)
    if ending is None:
        ending = _build_anew(options, program, last_build)
    else:
        ending["summary"] = repeated(ending["summary"])
    print_report(ending["report"], _folders(options), form=options.format)
    if not ending["can_publish"]:
        return PROBLEMS
    if not options.quiet and options.format == "text":
        seconds = time.monotonic() - started
        print(summary_of(ending["summary"], seconds, publishes=publishes))  # noqa: T201
    return SUCCESS


def _build_anew(options: argparse.Namespace, program: str, last_build: LastBuild) -> dict[str, Any]:
    """Build or check, and return how it ended, having kept that for the next time."""
    import gc

    from explainer.build import build, make
    from explainer.progress import progress_line

    # A build makes many objects and hardly any garbage: looking for it less often takes a tenth
    # less time, and no more memory.
    gc.set_threshold(20_000, 10, 10)
    inputs = _inputs(last_build, program)
    settings = _settings(options)
    with closing(_store(options)) as store, progress_line():
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
            try:
                last_build.keep(inputs, ending, digests)
                store.save()
            except OSError as error:
                _report_unusable_cache(last_build.cache, error, program)
    return ending


def _store(options: argparse.Namespace) -> DiskStore:
    """Return the store of values that outlive the process."""
    from explainer.code_digest import code_digest
    from explainer.disk_store import DiskStore
    from explainer.store import digest

    folder = _cache_folder(options)
    made_by = digest(code_digest(), sys.version, *library_versions())
    return DiskStore(folder, made_by, clean=options.clean)


def _last_build(options: argparse.Namespace) -> LastBuild:
    folders = {"content": options.content, "templates": TEMPLATES, "site": options.site}
    if options.overlay:
        folders["overlay"] = options.overlay
    return LastBuild(
        _cache_folder(options),
        {name: os.path.realpath(path) for name, path in folders.items()},
        [options.strict, options.base_url, options.drafts],
    )


def _inputs(last_build: LastBuild, program: str) -> dict[str, State] | None:
    """Return the states of the folders that will be read, or None without a cache."""
    try:
        return last_build.inputs()
    except OSError as error:
        _report_unusable_cache(last_build.cache, error, program)
        return None


def _report_unusable_cache(folder: str, error: OSError, program: str) -> None:
    message = f"can't use the cache folder {folder}: {error.strerror or error}"
    hint = "building without it; name another one with --cache DIR"
    print(f"{program}: {message}; {hint}", file=sys.stderr)  # noqa: T201


def _serve(options: argparse.Namespace) -> int:
    from explainer.preview import EDITOR, serve

    settings = _settings(options)
    editor = options.editor
    if editor is None:
        editor = os.environ.get("EXPLAINER_EDITOR") or EDITOR

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
            editor="" if editor == "none" else editor,
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
    here = os.getcwd()
    templates = TEMPLATES[len(here) + 1 :] if _is_in(TEMPLATES, here) else TEMPLATES
    folders = {
        "content": options.content,
        "overlay": options.overlay or "",
        "templates": templates,
        "site": options.site,
    }
    return {root: os.path.normpath(path).replace(os.sep, "/") for root, path in folders.items()}


def _overlay(options: argparse.Namespace) -> str | None:
    """Return the path of the folder over the built-in templates, whether it exists or not.

    Return None if there is no project, or if the built-in templates are the project's.
    """
    overlay: str | None = options.templates
    if overlay is None and options.project is not None:
        overlay = os.path.join(options.project, "templates")
    if overlay and os.path.isdir(overlay) and os.path.samefile(overlay, TEMPLATES):
        return None
    return overlay


def _settings(options: argparse.Namespace) -> Settings:
    from pathlib import Path

    from explainer.build import Settings

    return Settings(
        content_dir=Path(options.content),
        site=Path(options.site),
        templates=Path(TEMPLATES),
        overlay=Path(options.overlay) if options.overlay else None,
        strict=options.strict,
        base_url=options.base_url,
        drafts=options.drafts,
        jobs=options.jobs,
    )


def _folder_error(options: argparse.Namespace, program: str) -> str:
    """Return an error message if the folders of the options can't be used, else ""."""
    content, site = (os.path.normpath(path) for path in (options.content, options.site))
    if message := _content_error(options, program):
        return message
    overlay = options.overlay
    if overlay and not os.path.isdir(overlay):
        if os.path.lexists(overlay):
            hint = "rename it, or put your templates into a folder of that name"
            return f'"{overlay}" isn\'t a folder; {hint}'
        if options.templates is not None:
            hint = "name the folder of your templates with --templates DIR"
            return f'"{overlay}" doesn\'t exist; {hint}'
    content_path, site_path = os.path.realpath(content), os.path.realpath(site)
    folders = [("content folder", content, content_path), ("site folder", site, site_path)]
    if overlay:
        folders.append(("templates folder", overlay, os.path.realpath(overlay)))
    for (kind, folder, path), (other_kind, other, other_path) in combinations(folders, 2):
        if _is_in(path, other_path) or _is_in(other_path, path):
            return (
                f'{kind} "{folder}" and {other_kind} "{other}"'
                " overlap; use two separate folders, neither inside the other"
            )
    # Its files would be taken for content, or for somebody else's in the site.
    cache = _cache_folder(options)
    for kind, folder, path in folders:
        if _is_in(os.path.realpath(cache), path):
            return (
                f'the cache folder "{cache}" is in the {kind} "{folder}";'
                " name another one with --cache DIR"
            )
    return ""


def _content_error(options: argparse.Namespace, program: str) -> str:
    """Return an error message if there's no content folder, else ""."""
    content = os.path.normpath(options.content)
    if os.path.isdir(content):
        return ""
    wrong = "isn't a folder" if os.path.exists(content) else "doesn't exist"
    if options.names_content:
        return f'"{content}" {wrong}; name the content folder with --content DIR'
    return f'"{content}" {wrong}; {_where_to_build(options.project, program)}'


def _where_to_build(project: str, program: str) -> str:
    """Return what to do where the project folder, or the current one, has no content folder."""
    start = f"or start an explainer with {program} new DIR"
    if project:
        return f"name the folder that holds content with --project DIR, {start}"
    folder = os.getcwd()
    while (parent := os.path.dirname(folder)) != folder:
        folder = parent
        if os.path.isdir(os.path.join(folder, CONTENT)):
            return f"you are inside the project {folder}; add --project {os.path.relpath(folder)}"
    return f"change to the folder that holds content, name it with --project DIR, {start}"


def _is_in(path: str, folder: str) -> bool:
    """Return whether a path is that of a folder or of something in it."""
    return path == folder or path.startswith(folder.rstrip(os.sep) + os.sep)
