"""Random edits of a small made-up explainer: to files of every kind, templates, options, the site."""

from __future__ import annotations

import os
import random
import shutil
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from tools.soak.fuzzing import damage
from tools.soak.made_up_files import (
    CHART,
    FILES,
    FIVE,
    MISTAKES,
    OPTIONS,
    OWN_TEMPLATES,
    PICTURE,
    REPLACEMENTS,
    TEMPLATE_MISTAKES,
    TEMPLATE_REPLACEMENTS,
)
from tools.soak.trials import PROJECT

_NEW_PAGES = (
    "new.md",
    "isle/new.md",
    "outcomes/new.md",
    "isle/deep/new.md",
    "Bell.md",
    "sources.md",
)


@dataclass
class Project:
    """An explainer that is edited, with its own templates, in a folder of its own.

    `original` are all files as they were at first, so that what was broken can be repaired.
    """

    folder: Path
    chance: random.Random
    has_charts: bool = False
    options: tuple[str, ...] = ()
    original: dict[str, bytes] = field(default_factory=dict)

    def __post_init__(self) -> None:
        shutil.copytree(FIVE, self.content)
        shutil.copytree(PROJECT / "templates", self.templates)
        self.look.mkdir()
        for name, text in {**FILES, **(CHART if self.has_charts else {})}.items():
            write(self.content / name, text.encode())
        for path in files_in(self.content) + files_in(self.templates):
            self.original[path.relative_to(self.folder).as_posix()] = path.read_bytes()

    @property
    def content(self) -> Path:
        """The content folder."""
        return self.folder / "content"

    @property
    def templates(self) -> Path:
        """The folder of the built-in templates."""
        return self.folder / "templates"

    @property
    def look(self) -> Path:
        """The folder of its own templates, which go over the built-in ones."""
        return self.folder / "look"

    @property
    def arguments(self) -> tuple[str, ...]:
        """The options of its next build."""
        return (*self.options, "--templates", str(self.look))

    def edit(self) -> str:
        """Make a random edit, and return what it was."""
        weights = [weight for _, weight in EDITS]
        ((edit, _),) = self.chance.choices(EDITS, weights)
        return f"{edit.__name__.strip('_')} {edit(self)}"

    def replace(self, replacement: tuple[str, str, str], *, templates: bool = False) -> str:
        """Replace a text in a file, or put it back if that was done before; return what it was."""
        name, old, new = replacement
        path = (self.templates if templates else self.content) / name
        if path.is_file():
            data, one, other = path.read_bytes(), old.encode(), new.encode()
            # `new` may contain `old`, or be empty.
            changed = data.replace(other, one, 1) if other in data else data.replace(one, other, 1)
            if changed == data:
                changed = self.original.get(path.relative_to(self.folder).as_posix(), data)
            path.write_bytes(changed)
        return f"{name}: {new!r}"

    def repair(self) -> str:
        """Restore everything as it was at first, but the times."""
        for part in (self.content, self.templates, self.look):
            for path in part.iterdir():
                if path.is_dir() and not path.is_symlink():
                    shutil.rmtree(path)
                else:
                    path.unlink()
        for name, data in self.original.items():
            write(self.folder / name, data)
        return "all"

    def file(self) -> Path:
        """Return a random file of the content."""
        return self.chance.choice(files_in(self.content) or [self.content / "index.md"])


def write(path: Path, data: bytes) -> None:
    """Write a file, with the folders above it, in place of whatever is there."""
    if path.is_symlink():
        path.unlink()
    elif path.is_dir():
        shutil.rmtree(path)
    for parent in reversed(path.parents):
        if parent.is_file() or (parent.is_symlink() and not parent.is_dir()):
            parent.unlink()
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)


def files_in(folder: Path) -> list[Path]:
    """Return the files below a folder, sorted; links count as what they lead to."""
    return sorted(path for path in folder.rglob("*") if path.is_file())


def _replace(project: Project) -> str:
    """Replace a text by another, or the other by it."""
    return project.replace(project.chance.choice((*REPLACEMENTS, *MISTAKES)))


def _replace_in_templates(project: Project) -> str:
    choices = (*TEMPLATE_REPLACEMENTS, *TEMPLATE_MISTAKES)
    return project.replace(project.chance.choice(choices), templates=True)


def _restore(project: Project) -> str:
    """Restore one file as it was at first."""
    name, data = project.chance.choice(sorted(project.original.items()))
    write(project.folder / name, data)
    return name


def _repair(project: Project) -> str:
    return project.repair()


def _add_page(project: Project) -> str:
    chance = project.chance
    name = chance.choice(_NEW_PAGES)
    link = chance.choice(["", "", "[bell](/bell.md)", "[it](new.md)", "[@almanac]", "[@nobody]"])
    front = f"title: New {chance.randrange(9)}\n" + chance.choice(
        ["", "draft: true\n", "order: 3\n"]
    )
    write(project.content / name, f"---\n{front}---\n## Part\n\nMore of it {link}.\n".encode())
    return f"{name} {link}"


def _add_file(project: Project) -> str:
    chance = project.chance
    name, text = chance.choice(
        [
            ("images/new.svg", PICTURE.format(chance.randrange(9, 99))),
            ("isle/beside.svg", PICTURE.format(chance.randrange(9, 99))),
            ("data/new.csv", f"a,b\n1,{chance.randrange(99)}\n"),
            ("data/download.txt", f"{chance.randrange(99)}\n"),
            ("notes.txt", "unused"),
            (".hidden.md", "never read"),
            ("timeline/2042.yaml", "- {id: later, date: 2042, side: isle, kind: rule, title: L}\n"),
        ]
    )
    write(project.content / name, text.encode())
    return name


def _add_template(project: Project) -> str:
    name, text = project.chance.choice(
        [
            ("assets/new.css", ".new{color:red}"),
            ("assets/new/new.js", "let x = 1;"),
            ("assets/.hidden.css", ".hidden{}"),
            ("assets/.hidden/new.css", ".hidden{}"),
            ("blocks/new.html", "new"),
            ("._base.html", "\udcff\udcfe"),
            (".hidden/page.html", "\udcff\udcfe"),
            ("styles/unlisted.css", ".new{}"),
        ]
    )
    write(project.templates / name, text.encode(errors="surrogateescape"))
    return name


def _delete(project: Project) -> str:
    path = project.file()
    path.unlink(missing_ok=True)
    return path.name


def _delete_folder(project: Project) -> str:
    folders = sorted(path for path in project.content.iterdir() if path.is_dir())
    folder = project.chance.choice(folders or [project.content / "isle"])
    if folder.is_symlink():
        folder.unlink()
    else:
        shutil.rmtree(folder, ignore_errors=True)
    return folder.name


def _rename(project: Project) -> str:
    path = project.file()
    name = project.chance.choice(
        ["isle/moved.md", "moved.md", "images/moved.svg", "data/moved.csv"]
    )
    (project.content / name).parent.mkdir(parents=True, exist_ok=True)
    path.replace(project.content / name)
    return f"{path.name} to {name}"


def _rename_in_case(project: Project) -> str:
    path = project.file()
    path.replace(path.with_name(path.name.swapcase()))
    return path.name


def _swap_files(project: Project) -> str:
    """Exchange two files, whose times stay what they were."""
    one, other = project.file(), project.file()
    aside = project.folder / "aside"
    one.replace(aside)
    if other.exists():
        other.replace(one)
    aside.replace(other)
    return f"{one.name} and {other.name}"


def _link(project: Project) -> str:
    """Put a symbolic link to a file, a folder, a hidden folder, nothing or itself somewhere."""
    chance, content = project.chance, project.content
    write(content / ".shared/deep/shared.svg", PICTURE.format(chance.randrange(9, 99)).encode())
    write(project.folder / "outside.md", b"---\ntitle: Outside\n---\nText.\n")
    name = chance.choice(["linked.md", "images/linked.svg", "images/linked", "isle/linked"])
    target = chance.choice(
        [
            *(
                "index.md",
                "isle",
                "images",
                "images/bell.svg",
                ".shared",
                ".shared/deep",
                "linked.md",
            ),
            *("images/linked", "nothing.md", "../outside.md", "isle/..", ".", "index.md/x"),
        ]
    )
    path = content / name
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.is_symlink() or path.is_file():
        path.unlink()
    if not path.exists():
        path.symlink_to(os.path.relpath(content / target, path.parent))
    return f"{name} to {target}"


def _edit_behind_links(project: Project) -> str:
    """Edit a file in a hidden folder, where only links lead to."""
    data = PICTURE.format(project.chance.randrange(9, 99)).encode()
    write(project.content / ".shared/deep/shared.svg", data)
    return ""


def _damage(project: Project) -> str:
    if files_in(project.content):
        damage(project.content, project.chance)
    return ""


def _append(project: Project) -> str:
    path = project.file()
    # Most fit into a page only.
    if path.suffix == ".md" and path.is_file():
        path.write_bytes(
            path.read_bytes() + b"\nMore of [@almanac]: %d.\n" % project.chance.randrange(99)
        )
    return path.name


def _edit_in_place(project: Project) -> str:
    """Change a digit or letter, keep the size, and set the time back to what it was."""
    path = project.file()
    data = bytearray(path.read_bytes()) if path.is_file() else bytearray()
    status = path.stat() if data else None
    places = [number for number, byte in enumerate(data) if chr(byte).isalnum()]
    if status and places:
        at = project.chance.choice(places)
        data[at] = ord("7") if chr(data[at]).isdigit() else ord("e")
        path.write_bytes(data)
        os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))
    return path.name


def _set_time(project: Project) -> str:
    """Give a file another time: the clock jumped, or a tool copied it with its time."""
    path = project.file()
    seconds = project.chance.choice([-1e6, -3600.0, -1.0, 1.0, 3600.0, 1e6])
    if path.exists():
        os.utime(path, (time.time(), time.time() + seconds))
    return f"{path.name} {seconds}"


def _copy_over(project: Project) -> str:
    """Replace a file by a copy of itself or another, with its times."""
    path, other = project.file(), project.file()
    if other.suffix == path.suffix and other.exists():
        copy = project.folder / "copy"
        shutil.copy2(other, copy)
        copy.replace(path)
    return f"{other.name} to {path.name}"


def _edit_twice(project: Project) -> str:
    """Change a file and change it back, or change it to the same length."""
    path = project.content / "bell.md"
    if path.is_file():
        data = path.read_bytes()
        path.write_bytes(data.replace(b"noon", b"dusk"))
        path.write_bytes(data.replace(b"noon", project.chance.choice([b"noon", b"dawn"])))
    return ""


def _set_options(project: Project) -> str:
    project.options = project.chance.choice(OPTIONS)
    return " ".join(project.options)


def _edit_own_templates(project: Project) -> str:
    """Add, change or remove one of the project's own templates."""
    name, text = project.chance.choice(OWN_TEMPLATES)
    path = project.look / name
    if path.is_file() and project.chance.random() < 0.5:
        path.unlink()
    else:
        write(path, text.encode())
    return f"{name}: {text!r}"


# Every edit with how often it's made, compared with others.
EDITS: tuple[tuple[Callable[[Project], str], int], ...] = (
    (_replace, 30),
    (_append, 5),
    (_edit_in_place, 5),
    (_edit_twice, 3),
    (_set_time, 3),
    (_copy_over, 2),
    (_swap_files, 2),
    (_add_page, 6),
    (_add_file, 5),
    (_delete, 3),
    (_delete_folder, 1),
    (_rename, 3),
    (_rename_in_case, 1),
    (_link, 6),
    (_edit_behind_links, 4),
    (_damage, 4),
    (_restore, 6),
    (_repair, 8),
    (_set_options, 8),
    (_replace_in_templates, 8),
    (_edit_own_templates, 6),
    (_add_template, 3),
)
