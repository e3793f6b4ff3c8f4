"""A small hand-written site for testing the scripts: an invented dispute about harbour lamps."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

from explainer.templates import read_templates

TEMPLATES = Path(__file__).parents[2] / "templates"
ASSETS = TEMPLATES / "assets"
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; base-uri 'none'; form-action 'none'"
)

LOOK = """
:root { --ink: #222; --muted: #555; --hairline: #ccc; --ground: #fff; --raised: #fff;
  --accent: #1f4f8f; --sans: sans-serif; --serif: serif; --band: #eee; color-scheme: light; }
:root[data-theme="dark"] { --ink: #eee; --muted: #bbb; --hairline: #444; --ground: #111;
  --raised: #1b1b1b; --accent: #8fb8f0; --band: #333; color-scheme: dark; }
body { margin: 0 1rem; background: var(--ground); color: var(--ink); font: 1rem/1.6 sans-serif; }
a { color: var(--accent); }
button { min-height: 1.5rem; }
.event { display: block; }
.far { height: 200vh; }
"""

PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<link rel="icon" href="data:,">
<script src="{root}assets/theme.js"></script>
<link rel="stylesheet" href="{root}assets/look.css">
<link rel="stylesheet" href="{root}assets/style.css">
<script src="{root}assets/script.js" defer></script>
{styles}
</head>
<body class="{kind}">
<header data-needs-script>
<button type="button" data-search aria-keyshortcuts="/">Search</button>
<button type="button" data-theme-switch>Theme</button>
</header>
<main><h1>{title}</h1>
{main}
</main>
</body>
</html>
"""

HOME = """
<p>Northport dimmed its lamps<sup class="cite"><a href="#src.gazette" id="cite.1.1" data-note
>1</a></sup> below one <a class="term" href="#term.candela" data-note>candela</a>. Southport
has yet to answer<sup class="cite"><a href="#src.log" id="cite.2.1" data-note>2</a></sup>.</p>
<p><a href="sub/page.html">The next page</a> <label>Your name <input name="name"></label></p>
<details><summary>More</summary><p id="cite-this">Lamp Board (1901), The lamps.</p></details>
<button type="button" data-copy="#cite-this" data-needs-script>Copy</button>
<div class="far"></div>
<section aria-labelledby="s"><h2 id="s">Sources for this page</h2><ol class="page-sources">
<li id="src.gazette"><cite><a href="sub/page.html">Harbour Gazette</a></cite>, 3 May 1901
<a class="back" href="#cite.1.1" aria-label="back to the text">↩</a></li>
<li id="src.log"><cite id="src.log.title">Log of the Southport light</cite>
<a class="back" href="#cite.2.1" aria-label="back to the text">↩</a></li></ol></section>
<section aria-labelledby="t"><h2 id="t">Terms on this page</h2><dl>
<div id="term.candela"><dt>Candela</dt><dd>The unit of light, as a lamp keeper counts
it<sup class="cite"><a href="#src.log" data-note>2</a></sup>.</dd></div></dl></section>
"""

# Each event: its id, month, sides, kind, certainty, and further classes.
EVENTS = (
    ("dimming", "1901-05", "north", "rule", "confirmed", "in-force key"),
    ("protest", "1901-06", "south", "letter", "reported", ""),
    ("treaty", "1902-01", "north south", "treaty", "confirmed", "joint in-force"),
    ("rumour", "1903-02", "south", "letter", "disputed", ""),
)
SIDES = {"north": "Northport", "south": "Southport"}
KINDS = {"rule": "Rule", "letter": "Letter", "treaty": "Treaty"}

FILTERS = """
<form class="filters" data-filters autocomplete="off"{form_attributes}>
<p><output data-count>4 events</output></p>
<details class="filter-fold" data-fold><summary>Filter <span data-active>(0)</span></summary>
<div class="filter-panel">
<fieldset><legend>Side</legend>
<label data-all><input type="radio" name="side" value="side-all" checked> All sides</label>
<label><input type="radio" name="side" value="side-1" data-id="north"> Northport</label>
<label><input type="radio" name="side" value="side-2" data-id="south"> Southport</label>
</fieldset>
<fieldset><legend>Kind</legend>
<label data-all><input type="radio" name="kind" value="kind-all" checked> All kinds</label>
<label><input type="radio" name="kind" value="kind-1" data-id="rule"> Rule</label>
<label><input type="radio" name="kind" value="kind-2" data-id="letter"> Letter</label>
<label><input type="radio" name="kind" value="kind-3" data-id="treaty"> Treaty</label>
</fieldset>
<fieldset><legend>Certainty</legend>
<label data-all><input type="radio" name="certainty" value="certainty-all" checked> Any</label>
<label><input type="radio" name="certainty" value="confirmed"> Confirmed</label>
<label><input type="radio" name="certainty" value="disputed"> Disputed</label>
</fieldset>
<fieldset><legend>Only</legend>
<label><input type="checkbox" name="key" value="key"> Moves that matter</label>
<label><input type="checkbox" name="measure" value="in-force"> In force</label>
</fieldset>
<button type="reset">Clear</button>
<button class="filter-show" data-needs-script>Show <span data-count>4 events</span></button>
</div>
</details>
</form>
"""

STRIP = """
<nav class="strip" aria-label="Events over time"><svg class="strip-wide"><g aria-hidden="true">
<g data-in="1901/1901-99"><rect class="up" width="9" height="9"/><rect class="down" y="9" width="9"
height="9"/></g></g>
<a href="#y.1901" aria-label="1901: Northport 1, Southport 1" data-in="1901/1901-99"><rect
width="24" height="40"/></a>
<a href="#y.1902" aria-label="1902: Northport 1, Southport 1" data-in="1902/1902-99"><rect x="30"
width="24" height="40"/></a>
<a href="#m.1903-02" aria-label="February 1903: Southport 1" data-in="1903-02/1903-02"><rect
x="60" width="24" height="40"/></a></svg></nav>
"""

NOTES = {
    "sources": {"log": ["Log of the light", "sub/page.html", "Lamp Board, 1901. primary", ""]},
    "events": {
        id_: [f"“{id_}.” The lamps.", f"@misc{{{id_}}}", f"TY  - ELEC\nID  - {id_}"]
        for id_, *_ in EVENTS
    },
}

WHALE = "Whale-oil burns. " * 9
INDEX = [
    ["page", "In brief", "index.html", "Northport dimmed its lamps below one candela."],
    ["page", "Notes", "sub/page.html", "The café by the pier, and what the dimming rule cost it."],
    ["heading", "The dimming rule", "sub/page.html#rule", ""],
    ["event", "Northport dims its lamps", "timeline.html#dimming", "A rule of the Lamp Board."],
    ["term", "灯塔出口管制", "sub/page.html#lamp", "Export controls on lamps, 管制 for short."],
    ["source", "Ｈａｒｂｏｕｒ Gazette", "index.html#src.gazette", ""],
    ["page", "Gazettes of the coast", "index.html", ""],
    ["page", "Oil", "index.html", f"{WHALE}Colza is dearer. {WHALE}"],
    ["page", "油", "index.html", f"{'鲸油灯亮' * 40}菜油{'鲸油灯亮' * 60}"],
]


def event_item(event: tuple[str, ...]) -> str:
    id_, _, sides, kind, certainty, more = event
    classes = [f"side-{list(SIDES).index(side) + 1}" for side in sides.split()]
    classes.append(f"kind-{list(KINDS).index(kind) + 1}")
    classes += [certainty, more]
    return (
        f'<li class="event {" ".join(classes)}" id="{id_}"><h3>{id_}</h3>'
        f'<p>See <a href="#dimming">what came first</a><sup class="cite"><a href="sources.html#log" '
        f'aria-label="source 7" data-note>7</a></sup>.</p><button type="button" '
        f'data-note="Cite this event" data-needs-script>Cite</button> '
        f'<a href="#{id_}" data-link>Link</a></li>'
    )


def year_section(year: str, *, folded: bool) -> str:
    """Return a year with its months; a folded one is closed at first, as old years are."""
    months = "".join(
        f'<section class="month" id="m.{event[1]}"><ol class="events">{event_item(event)}</ol></section>'
        for event in EVENTS
        if event[1].startswith(year)
    )
    count = sum(event[1].startswith(year) for event in EVENTS)
    noun = "event" if count == 1 else "events"
    head = f"<h2>{year}</h2> <span data-count>{count} {noun}</span>"
    body = f'<div class="months" id="y.{year}">{months}</div>'
    if folded:
        content = f"<details><summary>{head}</summary>{body}</details>"
        return f'<section class="year folded">{content}<p class="year-moves">Old</p></section>'
    return f'<section class="year"><div class="year-head">{head}</div>{body}</section>'


def timeline(form_attributes: str = "", folded: str = "") -> str:
    years = "".join(year_section(year, folded=year == folded) for year in ("1901", "1902", "1903"))
    told = '<p>Told before<sup class="cite"><a href="sources.html#lost" data-note>99</a></sup>.</p>'
    form = FILTERS.format(form_attributes=form_attributes)
    list_ = f'<div class="timeline-list">{years}</div>'
    return f'{told}{STRIP}<div class="timeline facing">{form}{list_}</div>'


def page_html(title: str, main: str, *, root: str = "", styles: str = "") -> str:
    kind = title.lower()
    return PAGE.format(title=title, main=main, root=root, styles=styles, policy=POLICY, kind=kind)


def write_site(folder: Path) -> None:
    """Write the site, with the shipped scripts, into a folder that does not exist yet."""
    shutil.copytree(ASSETS, folder / "assets")
    for name in ("style.css", "timeline.css"):
        style = read_templates(TEMPLATES).assets[f"assets/{name}"]
        (folder / "assets" / name).write_bytes(style)
    (folder / "assets" / "look.css").write_text(LOOK)
    (folder / "sub").mkdir()
    own = (
        '<link rel="stylesheet" href="assets/timeline.css">'
        '<script src="assets/timeline.js" defer></script>'
    )
    filters = f'{own}<noscript><link rel="stylesheet" href="assets/filters.css"></noscript>'
    pages = {
        "index.html": page_html("The lamps", HOME),
        "timeline.html": page_html("Timeline", timeline(), styles=filters),
        "folded.html": page_html("Folded timeline", timeline(folded="1901"), styles=filters),
        "long.html": page_html(
            "Long timeline", timeline(form_attributes=" data-needs-script"), styles=own
        ),
        "sub/page.html": page_html("Notes", '<p id="rule">The rule.</p>', root="../"),
        "sources.html": page_html("Sources", '<ol><li id="log">Log of the light</li></ol>'),
        "search.js": f"window.explainerSearch = {json.dumps(INDEX)};",
        "timeline-notes.js": f"window.explainerNotes = {json.dumps(NOTES)};",
    }
    for name, text in pages.items():
        (folder / name).write_text(text, encoding="utf-8")
