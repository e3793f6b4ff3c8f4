"""The values that templates display can't be changed once they are made."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from explainer.readonly import read_only


@read_only
class Lamp:
    """A made-up lamp."""

    name: str
    height: int = 3


@read_only
class Beacon(Lamp):
    """A lamp with a colour."""

    colour: str = "white"


@pytest.fixture
def beacon() -> Any:
    # As Any, because mypy rejects these mistakes.
    return Beacon("east", colour="red")


def test_a_value_has_the_fields_it_is_made_with_and_defaults_for_the_rest() -> None:
    beacon = Beacon("east", 4)
    assert (beacon.name, beacon.height, beacon.colour) == ("east", 4, "white")
    assert replace(beacon, height=5).height == 5


def test_a_value_cannot_be_made_without_a_field_that_has_no_default() -> None:
    lamp: Any = Lamp
    with pytest.raises(TypeError, match="name"):
        lamp()


@pytest.mark.parametrize("name", ["name", "colour", "unknown"])
def test_an_attribute_can_be_neither_set_added_nor_deleted(beacon: Any, name: str) -> None:
    with pytest.raises(AttributeError, match="Beacon is read_only"):
        setattr(beacon, name, "west")
    with pytest.raises(AttributeError, match="Beacon is read_only"):
        delattr(beacon, name)
    assert (beacon.name, beacon.colour) == ("east", "red")


def test_two_values_are_never_silently_unequal(beacon: Any) -> None:
    with pytest.raises(TypeError, match="can't be compared"):
        assert beacon == beacon  # noqa: PLR0124
    with pytest.raises(TypeError, match="unhashable"):
        hash(beacon)
