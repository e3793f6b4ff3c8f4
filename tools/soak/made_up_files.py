"""A small made-up explainer with files of every kind, and replacements of texts in it."""

from __future__ import annotations

from tools.soak.trials import PROJECT

FIVE = PROJECT / "tests" / "explainers" / "five"
PICTURE = '<svg xmlns="http://www.w3.org/2000/svg" width="{0}" height="20"><path d="M0 0h9"/></svg>'
# What the explainer has besides the files of `five`.
FILES = {
    "site.yaml": (
        "title: The Ferry Bell\nas_of: 2041-06-30\nsides:\n  isle: {name: Upper Isle}\n"
        "  shore: {name: Lower Shore}\nkinds: {rule: Rule}\nchapters: [bell, isle]\n"
    ),
    "isle/index.md": "---\ntitle: Around the bell\norder: 1\n---\nSee [the bell](../bell.md) and its clapper.\n",
    "isle/rope.md": "---\ntitle: The rope\norder: 2\naliases: [cord.html]\n---\nIt broke [@almanac].\n\n[glossary]\n",
    "isle/wood.md": "---\ntitle: The wood\norder: 3\n---\nIt rots.\n",
    "isle/draft.md": "---\ntitle: Not yet\ndraft: true\n---\nThe *clapper* is [[bell]] a draft.\n",
    "about.md": "---\ntitle: About\n---\n## Why\n\n![A bell](images/bell.svg)\n\n[accounts why]\n",
    "outcomes/index.md": "---\ntitle: What may come\n---\n[outcomes]\n",
    "outcomes/return.md": (
        "---\ntitle: The bell returns\noutcome:\n  id: bell-returns\n  test: It rings [@almanac].\n"
        "  likelihood: likely\n  confidence: low\n  estimated: 2041-06-30\n  by: 2042-12-31\n---\nWhy.\n"
    ),
    "glossary.yaml": "- {id: clapper, term: clapper, text: It strikes the bell.}\n",
    "accounts.yaml": '- {id: why, question: Why?, accounts: {isle: "Noise", shore: "Spite"}}\n',
    "changes.yaml": "- {date: 2041-06-30, kind: update, note: First edition., pages: [about.md]}\n",
    "upcoming.yaml": (
        "- {id: vote, date: 2041-09, title: The isle votes, certainty: reported, sources: [almanac]}\n"
    ),
    "timeline/table.csv": (
        "id,date,sides,kind,title,certainty,sources,answers\n"
        "answer,2041-06-02,Lower Shore,Rule,The shore stops the ferry,reported,almanac,removal\n"
    ),
    "data/rings.csv": "day,rings\nMonday,12\nTuesday,9\n",
    "images/bell.svg": PICTURE.format(30),
}
CHART = {
    "charts/rings.yaml": (
        "title: Rings\nsummary: Fewer each day.\ndata: data/rings.csv\nsources: [almanac]\n"
        "type: bar\nx: day\ny: rings\n"
    ),
    "rings.md": "---\ntitle: Rings\n---\n[chart rings]\n",
}
# A file, text in it, and its replacement.
REPLACEMENTS = (
    ("site.yaml", "name: Upper Isle", "name: High Isle"),
    ("site.yaml", "{rule: Rule}", "{rule: Rule, talks: Talks}"),
    ("site.yaml", "as_of: 2041-06-30", "as_of: 2041-07-30"),
    ("site.yaml", "as_of: 2041-06-30", 'as_of: 2041-06-30\ntheme: {side_1: "#00695c"}'),
    ("site.yaml", "chapters: [bell, isle]", "chapters: [isle, bell, outcomes]"),
    ("site.yaml", "chapters: [bell, isle]", "chapters: []"),
    (
        "site.yaml",
        "chapters: [bell, isle]",
        "base_url: https://example.org/\nchapters: [bell, isle]",
    ),
    ("index.md", "one made-up bell", "one lost bell"),
    ("index.md", "[events]", "[events side=shore]"),
    ("index.md", "[events]", "[events]\n\n[outcomes]\n\n[status]"),
    ("index.md", "[events]", "[glossary]\n\n[in-force]\n\n[upcoming]"),
    ("bell.md", "at noon", "at one"),
    ("bell.md", "It rang", "The clapper rang"),
    ("bell.md", "It rang", "See [why](about.md#why). It rang"),
    ("bell.md", "It rang", "It ++rang++ for 20 years. It rang"),
    ("isle/rope.md", "order: 2", "order: 9"),
    ("isle/index.md", "order: 1", "side: isle"),
    ("isle/rope.md", "cord.html", "twine.html, old/cord.html"),
    ("isle/draft.md", "draft: true", "draft: false"),
    ("about.md", "## Why", "Text above.\n\n## Why not"),
    ("about.md", "[accounts why]", "[changes]\n\n[sources]"),
    ("outcomes/return.md", "likelihood: likely", "likelihood: very likely"),
    ("outcomes/return.md", "by: 2042-12-31", "by: 2041-06-01"),
    ("timeline/2041.yaml", "is taken away", "was taken & sunk"),
    ("timeline/2041.yaml", "certainty: confirmed", "certainty: disputed"),
    ("timeline/table.csv", "Lower Shore", "Upper Isle"),
    ("timeline/table.csv", "reported", "disputed"),
    ("timeline/table.csv", "2041-06-02", "2041-06-03"),
    ("sources.yaml", "The Almanac of 2041", "An Almanac"),
    ("glossary.yaml", "term: clapper", "term: tongue, abbr: T"),
    ("accounts.yaml", "Spite", "Pride"),
    ("accounts.yaml", "Noise", "Noise [@almanac]"),
    ("changes.yaml", "First edition.", "First edition of all."),
    ("upcoming.yaml", "2041-09", "2041-10"),
    ("images/bell.svg", 'width="30"', 'width="40"'),
    ("data/rings.csv", "Tuesday,9", "Tuesday,8"),
    ("charts/rings.yaml", "type: bar", "type: line"),
)
TEMPLATE_REPLACEMENTS = (
    ("base.html", "Skip to the text", "Skip to the story"),
    ("macros.html", '<span class="certainty', '<span data-x class="certainty'),
    ("macros/sources.html", "</a>", "</a><i></i>"),
    ("blocks/events.html", 'class="event-cards"', 'class="event-cards more"'),
    ("page.html", "{% block main %}", "{% block main %}<hr>"),
    ("404.html", "</", "\n</"),
    ("moved.html", "moved", "gone"),
    ("card.svg", "</svg>", "<g/></svg>"),
    ("styles/tokens.css", "--space-3: 0.75rem", "--space-3: 0.7rem"),
    ("styles/colours.css", "--side-1: light-dark(#1f4f8f", "--side-1: light-dark(#1f4f80"),
    ("styles/page.css", "}", "} .bell { color: var(--ink); }"),
    ("assets/theme.js", '"explainer-theme"', '"theme"'),
)
# Replacements that are errors, in the content and in the templates.
MISTAKES = (
    ("site.yaml", "name: Lower Shore", "name: Low Shore"),
    ("bell.md", "title: The bell", "title: The bell\ndraft: true"),
    ("isle/rope.md", "[cord.html]", "[about.html]"),
    ("timeline/2041.yaml", "id: removal", "id: taken"),
    ("sources.yaml", "id: almanac", "id: calendar"),
    ("sources.yaml", "standing: primary", "standing: analysis"),
    ("images/bell.svg", "<path", "<script/><path"),
    ("charts/rings.yaml", "y: rings", "y: nothing"),
    ("timeline/table.csv", "reported", "claimed"),
    ("accounts.yaml", '"Spite"', "[Spite"),
)
TEMPLATE_MISTAKES = (
    ("page.html", "{% block main %}", "{% block main %}{{ nothing }}"),
    ("page.html", "{% block main %}", '{% block main %}<a href="lost.html">Lost</a>'),
    ("assets/style.css", '@import "../styles/footer.css" layer(layout);\n', ""),
)
# Files of the project's own templates, with what they contain.
OWN_TEMPLATES = (
    ("404.html", "<!doctype html>\n<title>Own</title>\n"),
    ("404.html", "<!doctype html>\n<title>Two</title>\n"),
    ("key-points.html", "{% include 'own/points.html' %}\n"),
    ("own/points.html", "{% if key_points %}<p>Points</p>{% endif %}\n"),
    ("assets/extra.css", ":root { --ground: light-dark(#fffffe, #010101); --measure: 30rem }\n"),
    ("assets/extra.css", "h1 { margin: 3px }\n"),
    ("styles/footer.css", ".foot { margin: 3px }\n"),
    ("pages.html", "misspelt"),
    ("Page.html", "misspelt"),
    ("page-terms.html", "{% if %}"),
)
OPTIONS = (
    (),
    ("--drafts",),
    ("--strict",),
    ("--base-url", "https://example.org/bells"),
    ("--drafts", "--base-url", "https://example.org"),
    ("--format", "json"),
)
