"""Adds a piece to a content folder: asks for what is missing, checks the result, and writes it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from explainer.load import load
from explainer.new.answers import rule_of
from explainer.new.drafts import draft_of
from explainer.new.list_files import LISTS, file_with_entry
from explainer.new.naming import Naming
from explainer.new.new_errors import new_errors
from explainer.new.refusal import Refusal
from explainer.new.terminal import ask, can_ask, say
from explainer.new.writing import NewFile, write_files
from explainer.new_options import PIECES, missing_message
from explainer.problems import CannotMake, Place, errors
from explainer.readonly import frozen

if TYPE_CHECKING:
    import argparse
    from collections.abc import Mapping, Sequence

    from explainer.content import Content
    from explainer.new_options import Option
    from explainer.problems import Problem
    from explainer.store import Store

# What to do with a piece that is written, besides filling it in.
_NEXT = {
    "page": "link to it from another page",
    "source": "cite it with [@{id}]",
    "term": "use it on a page",
    "chart": "show it with a line [chart {id}] on a page",
    "account": "show it with a line [accounts {id}] on a page",
}


@frozen
class Added:
    """What was written: the places that are new, and what to do next."""

    places: tuple[Place, ...]
    next_step: str


def add_piece(options: argparse.Namespace, store: Store) -> Added:
    """Add the piece that the options describe.

    Raises Refusal if the options can't be used, and CannotMake if errors in the content are in the
    way, or it would have new ones because of the piece.
    """
    piece: str = options.piece
    given = {option.name: getattr(options, option.name) or "" for option in PIECES[piece][1]}
    if not can_ask() and (message := missing_message(piece, given)):
        raise Refusal(message)
    root = Path(options.content)
    content, problems = load(root, store)
    if found := _errors_in_the_way(piece, problems):
        raise CannotMake(*found)
    if content is None:
        raise CannotMake(*errors(problems))
    _refuse_missing_lists(piece, content)
    values = _values(piece, given, content, root)
    files = _files(piece, values, content, root)
    write_files(root, files)
    places = tuple(Place(file.path, file.line) for file in files)
    return Added(places, _NEXT.get(piece, "").format_map(values))


def _files(
    piece: str, values: Mapping[str, str], content: Content, root: Path
) -> tuple[NewFile, ...]:
    """Return the files to write for a piece; raise CannotMake if they'd have errors."""
    draft = draft_of(piece, values, content)
    files: tuple[NewFile, ...]
    if piece in LISTS:
        files = (file_with_entry(piece, draft.entry, values, content.site, root),)
    else:
        paths = Naming(piece, values, content, root).files(values["id"])
        files = tuple(NewFile(*pair) for pair in zip(paths, draft.files, strict=True))
    if piece != "chart" and (found := new_errors(piece, files[0], content)):
        raise CannotMake(*found)
    return files


def _takes_source(piece: str) -> bool:
    return any(option.name == "source" for option in PIECES[piece][1])


def _errors_in_the_way(piece: str, problems: Sequence[Problem]) -> list[Problem]:
    """Return the errors in the files that a new piece depends on."""
    needed = ["site.yaml"]
    needed += [LISTS[piece].path] if piece in LISTS else []
    needed += ["charts/"] if piece == "chart" else []
    needed += ["sources.yaml"] if _takes_source(piece) else []
    # A file whose name is misspelt, such as sources.yml, would be split in two.
    return [
        problem
        for problem in errors(problems)
        if problem.code == "unread-file"
        or any(
            problem.place.file == path or (path.endswith("/") and problem.place.file.startswith(path))
            for path in needed
        )
    ]  # fmt: skip


def _refuse_missing_lists(piece: str, content: Content) -> None:
    """Raise Refusal if the piece needs something that the content doesn't have yet."""
    site = content.site
    needs = {"side": site.sides, "kind": site.kinds} if piece == "event" else {}
    for name, has_any in needs.items():
        if not has_any:
            raise Refusal(f"a new event needs {name}s; add some to site.yaml first")
    if _takes_source(piece) and not content.sources:
        raise Refusal(f"a new {piece} needs a source; add one first, with: new source")
    if piece == "account" and not any(side.government for side in site.sides):
        raise Refusal("a new account needs sides; add some to site.yaml first")


def _values(piece: str, given: Mapping[str, str], content: Content, root: Path) -> dict[str, str]:
    """Return a value for each option; ask for those that weren't given, if somebody is there."""
    options = PIECES[piece][1]
    values = _read_given(piece, given, content)
    if can_ask() and any(option.asked and not given[option.name] for option in options):
        say(f"A new {piece}. Ctrl-C stops, and nothing is written.")
    for option in options:
        if option.name == "id":
            values["given_id"] = given["id"]
            naming = Naming(piece, values, content, root)
            values["id"] = _id(given["id"], naming, option)
        elif option.name not in values:
            values[option.name] = _value(piece, option, content)
    return values


def _read_given(piece: str, given: Mapping[str, str], content: Content) -> dict[str, str]:
    """Return the values that were given, apart from the id; raise Refusal with all faults."""
    values, faults = {}, []
    for name, text in given.items():
        if text and name != "id":
            try:
                values[name] = rule_of(piece, name).read(text, content)
            except ValueError as error:
                faults.append(f"{_spelt(name)}: {error}")
    if faults:
        raise Refusal("; ".join(faults))
    return values


def _spelt(name: str) -> str:
    return "the title" if name == "title" else f"--{name}"


def _value(piece: str, option: Option, content: Content) -> str:
    """Return the value of an option that wasn't given: an answer, or the default."""
    rule = rule_of(piece, option.name)
    default = rule.default(content)
    if not (can_ask() and option.asked):
        return default
    choices = rule.choices(content)
    return ask(
        option.question, lambda text: rule.read(text, content), default=default, choices=choices
    )


def _id(given: str, naming: Naming, option: Option) -> str:
    """Return the id that was given, or is made from the title, or is the answer to a question."""
    if given:
        try:
            return naming.read(given)
        except ValueError as error:
            raise Refusal(f"--id: {error}") from error
    proposed, why_not = naming.proposed(), naming.why_not_made()
    if can_ask():
        if why_not:
            say(f"  {why_not}.")
        return ask(option.question, naming.read, default=proposed, choices={})
    if why_not:
        raise Refusal(f"{why_not}; name one with --id {proposed or option.metavar}")
    return proposed
