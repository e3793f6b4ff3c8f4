"""The density strip: how many events each side has in each month, or year, on a true time axis.

Turns events into SVG, independently of pages and files: one drawing for wide screens and one for
phones. Both are stretched to the width of the page, so their positions across are in per cent, and
their heights in CSS pixels. Colours and sizes of text come from `style.css`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from explainer.density.drawing import Lanes, draw_form
from explainer.density.periods import Form
from explainer.density.tally import tally_of
from explainer.readonly import frozen

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Sequence

    from explainer.density.tally import Month
    from explainer.model import Event, Side

# A column is at least 24 px wide, which is easy to tap (WCAG 2.2, target size). The wide drawing has
# at least 790 px, on screens from 1024 px; the one for phones 282 px, on a screen of 320 px.
WIDE = Form(months=1, width=32.5, groups=5)
NARROW = Form(months=3, width=11.7, groups=2)


@frozen
class Strip:
    """A density strip: its two drawings, and what is above the line, below it, and at the foot.

    `above`, `below`: the side's name, or empty if it has no events. `foot`: that of the only other
    side, or `others` if there are several; empty without such events.
    `above_tenths`: the share of the height above the line in the wide drawing, in tenths.
    """

    wide: str
    narrow: str
    above: str
    below: str
    foot: str
    foot_is_others: bool
    above_tenths: int


def strip_of(
    events: Sequence[Event],
    sides: Sequence[Side],
    as_of: dt.date,
    href: Callable[[Month], str],
) -> Strip | None:
    """Return the strip of the events, or None without any.

    `href` returns the link to a month, or to a year if the month is 0.
    """
    if not events:
        return None
    tally = tally_of(events, sides, as_of)
    used = {id_ for event in events for id_ in event.side}
    names = [side.name if side.id in used else "" for side in sides]
    others = [name for name in names[2:] if name]
    foot = others[0] if len(others) == 1 else "others" if others else ""
    lanes = Lanes(names[0], names[1] if len(names) > 1 else "", foot)
    wide, narrow = (draw_form(tally, form, lanes, href) for form in (WIDE, NARROW))
    return Strip(
        wide.svg,
        narrow.svg,
        lanes.above,
        lanes.below,
        foot,
        foot_is_others=len(others) > 1,
        above_tenths=wide.above_tenths,
    )
