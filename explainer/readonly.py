"""Classes whose values are made, read and forgotten: never compared, hashed or printed."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, NoReturn, TypeVar, dataclass_transform

C = TypeVar("C")


@dataclass_transform(frozen_default=True, eq_default=False, field_specifiers=(field,))
def read_only(cls: type[C]) -> type[C]:
    """Make a dataclass of a class, which mypy holds to be frozen.

    To freeze it for Python too, with all that a dataclass can do, would take four times as long at
    each start, and there are dozens.
    """
    made: Any = dataclass(eq=False, repr=False)(cls)
    made.__eq__ = _refuse
    made.__hash__ = None
    read: type[C] = made
    return read


def _refuse(one: object, other: object) -> NoReturn:
    raise TypeError(f"{type(one).__name__} is read_only: it cannot be compared with {other}")
