"""Class decorators for values that can't be changed, which cost little at start-up.

`frozen` is for `dataclasses.dataclass(frozen=True)`, with the same behaviour, and `read_only` for
what templates display. There are more than a hundred such classes. The standard library compiles
six methods for each, which took half of the time of all imports; here the classes share all
methods but `__init__`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import MISSING, FrozenInstanceError, dataclass, field, fields
from operator import attrgetter
from typing import Any, NoReturn, TypeVar, dataclass_transform

C = TypeVar("C")
R = TypeVar("R")


@dataclass_transform(frozen_default=True, field_specifiers=(field,))
def frozen(cls: type[C]) -> type[C]:
    """Turn a class into a frozen dataclass, which is compared and hashed by its fields.

    Works like `dataclasses.dataclass(frozen=True)`, except that `__post_init__` and `InitVar` aren't
    supported.
    """
    frozen_class: Any = _with_fields(cls)
    compared = tuple(item.name for item in fields(frozen_class) if item.compare)
    values_of = attrgetter(*compared) if compared else _no_values

    def equal(left: Any, right: object) -> Any:
        if right.__class__ is not left.__class__:
            return NotImplemented
        return left is right or values_of(left) == values_of(right)

    def hash_of(value: Any) -> int:
        return hash(values_of(value))

    frozen_class.__eq__ = equal
    frozen_class.__hash__ = hash_of
    if "__repr__" not in cls.__dict__:
        frozen_class.__repr__ = _repr
    frozen_class.__setattr__ = _refuse_set
    frozen_class.__delattr__ = _refuse_delete
    result: type[C] = frozen_class
    return result


@dataclass_transform(frozen_default=True, eq_default=False)
def read_only(cls: type[C]) -> type[C]:
    """Turn a class into a dataclass whose instances can't be changed, and can't be compared."""
    read_only_class: Any = _with_fields(cls)
    read_only_class.__setattr__ = read_only_class.__delattr__ = _refuse_change
    read_only_class.__eq__ = _refuse_comparison
    read_only_class.__hash__ = None
    result: type[C] = read_only_class
    return result


def remembered(value: object, name: str, compute: Callable[[], R]) -> R:
    """Return what `compute` returns, computed once for a value of a frozen class.

    It must depend on that value alone. It's kept with the value, also when that is pickled.
    """
    memory = value.__dict__
    # No field's name starts with an underscore.
    key = f"_{name}"
    if key not in memory:
        memory[key] = compute()
    result: R = memory[key]
    return result


def _with_fields(cls: type) -> Any:
    """Return the class as a dataclass that has an `__init__` and no other methods of its own."""
    dataclass_: Any = dataclass(init=False, eq=False, repr=False)(cls)
    dataclass_.__init__ = _initializer(dataclass_)
    return dataclass_


def _initializer(dataclass_: Any) -> Any:
    """Return an `__init__` that stores its arguments, one for each field, past `__setattr__`."""
    scope: dict[str, Any] = {"missing": MISSING}
    parameters: dict[bool, list[str]] = {False: [], True: []}
    body = ""
    for item in fields(dataclass_):
        name, value = item.name, item.name
        default = ""
        if item.default is not MISSING:
            scope[f"default_{name}"] = item.default
            default = f"=default_{name}"
        elif item.default_factory is not MISSING:
            scope[f"new_{name}"] = item.default_factory
            default = "=missing"
            value = f"new_{name}() if {name} is missing else {name}"
        parameters[item.kw_only is True].append(f"{name}{default}")
        body += f"\n values[{name!r}] = {value}"
    keywords = ["*", *parameters[True]] if parameters[True] else []
    signature = ", ".join(["self", *parameters[False], *keywords])
    exec(f"def __init__({signature}):\n values = self.__dict__{body}", scope)  # noqa: S102
    initializer: Callable[..., None] = scope["__init__"]
    initializer.__qualname__ = f"{dataclass_.__qualname__}.__init__"
    return initializer


def _no_values(_: object) -> tuple[()]:
    return ()


def _repr(value: Any) -> str:
    """Return how an instance is made: `Lamp(name='east', height=3)`."""
    shown = (f"{item.name}={getattr(value, item.name)!r}" for item in fields(value) if item.repr)
    return f"{type(value).__qualname__}({', '.join(shown)})"


def _refuse_set(_: object, name: str, _value: object) -> NoReturn:
    raise FrozenInstanceError(f"cannot assign to field {name!r}")


def _refuse_delete(_: object, name: str) -> NoReturn:
    raise FrozenInstanceError(f"cannot delete field {name!r}")


def _refuse_change(value: object, name: str, *_: object) -> NoReturn:
    raise AttributeError(f"{type(value).__name__} is read_only: {name} can't be changed")


def _refuse_comparison(left: object, right: object) -> NoReturn:
    raise TypeError(f"{type(left).__name__} is read_only: it can't be compared with {right}")
