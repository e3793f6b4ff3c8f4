"""The `read_only` class decorator: a cheaper frozen dataclass for values that are only read."""

from __future__ import annotations

from dataclasses import MISSING, dataclass, fields
from typing import Any, NoReturn, TypeVar, dataclass_transform

C = TypeVar("C")


@dataclass_transform(frozen_default=True, eq_default=False)
def read_only(cls: type[C]) -> type[C]:
    """Turn a class into a dataclass whose instances can't be changed, and can't be compared.

    There are dozens of these classes, and creating them as fully featured frozen dataclasses would
    take twice as long at every start.
    """
    record_class: Any = dataclass(init=False, eq=False, repr=False)(cls)
    record_class.__init__ = _initializer(record_class)
    record_class.__setattr__ = record_class.__delattr__ = _refuse_change
    record_class.__eq__ = _refuse_comparison
    record_class.__hash__ = None
    result: type[C] = record_class
    return result


def _initializer(record_class: Any) -> Any:
    """Return an `__init__` that stores its arguments, one for each field, past `__setattr__`."""
    names = [field.name for field in fields(record_class)]
    defaults = {f.name: f.default for f in fields(record_class) if f.default is not MISSING}
    parameters = [f"{name}=defaults[{name!r}]" if name in defaults else name for name in names]
    body = "".join(f"\n values[{name!r}] = {name}" for name in names)
    scope: dict[str, Any] = {"defaults": defaults}
    exec(f"def __init__(self, {', '.join(parameters)}):\n values = self.__dict__{body}", scope)  # noqa: S102
    return scope["__init__"]


def _refuse_change(record: object, name: str, *_: object) -> NoReturn:
    raise AttributeError(f"{type(record).__name__} is read_only: {name} can't be changed")


def _refuse_comparison(left: object, right: object) -> NoReturn:
    raise TypeError(f"{type(left).__name__} is read_only: it can't be compared with {right}")
