"""The command line of `new`: a project in a folder, or a piece of one, with its options.

Options are written here once: `--help`, questions on a terminal and messages take them from here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from explainer.readonly import frozen

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Iterator, Mapping, Sequence


@frozen
class Option:
    """A value that a piece takes: an option `--NAME`, and the question that asks for it.

    The first option of each piece is its title, given without `--NAME`. `required` ones must be
    given where nobody can be asked; those that are `asked` are asked for as well.
    """

    name: str
    metavar: str
    help: str
    question: str = ""
    required: bool = False

    @property
    def asked(self) -> bool:
        """Whether the value is asked for on a terminal."""
        return bool(self.question)


_ID = Option("id", "ID", "its id, which refers to it and is part of its address (default: made"
             " from the title)", "Id")  # fmt: skip
_SOURCE = Option("source", "ID", "the id of its source; several with commas between them",
                 "Source", required=True)  # fmt: skip
_CERTAINTY = Option("certainty", "HOW", "confirmed, reported or disputed (default: reported)",
                    "Certainty")  # fmt: skip


def _title(metavar: str = "TITLE", help_: str = "its title", question: str = "Title") -> Option:
    return Option("title", metavar, help_, question, required=True)


# What each piece is, and its options.
PIECES: dict[str, tuple[str, tuple[Option, ...]]] = {
    "page": (
        "a page of text",
        (
            _title(),
            Option("chapter", "NAME", "its chapter, from site.yaml (default: none)", "Chapter"),
            Option("id", "NAME", "the name of its file (default: made from the title)",
                   "Name of the file"),
        ),
    ),
    "event": (
        "something that happened, on the timeline",
        (
            _title(help_="what happened, as a headline"),
            Option("date", "DATE", "when: 2041, 2041-04, 2041-04-02, 2041-04/2041-05, 2041-04~",
                   "Date", required=True),
            Option("side", "ID", "whose act it was, from site.yaml; several with commas between"
                   " them", "Side", required=True),
            Option("kind", "ID", "its kind, from site.yaml", "Kind", required=True),
            _CERTAINTY,
            _SOURCE,
            _ID,
        ),
    ),
    "source": (
        "a document, article or statement that you cite",
        (
            _title(),
            Option("standing", "STANDING", "primary, company, reporting or analysis", "Standing",
                   required=True),
            Option("publisher", "NAME", "who published it", "Publisher", required=True),
            Option("url", "URL", "its web address", "Web address, if it has one"),
            Option("issued", "DATE", "when it was published", "Date of publication, if known"),
            Option("type", "TYPE", "its type in CSL (default: webpage)"),
            _ID,
        ),
    ),
    "term": (
        "an entry of the glossary",
        (
            _title("TERM", "the term", "Term"),
            Option("abbr", "LETTERS", "its abbreviation"),
            _ID,
        ),
    ),
    "outcome": (
        "something that may come, and how likely it is",
        (
            _title(help_="what may come, as a headline"),
            Option("by", "DAY", "the day by which it would happen", "By which day", required=True),
            Option("likelihood", "WORDS", "from almost no chance to almost certain", "Likelihood",
                   required=True),
            Option("confidence", "LEVEL", "low, moderate or high", "Confidence", required=True),
            _ID,
        ),
    ),
    "chart": (
        "a chart, with a table of its data",
        (
            _title(help_="its message, not its topic"),
            Option("type", "TYPE", "bar, line, area, point or range (default: bar)", "Type"),
            _ID,
        ),
    ),
    "account": (
        "what each side says of the same act",
        (
            _title("QUESTION", "the question that the sides answer", "Question"),
            _ID,
        ),
    ),
    "upcoming": (
        "a date to come",
        (
            _title(help_="what is to come"),
            Option("date", "DATE", "when, written like the date of an event", "Date",
                   required=True),
            _CERTAINTY,
            _SOURCE,
            _ID,
        ),
    ),
    "change": (
        "an entry of your log of changes",
        (
            _title("NOTE", "what changed, in a sentence", "What changed"),
            Option("kind", "KIND", "update or correction (default: update)", "Kind"),
            Option("date", "DAY", "its day (default: as_of in site.yaml)", "Day"),
        ),
    ),
}  # fmt: skip

# The options of a new project.
PROJECT = (
    Option("title", "TITLE", "the explainer's title", "Title"),
    Option("from", "ADDRESS", "where the workflow installs this program from: a git+ address, a"
           " wheel or a folder", "Where is this program installed from when the site is"
           " published (a git+ address; Enter to fill it in later)"),
)  # fmt: skip


def parse_new(
    words: Sequence[str], make_parser: Callable[..., Any], program: str
) -> argparse.Namespace:
    """Return the parsed arguments of `new`; `piece` is "" for a new project.

    `words` are the arguments without `new`, and `make_parser` returns a parser for a `prog`, whose
    `error` exits. `program` is the name under which the program was called.
    """
    parser = new_parser(make_parser(prog=f"{program} new"))
    first = next(iter(_positionals(words)), None)
    options: argparse.Namespace
    if first is None:
        # Prints the help, if it's asked for.
        _parsed(parser, words)
        parser.error(f"name a folder for a new project, or a piece: {', '.join(PIECES)}")
    elif first in PIECES:
        rest = list(words)
        rest.remove(first)
        options = _parsed(piece_parser(first, make_parser(prog=f"{program} new {first}")), rest)
        options.piece = first
    else:
        _refuse_likely_slip(first, parser)
        options = _parsed(parser, words)
        options.piece = ""
    options.command = "new"
    return options


def new_parser(parser: Any) -> Any:
    """Add the options of `new DIR` to a parser, and return it."""
    rows = "\n".join(f"  {name:<10}{summary}" for name, (summary, _) in PIECES.items())
    parser.usage = f"{parser.prog} DIR [--title TITLE] [--from ADDRESS]\n       {parser.prog} PIECE [TITLE] [options]"
    parser.description = (
        "Start an explainer of your own in the folder DIR, which must be new or empty, or add a\n"
        "piece to the one that you are in."
    )
    parser.epilog = (
        f"pieces:\n{rows}\n\n{parser.prog} PIECE --help lists the options of a piece; what is"
        f" missing is asked for on\na terminal. For a folder named like a piece, write ./NAME."
    )
    parser.add_argument("folder", metavar="DIR", nargs="?", help="the folder of the new project")
    _add(parser, PROJECT)
    return parser


def piece_parser(piece: str, parser: Any) -> Any:
    """Add the options of `new PIECE` to a parser, and return it."""
    summary, (title, *others) = PIECES[piece]
    parser.description = f"Add {summary}, to be filled in."
    parser.epilog = (
        "What is missing is asked for on a terminal. Elsewhere these must be given:\n"
        f"{', '.join(_spelt(option) for option in PIECES[piece][1] if option.required)}."
    )
    parser.add_argument("title", metavar=title.metavar, nargs="?", help=title.help)
    _add(parser, others)
    parser.add_argument("--project", metavar="DIR", help="project folder, which holds content")
    parser.add_argument(
        "--content", metavar="DIR", help="content folder (default: content in the project folder)"
    )
    return parser


def _spelt(option: Option) -> str:
    """Return an option as it's typed: `TITLE` or `--date DATE`."""
    return option.metavar if option.name == "title" else f"--{option.name} {option.metavar}"


def missing_message(piece: str, given: Mapping[str, object]) -> str:
    """Return what to say if options are missing and nobody can be asked, or ""."""
    missing = [
        _spelt(option) for option in PIECES[piece][1] if option.required and not given[option.name]
    ]
    return f"missing for a new {piece}: {', '.join(missing)}" if missing else ""


def _add(parser: Any, options: Sequence[Option]) -> None:
    for option in options:
        parser.add_argument(f"--{option.name}", metavar=option.metavar, help=option.help)


def _positionals(words: Sequence[str]) -> Iterator[str]:
    """Yield the arguments that are neither options nor their values; all but --help take one."""
    value_follows = False
    for word in words:
        if word.startswith("-") and not value_follows:
            value_follows = "=" not in word and word not in ("-h", "--help")
            continue
        if not value_follows:
            yield word
        value_follows = False


def _parsed(parser: Any, words: Sequence[str]) -> argparse.Namespace:
    """Parse arguments, and say for one that isn't known what was probably meant."""
    from explainer.problems import did_you_mean  # noqa: PLC0415 (only needed for a mistake)

    options: argparse.Namespace
    options, extra = parser.parse_known_args(words)
    if extra and extra[0].startswith("-"):
        name = extra[0].partition("=")[0]
        if name == "--title":
            parser.error('write the title without "--title"')
        hint = (
            did_you_mean(name, [*parser.takes_value, "--title"])
            or f"{parser.prog} --help lists them"
        )
        parser.error(f'unknown option "{name}"; {hint}')
    if extra:
        hint = "put quotes around a title of several words"
        parser.error(f'unexpected argument "{extra[0]}"; {hint}')
    return options


def _refuse_likely_slip(folder: str, parser: Any) -> None:
    """Refuse a folder whose name is nearly that of a piece, such as `events`."""
    from explainer.problems import nearest  # noqa: PLC0415 (only needed for a mistake)

    if near := nearest(folder, PIECES, cutoff=0.8):
        parser.error(
            f'unknown piece "{folder}"; did you mean "{near}"? For a folder of that name, write ./{folder}'
        )
