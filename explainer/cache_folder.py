"""Where builds keep what later builds can use again.

Everything in a cache folder can be deleted at any time; the next build then takes longer.
"""

from __future__ import annotations

import os
import sys
import zlib

# The name of the content folder in a project folder.
CONTENT = "content"
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


def project_folder(content_dir: str) -> str | None:
    """Return the path of the folder that holds a content folder, or None for any other name.

    It's empty for the current folder. A folder with another name than `content` is in no project.
    """
    folder, name = os.path.split(os.path.normpath(content_dir))
    if name in {os.curdir, os.pardir}:
        folder, name = os.path.split(os.path.abspath(content_dir))
    return folder if name == CONTENT else None


def cache_folder(option: str | None, content_dir: str, project: str | None = None) -> str:
    """Return the path of the cache folder for a content folder.

    That is `option` (`--cache`), or else the environment variable `EXPLAINER_CACHE`, or
    `.explainer-cache` in the project folder, or a folder in the user's cache.
    """
    if chosen := option or os.environ.get(ENVIRONMENT_VARIABLE):
        return chosen
    if project is None:
        project = project_folder(content_dir)
    if project is not None:
        return os.path.join(os.path.abspath(project), PROJECT_FOLDER)
    content_path = os.path.realpath(content_dir)
    number = zlib.crc32(os.fsencode(content_path))
    name = f"{os.path.basename(content_path)}-{number:08x}"
    return os.path.join(_user_cache(), "explainer", name)


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
