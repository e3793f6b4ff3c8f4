"""Where builds keep what later builds can use again.

Everything in a cache folder can be deleted at any time; the next build then takes longer.
"""

from __future__ import annotations

import os
import sys
import zlib

ENVIRONMENT_VARIABLE = "EXPLAINER_CACHE"
PROJECT_FOLDER = ".explainer-cache"
# The store's database, and what the names of the files of `last_build` start with.
STORE_FILE, LAST = "values.sqlite3", "last-"
# What the names of files start with that tell the file system's time; a killed build leaves one.
TIME_FILE = ".time-"
# Keeps the folder out of git and out of backups (https://bford.info/cachedir/).
_OWN_FILES = {
    ".gitignore": "*\n",
    "CACHEDIR.TAG": (
        "Signature: 8a477f597d28d172789f06886806bc55\n"
        "# This folder can be deleted at any time; the next build then takes longer.\n"
    ),
}


def cache_folder(option: str | None, content_dir: str) -> str:
    """Return the path of the cache folder for a content folder.

    That is `option` (`--cache`), or else the environment variable `EXPLAINER_CACHE`, or
    `.explainer-cache` beside a folder named `content`, or a folder in the user's cache.
    """
    if chosen := option or os.environ.get(ENVIRONMENT_VARIABLE):
        return chosen
    content_path = os.path.realpath(content_dir)
    project, name = os.path.split(content_path)
    if name == "content":
        return os.path.join(project, PROJECT_FOLDER)
    number = zlib.crc32(os.fsencode(content_path))
    return os.path.join(_user_cache(), "explainer", f"{name}-{number:08x}")


def create_cache_folder(folder: str) -> None:
    """Create a cache folder unless it exists; raises OSError if that isn't possible."""
    if os.path.isdir(folder):
        return
    os.makedirs(folder, exist_ok=True)
    for name, text in _OWN_FILES.items():
        with open(os.path.join(folder, name), "w", encoding="ascii") as file:
            file.write(text)


def write_file(path: str, data: bytes) -> None:
    """Write a file that appears complete or not at all, also if two builds write it at once.

    Raises OSError if that isn't possible.
    """
    staged = f"{path}.{os.getpid()}"
    try:
        with open(staged, "wb") as file:
            file.write(data)
        os.replace(staged, path)
    finally:
        if os.path.exists(staged):
            os.unlink(staged)


def files_of(folder: str) -> dict[str, int]:
    """Return the name and size in bytes of each file in a cache folder that builds have made."""
    if not os.path.isdir(folder):
        return {}
    names = [
        name
        for name in sorted(os.listdir(folder))
        if name.startswith((STORE_FILE, LAST, TIME_FILE)) or name in _OWN_FILES
    ]
    return {name: os.path.getsize(os.path.join(folder, name)) for name in names}


def clear(folder: str) -> None:
    """Delete what builds have made in a cache folder, and the folder if nothing else is in it.

    Raises OSError if that isn't possible.
    """
    for name in files_of(folder):
        os.unlink(os.path.join(folder, name))
    if os.path.isdir(folder) and not os.listdir(folder):
        os.rmdir(folder)


def _user_cache() -> str:
    """Return the folder where the operating system wants programs to keep caches."""
    if sys.platform == "win32":
        return os.environ.get("LOCALAPPDATA") or os.path.expanduser(r"~\AppData\Local")
    if sys.platform == "darwin":
        return os.path.expanduser("~/Library/Caches")
    return os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache")
