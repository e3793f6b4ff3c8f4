"""Each new piece builds, goes where it belongs, says what is left to do, and overwrites nothing."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
import yaml
from examples import FIVE, LAMPS, QUICK, copy_content, load_valid
from hypothesis import given
from hypothesis import strategies as st
from schema_checks import faults

from explainer.build import Settings, make
from explainer.cli import main
from explainer.model import VALID_ID
from explainer.new.made_ids import LONGEST, file_name_from, id_from, next_free
from explainer.new.project import STARTER
from explainer.new.writing import write_files
from explainer.new.written_yaml import scalar
from explainer.new_options import PIECES
from explainer.store import Store

# Arguments for each piece, the files that it changes or adds, and the warnings that it causes.
PIECE_ARGUMENTS: dict[str, tuple[list[str], set[str], set[str]]] = {
    "page": (["The fog", "--chapter", "background"], {"background/the-fog.md"}, set()),
    "event": (
        ["A horn is heard", "--date", "2041-03-05", "--side", "ostrel", "--kind", "incident",
         "--source", "minutes"],
        {"timeline/2041.yaml"},
        set(),
    ),
    "source": (
        ["A letter", "--standing", "company", "--publisher", "Fog & Co: horns", "--issued",
         "2041-05", "--type", "personal_communication", "--url", "https://example.org/letter"],
        {"sources.yaml"},
        {"uncited-source"},
    ),
    "term": (["Fog horn", "--abbr", "FH"], {"glossary.yaml"}, {"unused-term"}),
    "outcome": (
        ["The fog lifts", "--by", "2042-01-31", "--likelihood", "likely", "--confidence", "low"],
        {"outcomes/the-fog-lifts.md"},
        set(),
    ),
    "chart": (
        ["There was more fog"],
        {"charts/there-was-more-fog.yaml", "data/there-was-more-fog.csv"},
        {"unused-record"},
    ),
    "account": (["Who saw the fog?"], {"accounts.yaml"}, {"unused-record"}),
    "upcoming": (
        ["A day of fog", "--date", "2041-11", "--source", "minutes"], {"upcoming.yaml"}, set(),
    ),
    "change": (["The fog was added."], {"changes.yaml"}, set()),
}  # fmt: skip


@pytest.fixture
def content(tmp_path: Path) -> Path:
    content = copy_content(STARTER / "content", tmp_path / "content")
    # A draft may show what no other page does, so nothing is reported as unused.
    (content / "background" / "what-next.md").unlink()
    return content


def new(content: Path, *arguments: str) -> int:
    return main(["new", *arguments, "--content", str(content)])


def files_of(folder: Path) -> dict[str, bytes]:
    paths = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}


def codes(content: Path) -> set[str]:
    problems = make(Settings(content), Store()).problems
    assert {problem.severity for problem in problems} <= {"warning"}, problems
    return {problem.code for problem in problems}


def test_every_piece_is_tested() -> None:
    assert PIECE_ARGUMENTS.keys() == PIECES.keys()


@pytest.mark.parametrize("piece", PIECES)
def test_a_new_piece_builds_with_only_the_warnings_of_unfinished_ones(
    piece: str, content: Path
) -> None:
    arguments, changed, warnings = PIECE_ARGUMENTS[piece]
    before = files_of(content)
    assert new(content, piece, *arguments) == 0
    after = files_of(content)
    assert {name for name in after if after[name] != before.get(name)} == changed
    assert before.keys() <= after.keys()
    assert codes(content) == warnings


@pytest.mark.parametrize("piece", PIECES)
def test_a_new_piece_says_where_it_is_and_what_is_left_to_do(
    piece: str, content: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments, changed, _ = PIECE_ARGUMENTS[piece]
    assert new(content, piece, *arguments) == 0
    *places, step = capsys.readouterr().out.splitlines()
    assert step.startswith("next: fill in what is marked TODO")
    todo = 0
    for place in places:
        match = re.fullmatch(rf"{re.escape(str(content))}/(.+):(\d+): new {piece}", place)
        assert match is not None
        assert match[1] in changed
        lines = (content / match[1]).read_text(encoding="utf-8").splitlines()[int(match[2]) - 1 :]
        assert lines[0].startswith(("- ", "---", "# Show", "label"))
        todo += sum("TODO" in line for line in lines)
    assert todo > 0


def test_every_new_piece_together_builds(content: Path) -> None:
    for piece, (arguments, _, _) in PIECE_ARGUMENTS.items():
        assert new(content, piece, *arguments) == 0
    codes(content)
    assert faults(content) == []
    loaded = load_valid(content)
    assert loaded.source_by_id["a-letter"].publisher == "Fog & Co: horns"
    assert loaded.term_by_id["fog-horn"].abbr == "FH"
    assert loaded.page_by_outcome["the-fog-lifts"].front.outcome is not None
    assert [change.date.isoformat() for change in loaded.changes][:2] == ["2041-06-20"] * 2


@pytest.mark.parametrize("type_", ["bar", "line", "area", "point", "range"])
def test_a_new_chart_of_each_type_draws_something(type_: str, content: Path) -> None:
    assert new(content, "chart", "Fog", "--type", type_) == 0
    with (content / "about.md").open("a", encoding="utf-8") as page:
        page.write("\n[chart fog]\n")
    assert codes(content) == set()


def test_pieces_can_be_added_to_an_explainer_that_has_no_such_file(tmp_path: Path) -> None:
    content = tmp_path / "content"
    content.mkdir()
    site = "title: Fog\nas_of: 2041-06-20\nsides: {a: {name: A}, b: {name: B}}\nkinds: {act: Act}\n"
    (content / "site.yaml").write_text(site, encoding="utf-8")
    (content / "index.md").write_text("---\ntitle: Fog\n---\nFog.\n", encoding="utf-8")
    assert new(content, "source", "A letter", "--standing", "primary", "--publisher", "A") == 0
    for piece, arguments in (
        ("event", ["Fog", "--date", "2041-06", "--side", "a,b", "--kind", "act"]),
        ("upcoming", ["More fog", "--date", "2042"]),
    ):
        assert new(content, piece, *arguments, "--source", "a-letter") == 0
    assert new(content, "outcome", "Less fog", "--by", "2042-01-01", "--likelihood", "likely",
               "--confidence", "low") == 0  # fmt: skip
    for piece, title in {
        "term": "Haze",
        "account": "Why?",
        "change": "Fog.",
        "chart": "Fog",
    }.items():
        assert new(content, piece, title) == 0
    codes(content)
    assert faults(content) == []
    modeline = "# yaml-language-server: $schema=../../.explainer/schemas/timeline.schema.json\n\n"
    assert (content / "timeline" / "2041.yaml").read_text(encoding="utf-8").startswith(modeline)


def test_an_event_goes_to_the_file_of_its_year_and_in_order(content: Path) -> None:
    def add(title: str, date: str) -> None:
        assert new(content, "event", title, "--date", date, "--side", "ostrel", "--kind",
                   "incident", "--source", "minutes") == 0  # fmt: skip

    shutil.move(content / "timeline" / "2040.yaml", content / "timeline" / "2030-2040.yaml")
    for title, date in {"E1": "2035", "E2": "2041-02", "E3": "2039-01", "E4": "2029-12-31"}.items():
        add(title, date)
    ids = {
        path.name: re.findall(r"^- id: (.*)$", path.read_text(encoding="utf-8"), re.MULTILINE)
        for path in (content / "timeline").glob("*.yaml")
    }
    assert ids["2030-2040.yaml"] == ["e1", "e3", "agreement"]
    assert ids["2041.yaml"][:4] == ["e2", "licence-rule", "landing-fee", "repairs-stop"]
    assert ids["2029.yaml"] == ["e4"]


def test_an_event_goes_to_the_only_file_if_that_is_not_named_by_a_year(tmp_path: Path) -> None:
    content = copy_content(FIVE, tmp_path / "content")
    loaded = load_valid(content)
    (path,) = (content / "timeline").iterdir()
    before = path.read_text(encoding="utf-8")
    side, kind, source = (
        loaded.site.sides[0].id,
        next(iter(loaded.site.kinds)),
        loaded.sources[0].id,
    )
    assert new(content, "event", "Late", "--date", str(loaded.site.as_of), "--side", side, "--kind",
               kind, "--source", source) == 0  # fmt: skip
    assert path.read_text(encoding="utf-8").startswith(before.rstrip("\n"))
    assert [child.name for child in (content / "timeline").iterdir()] == [path.name]


@pytest.mark.parametrize("first", [b"", b"\xef\xbb\xbf"], ids=["plain", "with-mark"])
@pytest.mark.parametrize("end", [b"\n", b"\r\n"], ids=["lf", "crlf"])
def test_line_ends_and_the_byte_order_mark_stay(first: bytes, end: bytes, content: Path) -> None:
    path = content / "glossary.yaml"
    before = first + path.read_bytes().replace(b"\n", end).removesuffix(end)
    path.write_bytes(before)
    assert new(content, "term", "Fog") == 0
    after = path.read_bytes()
    assert after.startswith(before)
    assert after.count(b"\n") == after.count(end)


def test_a_link_to_a_file_and_its_permissions_stay(content: Path) -> None:
    path, target = content / "glossary.yaml", content / "images" / "real.yaml"
    shutil.move(path, target)
    target.chmod(0o640)
    path.symlink_to(target)
    assert new(content, "term", "Fog") == 0
    assert path.is_symlink()
    assert b"id: fog" in target.read_bytes()
    assert target.stat().st_mode & 0o777 == 0o640


EVENT = ["event", "Fog", "--date", "2041-03", "--side", "ostrel", "--kind", "rule"]


@pytest.mark.parametrize(
    ("arguments", "ending"),
    [
        (["event"], "missing for a new event: TITLE, --date DATE, --side ID, --kind ID, --source ID"),
        (["page"], "missing for a new page: TITLE"),
        (["source", "A"], "missing for a new source: --standing STANDING, --publisher NAME"),
        (
            [*EVENT[:3], "2041-02-30", *EVENT[4:], "--source", "minutes"],
            '--date: the date "2041-02-30" doesn\'t exist',
        ),
        (
            [*EVENT[:3], "soon", "--side", "x", "--kind", "rool", "--source", "minites"],
            'did you mean "minutes"?',
        ),
        (
            [*EVENT[:3], "2041-06-21", *EVENT[4:], "--source", "minutes"],
            "--date: 2041-06-21 is later than as_of in site.yaml, 2041-06-20; raise as_of first",
        ),
        (
            ["upcoming", "Fog", "--date", "2041-06-20", "--source", "minutes"],
            "--date: 2041-06-20 isn't later than as_of in site.yaml, 2041-06-20",
        ),
        (
            ["outcome", "Fog", "--by", "2041-01-01", "--likelihood", "sure", "--confidence", "low"],
            "likely, very likely, almost certain",
        ),
        ([*EVENT, "--source", "minutes", "--side", "ostrell"], 'did you mean "ostrel"?'),
        (["page", "Fog", "--chapter", "Background"], 'did you mean "background"?'),
        (["source", "A", "--standing", "primary", "--publisher", "B", "--url", "example.org"],
         '--url: "example.org" isn\'t a web address; write https://…'),
        (["change", "Fog.", "--date", "2041"], "write a full date such as 2025-08-21"),
        (["term", "🌫️"], "the title has no letters or digits to make an id from; name one with --id ID"),
        (["page", "🌫️"], "the title has no letters or digits to make an id from; name one with --id NAME"),
        (["term", "Fog", "--id", "fog horn"], "isn't a valid id; use letters, digits, - and _"),
        (["term", "Live feed"],
         '"live-feed", made from the title, is taken by glossary.yaml:5; name one with --id live-feed-2'),
        (["term", "Fog", "--id", "live-feed"],
         '--id: "live-feed" is taken by glossary.yaml:5; "live-feed-2" is free'),
        (["page", "About"], '"about", made from the title, is taken by about.md; name one with --id about-2'),
        (["page", "ABOUT", "--id", "About"], '"About" is taken by About.md; "About-2" is free'),
        (["page", "Fog", "--id", "everything"],
         '"everything" is the name of a page that the build makes; choose another'),
        (["page", "Fog", "--id", "AUX"], '"AUX" is the name of a device there'),
        (["page", "Fog", "--id", "fog."], "before its ending"),
        (["page", "Fog", "--id", "../fog"], "isn't a valid name for a file; use letters, digits, - and _"),
        (["chart", "Fog", "--id", "con"], '"con" is the name of a device there'),
        (["page", "x" * 301], "the title: 301 characters are too many, at most 300 fit"),
        (["page", "Fog\0"], "the title: it contains U+0000, which no page can show"),
        (["page", " "], "the title: write something"),
        (["page", "The", "fog"], 'unexpected argument "fog"; put quotes around a title of several words'),
        (["page", "--title", "Fog"], 'write the title without "--title"'),
        (["page", "Fog", "--chaptr", "x"], 'unknown option "--chaptr"; did you mean "--chapter"?'),
        (["events"], 'did you mean "event"? For a folder of that name, write ./events'),
        ([], f"name a folder for a new project, or a piece: {', '.join(PIECES)}"),
    ],
)  # fmt: skip
def test_what_cannot_be_added_is_refused_in_one_line_with_advice(
    arguments: list[str],
    ending: str,
    content: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(content.parent)
    before = files_of(content)
    try:
        status = main(["new", *arguments])
    except SystemExit as exit_:
        status = int(str(exit_.code))
    assert status == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith("build.py: ")
    assert line.endswith(ending)
    assert files_of(content.parent) == {f"content/{name}": data for name, data in before.items()}


def refused_with_problems(
    content: Path, arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> list[str]:
    """Try to add a piece that problems are in the way of, and return the lines printed."""
    before = files_of(content)
    assert new(content, *arguments) == 1
    assert files_of(content) == before
    *lines, last = capsys.readouterr().err.splitlines()
    assert last == "build.py: nothing was written"
    return lines


@pytest.mark.parametrize(
    ("name", "text", "line", "arguments"),
    [
        ("glossary.yaml", "- id: a\n  id: b\n", 2, ["term", "Fog"]),
        ("glossary.yaml", "a: b\n", 1, ["term", "Fog"]),
        ("glossary.yaml", "[{id: a, term: A, text: B}]\n", 1, ["term", "Fog"]),
        ("glossary.yaml", "- id: a\n  term: A\n  text: |\n    B\n\x07\n", 5, ["term", "Fog"]),
        ("timeline/1999.yaml", "- id: a\n", 1, [*EVENT, "--source", "minutes"]),
        ("site.yaml", "title: A\nas_off: 2041\n", 2, ["page", "Fog"]),
        ("sources.yaml", "- id: minutes\n", 1, [*EVENT, "--source", "minutes"]),
    ],
)
def test_errors_in_the_files_needed_are_reported_and_nothing_is_written(
    name: str,
    text: str,
    line: int,
    arguments: list[str],
    *,
    content: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    (content / name).write_text(text, encoding="utf-8")
    lines = refused_with_problems(content, arguments, capsys)
    assert any(each.startswith(f"{content}/{name}:{line}: error: ") for each in lines)


def test_a_file_that_is_not_utf8_is_reported(
    content: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (content / "glossary.yaml").write_bytes("- id: a\n  term: Ü\n".encode("latin-1"))
    lines = refused_with_problems(content, ["term", "Fog"], capsys)
    assert "glossary.yaml:2: error: byte 17 of this file isn't valid UTF-8" in lines[0]


def test_a_list_whose_file_has_a_misspelt_name_is_not_started_again(
    content: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (content / "glossary.yaml").rename(content / "glossary.yml")
    (line, _) = refused_with_problems(content, ["term", "Fog"], capsys)
    assert line.endswith('glossary.yml:1: error: unused file; did you mean "glossary.yaml"?')


def test_errors_elsewhere_are_not_in_the_way(content: Path) -> None:
    (content / "about.md").write_text("no front matter", encoding="utf-8")
    assert new(content, "term", "Fog") == 0


def test_a_piece_that_would_be_an_error_is_reported_and_not_written(
    content: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = [*EVENT, "--source", "courier-apr", "--certainty", "confirmed"]
    (problem, _) = refused_with_problems(content, arguments, capsys)
    assert 'the event "fog" is marked confirmed, but its sources aren\'t enough' in problem


def test_a_content_folder_without_sides_or_sources_says_what_comes_first(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    content = tmp_path / "content"
    assert new(content, "page", "Fog") == 2
    assert "name the content folder with --content DIR" in capsys.readouterr().err
    content.mkdir()
    assert new(content, "page", "Fog") == 1
    assert "site.yaml:1: error: missing file" in capsys.readouterr().err
    (content / "site.yaml").write_text("title: Fog\nas_of: 2041-06-20\n", encoding="utf-8")
    event = [*EVENT, "--source", "minutes"]
    upcoming = ["upcoming", "Fog", "--date", "2042", "--source", "a"]
    for arguments, expected in (
        (event, "a new event needs sides; add some to site.yaml first"),
        (upcoming, "a new upcoming needs a source; add one first, with: new source"),
        (["account", "Why?"], "a new account needs sides; add some to site.yaml first"),
    ):
        assert new(content, *arguments) == 2
        assert expected in capsys.readouterr().err


def test_titles_in_other_scripts_name_files_and_get_ids_that_are_free(content: Path) -> None:
    assert new(content, "page", "海峡的雾") == 0
    assert new(content, "outcome", "الضباب", "--by", "2042-01-01", "--likelihood", "likely",
               "--confidence", "low") == 0  # fmt: skip
    assert new(content, "term", "Туман") == 0
    assert new(content, "event", "海峡的雾", *EVENT[2:], "--source", "minutes") == 0
    assert (content / "海峡的雾.md").exists()
    assert (content / "outcomes" / "الضباب.md").exists()
    loaded = load_valid(content)
    assert loaded.term_by_id["term-3"].term == "Туман"
    assert loaded.event_by_id["event-2041-03"].title == "海峡的雾"
    assert "outcome-4" in loaded.page_by_outcome
    codes(content)


def test_a_page_never_takes_the_place_of_a_list_by_its_title(content: Path) -> None:
    for title, name in {"Timeline": "timeline-page", "404": "404-page", "Nul": "nul-page"}.items():
        assert new(content, "page", title) == 0
        assert (content / f"{name}.md").exists()


def test_the_first_page_of_a_chapter_is_its_index(content: Path) -> None:
    site = content / "site.yaml"
    text = site.read_text(encoding="utf-8").replace("- outcomes", "- outcomes\n  - fog")
    site.write_text(text, encoding="utf-8")
    assert new(content, "page", "All about fog", "--chapter", "fog") == 0
    assert new(content, "page", "More", "--chapter", "fog") == 0
    assert {path.name for path in (content / "fog").iterdir()} == {"index.md", "more.md"}
    codes(content)


def test_a_file_that_changes_meanwhile_is_left_alone(
    content: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    real = write_files
    path = content / "glossary.yaml"

    def write_later(*arguments: object) -> None:
        path.write_bytes(b"# somebody else\n")
        real(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr("explainer.new.adding.write_files", write_later)
    assert new(content, "term", "Fog") == 3
    assert "glossary.yaml has just changed; try again" in capsys.readouterr().err
    assert path.read_bytes() == b"# somebody else\n"


def test_a_file_that_appears_meanwhile_is_left_alone(
    content: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = write_files

    def write_later(*arguments: object) -> None:
        (content / "data" / "fog.csv").write_bytes(b"mine\n")
        real(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr("explainer.new.adding.write_files", write_later)
    assert new(content, "chart", "Fog") == 3
    assert (content / "data" / "fog.csv").read_bytes() == b"mine\n"
    assert not (content / "charts" / "fog.yaml").exists()


def test_a_file_that_may_not_be_written_is_left_alone(
    content: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    before = files_of(content)
    monkeypatch.setattr("os.access", lambda *_: False)
    assert new(content, "term", "Fog") == 3
    assert "glossary.yaml: Permission denied" in capsys.readouterr().err
    assert files_of(content) == before


def test_the_lamps_take_a_piece_of_each_kind(tmp_path: Path) -> None:
    content = copy_content(LAMPS, tmp_path / "content")
    loaded = load_valid(content)
    source, later = loaded.sources[0].id, str(loaded.site.as_of.year + 1)
    required = {
        "date": str(loaded.site.as_of), "side": loaded.site.sides[0].id, "source": source,
        "kind": next(iter(loaded.site.kinds)), "standing": "reporting", "publisher": "P",
        "by": f"{later}-12-31", "likelihood": "likely", "confidence": "low",
    }  # fmt: skip
    for piece, (_, options) in PIECES.items():
        given_ = {option.name: required[option.name] for option in options[1:] if option.required}
        given_ |= {"date": later} if piece == "upcoming" else {}
        words = [word for name, value in given_.items() for word in (f"--{name}", value)]
        assert new(content, piece, f"A new {piece}", *words) == 0
    codes(content)


@QUICK
@given(st.text(max_size=120))
def test_what_is_made_from_a_title_is_a_valid_id_and_file_name(title: str) -> None:
    made = id_from(title)
    assert made == "" or VALID_ID.fullmatch(made)
    assert len(made) <= LONGEST
    name = file_name_from(title)
    assert len(name) <= LONGEST
    assert not set(name) & set('<>:"|?*\\/. ')
    assert (name == "") <= (made == "")


@QUICK
@given(st.sets(st.sampled_from(["a", "a-2", "a-3", "a-4"])))
def test_the_next_free_id_is_free(taken: set[str]) -> None:
    assert next_free("a", taken.__contains__) not in taken


@QUICK
@given(st.text(st.characters(exclude_categories=["C", "Z"]), min_size=1))
def test_any_text_is_written_so_that_it_is_read_again(text: str) -> None:
    for context in (f"key: {scalar(text)}", f"- key: {scalar(text)}  # comment"):
        loaded = yaml.safe_load(context)
        (value,) = (loaded[0] if isinstance(loaded, list) else loaded).values()
        assert value == text
