"""What each key of each record means, in the words that code editors show while one is typed.

A build doesn't need them, so they aren't in the records' modules, which every build loads. A test
fails if a key has no description, or a description no key.
"""

from __future__ import annotations

from explainer.bibliography import Copy, Name, Source, Via
from explainer.chart_records import Chart
from explainer.model import (
    AccountSet,
    Change,
    Estimate,
    Event,
    Figure,
    FrontMatter,
    Indicator,
    LocalDate,
    Measure,
    NoneFound,
    Outcome,
    Publisher,
    Quotation,
    Record,
    Resolution,
    ShortAnswer,
    Side,
    Site,
    StatusItem,
    Suspension,
    Term,
    Theme,
)
from explainer.upcoming import Upcoming

_DATE = (
    "2041, 2041-04 or 2041-04-02; with ~ if it's approximate, ? if it's uncertain; "
    "2041-04/2041-09 for an interval, 2041-10/.. for one that goes on."
)
_COLOUR = 'Written as `"#rrggbb"`, in quotes.'
_DAY = "A day such as 2041-04-02."
_EVIDENCE = (
    "`confirmed` needs a primary source that readers can open, or two reports of different origin."
)
_OWN_SOURCES = "The ids of its sources in sources.yaml, apart from those cited in `text`."

KEY_DESCRIPTIONS: dict[type[Record], dict[str, str]] = {
    Side: {
        "id": "The side's id, which events, pages and accounts use.",
        "name": "The side's name as readers see it, such as `Washington`.",
        "about": "Who is meant, in a few words; shown on the timeline and in the side's chapter.",
        "government": "`false` if the side isn't a government. That changes which evidence "
        "`confirmed` needs, and whether each set of accounts must have the side's own.",
    },
    Publisher: {
        "name": "Who publishes the explainer; shown at the foot of each page.",
        "url": "The publisher's web address.",
        "contact": "How readers reach the publisher: an e-mail address or a web address.",
    },
    Theme: {
        "side_1": f"The colour of the first side in light mode. {_COLOUR}",
        "side_1_dark": f"The colour of the first side in dark mode. {_COLOUR}",
        "side_2": f"The colour of the second side in light mode. {_COLOUR}",
        "side_2_dark": f"The colour of the second side in dark mode. {_COLOUR}",
        "logo": "The path of a picture shown before the title of each page, from the content folder.",
    },
    StatusItem: {
        "label": "What the entry is about, in a few words.",
        "verdict": "Where it stands in about five words, shown large. Plain text.",
        "text": "Where it stands, in one or two sentences of Markdown with citations.",
        "more": "The page on which to read on, as the path of its file in content/.",
        "certainty": f"How sure that is. {_EVIDENCE}",
    },
    ShortAnswer: {
        "question": "What people ask, as they would ask it. Plain text.",
        "answer": "The answer, in at most 40 words of Markdown with citations.",
        "certainty": f"How sure that is. {_EVIDENCE}",
    },
    Site: {
        "title": "The explainer's name. Plain text.",
        "as_of": "The day to which everything was last checked. No event can be later, and it "
        f"decides which measures are shown as in force. {_DAY}",
        "searched_to": "The day until which you looked for news, if that's later than `as_of`. "
        f"{_DAY}",
        "tagline": "One sentence: the site's description for search results, and the line below "
        "the home page's title if that page has no `summary`. Plain text.",
        "language": "The language that the pages are written in, as a code such as en, pt-BR or "
        "zh; en by default.",
        "base_url": "The web address of the folder where the site will be published. Without it "
        "there's no feed, sitemap, canonical link or social card.",
        "licence": "How others may use the text, such as `CC BY 4.0`; shown at the foot of each "
        "page.",
        "publisher": "Who publishes the explainer.",
        "sides": "The parties to the dispute, by id: two to six. The first two face each other and "
        "have a colour.",
        "kinds": "The kinds of events: an id and the name that readers see, such as `rule: Rule`.",
        "tools": "The instruments that measures use: an id and the name that readers see, such as "
        "`tariff: Tariff`.",
        "chapters": "The chapters in reading order: names of folders, or of files without .md.",
        "why": "Why it matters, in 40 to 60 words of Markdown with citations; at the top of the home "
        "page.",
        "short_answers": "What people ask first, with short answers; at the top of the home page.",
        "home_chart": "The chart that the home page shows large: the name of its file in charts/, "
        "without .yaml.",
        "theme": "Your own colours for the first two sides, and a logo.",
        "status": 'The entries of "Where things stand" on the home page.',
    },
    Estimate: {
        "date": f"When the estimate was made. {_DATE}",
        "likelihood": "How likely the outcome seemed then, in the terms of ICD 203.",
        "why": "The reason, in Markdown with citations.",
        "reconstructed": "`true` if you worked the estimate out afterwards, from what was known at "
        "the time.",
    },
    Indicator: {
        "text": "What can be observed, in Markdown with citations.",
        "points": "Whether it makes the outcome more likely (`towards`) or less (`away`).",
        "status": "Whether it has been observed.",
        "checked": f"The day when that was last checked. {_DAY}",
        "sources": _OWN_SOURCES,
    },
    Resolution: {
        "date": f"When it was settled. {_DATE}",
        "result": "How it ended.",
        "why": "Why that is known, in Markdown with citations.",
        "sources": "The ids of its sources in sources.yaml, apart from those cited in `why`.",
    },
    Outcome: {
        "id": "The outcome's id, for links and lists. Changing it breaks links from other sites.",
        "likelihood": "How likely it is, in the terms of ICD 203, which are shown with their range "
        "in per cent.",
        "confidence": "How much you trust that estimate.",
        "by": f"The day by which it would happen. {_DAY}",
        "test": "What decides whether it came true, in Markdown: by which source, and what counts "
        "if that source is silent.",
        "estimated": f"The day of the estimate; `as_of` by default. {_DAY}",
        "history": "Earlier estimates, oldest first.",
        "indicators": "What can be observed and would change the estimate.",
        "resolved": "How it ended. From then on it's shown as resolved wherever outcomes are "
        "shown.",
    },
    FrontMatter: {
        "title": "The page's title, which is also its main heading. Plain text.",
        "summary": "One sentence below the title, on cards and in search results. Plain text.",
        "side": "The id of the side whose moves the page describes. A chapter's first page lists "
        "them.",
        "updated": "The day when the page was last checked; a year or more before `as_of` gives a "
        f"warning. {_DAY}",
        "key_points": "The points shown above the text, each in Markdown.",
        "order": "A number for the page's place in its chapter, lowest first. Pages without one "
        "follow, sorted by file name.",
        "aliases": "The page's old addresses, such as old-name.html, which lead to it.",
        "draft": "`true` leaves the page out, unless drafts are asked for.",
        "outcome": "A possible future development that this page describes, with its likelihood.",
    },
    Measure: {
        "tool": "The id of the instrument used, from `tools` in site.yaml.",
        "from": f"When the measure takes effect. {_DATE}",
        "until": f"When it ended; only if it has ended. {_DATE}",
        "ended_by": "The id of the event that ended it.",
        "expires": f"When it's set to end. {_DATE}",
        "short": "The measure's name in lists of measures, if the event's title doesn't suit them. "
        "Plain text.",
        "authority": "What it rests on, in a few words: a law, an order with its number, a letter, "
        "or who reported it. Plain text.",
        "published": "`true` if it was published itself, or disclosed by a company; `false` if "
        "only reports tell of it.",
        "suspended": "The time in which it doesn't apply although it wasn't repealed.",
    },
    Suspension: {
        "from": f"The first day on which the measure doesn't apply. {_DATE}",
        "until": f"The last such day, if one is set. {_DATE}",
    },
    Figure: {
        "value": "The number as readers see it, such as `25%` or `3 metres`.",
        "label": "What the number counts, in a few words.",
    },
    Quotation: {
        "text": "The exact words, without quotation marks.",
        "by": "Whose words they are.",
        "sources": "The ids of the sources that have these words.",
    },
    LocalDate: {
        "date": f"The local date there. {_DATE}",
        "where": "The place, such as `Beijing`.",
    },
    Event: {
        "id": "The event's id, which is also its address: timeline.html#id. Changing it breaks "
        "links from other sites.",
        "date": f"When it happened, shown as precisely as you write it. {_DATE}",
        "side": "The id of the side that acted, from site.yaml; several for a joint act: [a, b].",
        "kind": "The id of the kind of event, from `kinds` in site.yaml.",
        "title": "What happened, in a short sentence. Plain text.",
        "certainty": f"How sure it is that this happened. {_EVIDENCE}",
        "text": "What happened, in Markdown with citations such as [@id].",
        "sources": f"{_OWN_SOURCES} Each event needs at least one, here or there.",
        "answers": "The ids of earlier events that this one responds to, where a source says so.",
        "follows": "The ids of earlier events that it came after and bears on, in your own "
        "reading.",
        "measure": "A measure that the event put in force, such as a tariff or a ban.",
        "other_date": "The local date elsewhere, if it differed from `date`.",
        "key": "`true` shows the event's title in the diagram.",
        "place": "Where it happened.",
        "short": "Its label in drawings in place of the title; at most 40 characters.",
        "figures": "Up to three numbers that readers should remember, shown large.",
        "quote": "Exact words, shown large.",
    },
    Term: {
        "id": "The term's id, for links such as [text](term:id).",
        "term": "The term, as it's written in the text.",
        "text": "What it means, in one or two sentences of Markdown.",
        "abbr": "Its abbreviation, matched by exactly these letters.",
        "also": "Other spellings and names of it.",
        "sources": _OWN_SOURCES,
    },
    NoneFound: {
        "none_found": "What was searched for this side's account, and when, in Markdown.",
    },
    AccountSet: {
        "id": "The id that the marker [accounts id] names.",
        "question": "The question that the accounts answer. Plain text.",
        "accounts": "What each side says, by the side's id: Markdown with citations, or "
        "`none_found:` with what was searched, and when. Each government needs one.",
        "found": "What others have established, and what would settle the question, in Markdown.",
    },
    Change: {
        "date": f"The day of the change. {_DAY}",
        "kind": "An `update`, or a `correction`, which says what was wrong and what is right.",
        "note": "What changed, in one or two sentences of Markdown.",
        "pages": "The pages that changed: paths in the content folder, such as moves/rule.md.",
        "events": "The ids of the events that changed.",
    },
    Chart: {
        "id": "The chart's id: its file's name.",
        "title": "The chart's message, rather than its topic. Plain text.",
        "summary": "What the chart shows, in words, for people who can't see it.",
        "data": "The path of the CSV file that it draws, such as data/chips.csv.",
        "columns": "The columns of the table below the chart, each with its label, which the axes "
        "have too. All columns, if left out.",
        "spec": "Instead of `type`: a chart in Vega-Lite, without its data.",
        "type": "The kind of chart: `point` is a dot for each row, `range` a bar from one value to "
        "another.",
        "x": "With `type`: the column drawn from left to right.",
        "y": "With `type`: the column of numbers drawn upwards; two for a range: [lowest, highest].",
        "series": "With `type`: the column that tells several lines or groups of bars apart.",
        "narrow": "Keys that replace those of the same name in `spec` on phones.",
        "sources": "The ids of the chart's sources in sources.yaml.",
    },
    Upcoming: {
        "id": "The id of the date to come.",
        "date": f"When it's to happen, later than `as_of`. {_DATE}",
        "title": "What is to happen, in a short sentence. Plain text.",
        "text": "One or two sentences of Markdown with citations.",
        "outcomes": "The ids of the outcomes that it bears on.",
        "certainty": f"How sure it is. {_EVIDENCE}",
        "sources": f"{_OWN_SOURCES} Each date needs at least one, here or there.",
    },
    Name: {
        "family": "A person's family name.",
        "given": "A person's given names.",
        "literal": "The name of an institution.",
        "suffix": "What follows the name, such as `Jr.`",
        "dropping-particle": "A particle that goes with the given names when sorted, such as "
        "`von`.",
        "non-dropping-particle": "A particle that belongs to the family name, such as `van der`.",
        "static-ordering": "`true` if the family name always comes first, as in Chinese.",
    },
    Copy: {
        "title": "Who offers the copy.",
        "url": "The copy's web address.",
    },
    Via: {
        "title": "The publication or site where it was read.",
        "url": "The web address there.",
    },
    Source: {
        "id": "The source's id, which citations such as [@id] name.",
        "title": "The title of the document, article or page. Plain text.",
        "standing": "What kind of evidence it is: `primary` for a law, rule, official statement or "
        "filing; `company`; `reporting`; or `analysis`.",
        "type": "Its type in CSL, for reference managers; webpage by default.",
        "author": 'Who wrote it: an institution\'s name, "Family, Given" for a person, or several '
        "as a list.",
        "editor": "Who edited it, written like `author`.",
        "translator": "Who translated it, written like `author`.",
        "original-title": "The title in the source's own language, if `title` translates it.",
        "container-title": "The newspaper, journal or larger work that it's part of.",
        "collection-title": "The series that it's part of.",
        "volume": "The volume of its journal or series.",
        "issue": "The issue of its journal.",
        "page": "Its pages in its journal or book, such as 12–15.",
        "number": "Its number, such as that of a report or a law.",
        "edition": "Its edition.",
        "chapter-number": "The number of its chapter.",
        "genre": "What kind of document it is, such as `press release`.",
        "authority": "The court or body that issued it.",
        "publisher": "Who published it.",
        "publisher-place": "Where it was published.",
        "issued": f"When it was published. {_DATE}",
        "accessed": f"The day when you read it. {_DAY}",
        "doi": "Its DOI, such as 10.1000/182. A source without `url` is linked by it.",
        "isbn": "Its ISBN.",
        "issn": "Its ISSN.",
        "url": "Its web address. A source without one is shown without a link.",
        "copies": "Where the document's own text can be read, if not at its own address.",
        "archived": "The web address of an archived copy.",
        "origin": "Who first reported it, if this source only repeats it.",
        "via": "Where you read it, if not at its own address.",
        "unnamed": "`true` if it relies on people who aren't named.",
        "language": "The source's language, as a code such as zh, if it isn't the site's.",
        "note": "A note of yours, shown with the source.",
    },
}
