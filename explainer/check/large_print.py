"""Checks what cards and drawings show large: labels that fit, and few figures."""

from __future__ import annotations

from collections.abc import Iterator

from explainer.content import Content
from explainer.model import MAX_FIGURES, MAX_SHORT
from explainer.problems import Problem


def labels_are_short(content: Content) -> Iterator[Problem]:
    """Report labels of events that are too long for a drawing."""
    for event in content.events:
        if (length := len(event.short)) > MAX_SHORT:
            message = f'"short" of the event "{event.id}" has {length} characters'
            hint = f"shorten it to at most {MAX_SHORT}"
            yield Problem(event.place_of("short"), "label-length", message, hint)


def figures_are_few(content: Content) -> Iterator[Problem]:
    """Report events with more figures than a card has room for."""
    for event in content.events:
        if (count := len(event.figures)) > MAX_FIGURES:
            message = f'the event "{event.id}" has {count} figures'
            hint = f"keep the {MAX_FIGURES} that matter most"
            yield Problem(event.figures[MAX_FIGURES].place, "figures-count", message, hint)


RULES = (labels_are_short, figures_are_few)
