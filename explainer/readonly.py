"""The `read_only` class decorator: a cheaper frozen dataclass for values that are only read."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, NoReturn, TypeVar, dataclass_transform

C = TypeVar("C")


@dataclass_transform(frozen_default=True, eq_default=False, field_specifiers=(field,))
def read_only(cls: type[C]) -> type[C]:
    """Turn a class into a dataclass that mypy treats as frozen, and that can't be compared.

    There are dozens of these classes, and creating them as fully featured frozen dataclasses would
    take four times as long at every start.
    """
    record_class: Any = dataclass(eq=False, repr=False)(cls)
    record_class.__eq__ = _refuse
    record_class.__hash__ = None
    result: type[C] = record_class
    return result


def _refuse(left: object, right: object) -> NoReturn:
    raise TypeError(f"{type(left).__name__} is read_only: it can't be compared with {right}")
