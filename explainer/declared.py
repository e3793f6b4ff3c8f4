"""Values that a page didn't declare, and that raise when they are used.

A page's content has only the records that the page declared, so that its cache key covers exactly
those. Whatever else it touches would be missing from the page without a word, and so raises.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NoReturn, TypeVar

from explainer.failures import UndeclaredError

T = TypeVar("T")


class Undeclared:
    """Stands for a value that wasn't declared, such as the text of an event that is only linked to.

    Everything except comparing it with `is` raises UndeclaredError.
    """

    def __init__(self, what: str) -> None:
        self._what = what

    def _refuse(self, *_: object) -> NoReturn:
        raise UndeclaredError(self._what)

    def __getattr__(self, name: str) -> NoReturn:
        self._refuse()

    __bool__ = __call__ = __contains__ = __getitem__ = __html__ = __iter__ = __len__ = _refuse
    __format__ = __str__ = _refuse


class UndeclaredText(Undeclared):
    """Stands for prose whose record lists the sources that it cites, which are all that is used."""

    def cited(self) -> tuple[str, ...]:
        """Return no ids: the record has them in its own list of sources."""
        return ()


class Partial(tuple[T, ...]):
    """Records that a page declared one by one: they can be looked up, but not iterated.

    Iterating would miss the records that weren't declared. `collection` is the name of the field of
    `Content` that it is in. `all_of` returns the records themselves.
    """

    collection: str

    def __new__(cls, collection: str, records: Sequence[T] = ()) -> Partial[T]:
        """Return the records of a collection that were declared."""
        partial = super().__new__(cls, records)
        partial.collection = collection
        return partial

    def _refuse(self, *_: object) -> NoReturn:
        raise UndeclaredError(f"the collection `{self.collection}`")

    __bool__ = __contains__ = __getitem__ = __iter__ = __len__ = __reversed__ = _refuse


class Lookup(dict[str, T]):
    """The records that a page declared, by id; looking up any other raises UndeclaredError."""

    def __init__(self, kind: str, records: Mapping[str, T]) -> None:
        super().__init__(records)
        self.kind = kind

    def __missing__(self, id_: str) -> NoReturn:
        raise UndeclaredError(f'the {self.kind} "{id_}"')


def all_of(records: tuple[T, ...]) -> Iterator[T]:
    """Return an iterator over records, also over those of a `Partial` collection."""
    return tuple.__iter__(records)


def undeclared(what: str) -> Any:
    """Return a value of any type that raises UndeclaredError when it is used."""
    return Undeclared(what)


def undeclared_text(what: str) -> Any:
    """Return prose that raises UndeclaredError when it is shown; it cites nothing."""
    return UndeclaredText(what)
