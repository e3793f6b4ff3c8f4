"""On a terminal `new` asks for what is missing, checks each answer at once, and stops quietly."""

from __future__ import annotations

import os
import pty
import select
import signal
import subprocess
import sys
from pathlib import Path
from types import TracebackType
from typing import Self

import pytest
from examples import PROJECT, copy_content, load_valid

from explainer.new.project import STARTER

# Seconds without any output after which a test fails.
PATIENCE = 60


class Terminal:
    """A command that runs in a terminal of its own; what it prints is in `output`."""

    def __init__(self, *arguments: str, folder: Path) -> None:
        self._master, slave = pty.openpty()
        command = [sys.executable, str(PROJECT / "build.py"), *arguments]
        self.process = subprocess.Popen(
            command, stdin=slave, stdout=slave, stderr=slave, cwd=folder
        )
        os.close(slave)
        self.output = ""
        self._seen = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.process.kill()
        self.process.wait()
        os.close(self._master)

    def expect(self, text: str) -> None:
        """Wait until the command has printed a text, after what was expected before."""
        while (found := self.output.find(text, self._seen)) < 0:
            assert self._read(), f"{text!r} is missing in:\n{self.output}"
        self._seen = found + len(text)

    def answer(self, prompt: str, text: str, end: str = "\n") -> None:
        """Wait for a prompt, and type an answer."""
        self.expect(prompt)
        os.write(self._master, (text + end).encode())

    def status(self) -> int:
        """Return the exit status, once the command has ended."""
        while self._read():
            pass
        return self.process.wait()

    def _read(self) -> bool:
        """Add what was printed to `output`; return whether there may be more."""
        ready, _, _ = select.select([self._master], [], [], PATIENCE)
        assert ready, f"nothing more is printed after:\n{self.output}"
        try:
            data = os.read(self._master, 4096)
        except OSError:
            # Linux says so if nobody has the terminal open any more.
            return False
        self.output += data.decode(errors="replace").replace("\r\n", "\n")
        return bool(data)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    copy_content(STARTER / "content", tmp_path / "content")
    return tmp_path


def files_of(folder: Path) -> dict[str, bytes]:
    paths = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}


def test_an_event_is_asked_for_with_choices_and_defaults(project: Path) -> None:
    with Terminal("new", "event", folder=project) as terminal:
        terminal.expect("A new event. Ctrl-C stops, and nothing is written.")
        terminal.answer("Title: ", "Fog: the horn is heard")
        terminal.answer("Date [2041-06-20]: ", "2041-03-05")
        terminal.expect("   1  ostrel  (Ostrel)")
        terminal.answer("Side: ", "1")
        terminal.expect("incident")
        terminal.answer("Kind: ", "Incident")
        terminal.answer("Certainty [reported]: ", "")
        terminal.answer("Source: ", "minutes, courier-apr")
        terminal.answer("Id [fog-the-horn-is-heard]: ", "")
        terminal.expect("content/timeline/2041.yaml:48: new event")
        assert terminal.status() == 0
    event = load_valid(project / "content").event_by_id["fog-the-horn-is-heard"]
    assert event.title == "Fog: the horn is heard"
    assert (event.side, event.kind, event.certainty) == (("ostrel",), "incident", "reported")
    assert event.sources == ("minutes", "courier-apr")


def test_only_what_is_missing_is_asked_for(project: Path) -> None:
    arguments = ["new", "source", "A letter", "--publisher", "P", "--standing", "company"]
    with Terminal(*arguments, "--url", "https://example.org/", folder=project) as terminal:
        terminal.answer("Date of publication, if known: ", "")
        terminal.answer("Id [a-letter]: ", "letter")
        assert terminal.status() == 0
        assert "Title" not in terminal.output
    assert load_valid(project / "content").source_by_id["letter"].title == "A letter"


def test_nothing_is_asked_if_nothing_is_missing(project: Path) -> None:
    with Terminal("new", "term", "Fog", "--id", "fog", folder=project) as terminal:
        assert terminal.status() == 0
        assert "A new term" not in terminal.output


def test_a_wrong_answer_is_explained_and_asked_for_again(project: Path) -> None:
    with Terminal("new", "upcoming", "More fog", folder=project) as terminal:
        terminal.answer("Date: ", "soon")
        terminal.expect('invalid date "soon"')
        terminal.answer("Date: ", "2041-01")
        terminal.expect("2041-01 isn't later than as_of in site.yaml, 2041-06-20")
        terminal.answer("Date: ", "2041-10")
        terminal.answer("Certainty [reported]: ", "xyz")
        terminal.expect('unknown certainty "xyz"; use one of: confirmed, reported, disputed')
        terminal.answer("Certainty [reported]: ", "3")
        terminal.answer("Source: ", "")
        terminal.expect("choose a source; use one of: agreement-2040")
        terminal.answer("Source: ", "minites")
        terminal.expect('did you mean "minutes"?')
        terminal.answer("Source: ", "minutes")
        terminal.answer("Id [more-fog]: ", "commission-meets")
        terminal.expect('"commission-meets" is taken by upcoming.yaml:5; "commission-meets-2" is')
        terminal.answer("Id [more-fog]: ", "")
        assert terminal.status() == 0
    assert load_valid(project / "content").upcoming_by_id["more-fog"].certainty == "disputed"


def test_an_id_that_is_taken_is_replaced_by_one_that_is_free(project: Path) -> None:
    with Terminal("new", "term", "Live: feed!", folder=project) as terminal:
        terminal.expect('"live-feed", made from the title, is taken by glossary.yaml:5.')
        terminal.answer("Id [live-feed-2]: ", "")
        assert terminal.status() == 0


def test_a_title_of_emoji_needs_an_id_of_its_own(project: Path) -> None:
    with Terminal("new", "term", "🌫️", folder=project) as terminal:
        terminal.expect("the title has no letters or digits to make an id from.")
        terminal.answer("Id: ", "")
        terminal.expect('"" isn\'t a valid id; use letters, digits, - and _')
        terminal.answer("Id: ", "fog")
        assert terminal.status() == 0


def test_ctrl_c_at_any_question_ends_quietly_and_writes_nothing(project: Path) -> None:
    before = files_of(project)
    answers = {"Title: ": "Fog", "Date [2041-06-20]: ": "", "Side: ": "1", "Kind: ": "1"}
    for stop in answers:
        with Terminal("new", "event", folder=project) as terminal:
            for prompt, text in answers.items():
                if prompt == stop:
                    terminal.expect(prompt)
                    break
                terminal.answer(prompt, text)
            terminal.process.send_signal(signal.SIGINT)
            assert terminal.status() == 130
            assert "Traceback" not in terminal.output
            assert terminal.output.endswith(
                "\nbuild.py: interrupted; no file is left half-written\n"
            )
    assert files_of(project) == before


def test_the_end_of_the_input_ends_with_a_message_and_writes_nothing(project: Path) -> None:
    before = files_of(project)
    with Terminal("new", "page", folder=project) as terminal:
        terminal.answer("Title: ", "Fog")
        terminal.answer("Chapter: ", "\x04", end="")
        assert terminal.status() == 2
        assert terminal.output.endswith(
            "the input ended before all questions were answered; nothing was written\n"
        )
    assert files_of(project) == before


def test_a_new_project_asks_for_its_title_and_where_to_install_from(tmp_path: Path) -> None:
    with Terminal("new", "mine", folder=tmp_path) as terminal:
        terminal.answer("Title [The Quarrel over the Strait]: ", "雾 Fog")
        terminal.answer("Enter to fill it in later): ", "explainer")
        terminal.expect("is a bare name")
        terminal.answer("Enter to fill it in later): ", "")
        terminal.expect("mine: ")
        assert terminal.status() == 0
    assert load_valid(tmp_path / "mine" / "content").site.title == "雾 Fog"
    workflow = tmp_path / "mine" / ".github" / "workflows" / "publish.yml"
    assert "TODO" in workflow.read_text(encoding="utf-8")


def test_ctrl_c_leaves_no_project_behind(tmp_path: Path) -> None:
    with Terminal("new", "mine", folder=tmp_path) as terminal:
        terminal.expect("Title [")
        terminal.process.send_signal(signal.SIGINT)
        assert terminal.status() == 130
    assert list(tmp_path.iterdir()) == []


def test_without_a_terminal_nothing_is_asked(project: Path) -> None:
    command = [sys.executable, str(PROJECT / "build.py"), "new", "page"]
    for stdin in (subprocess.DEVNULL, subprocess.PIPE):
        result = subprocess.run(
            command, stdin=stdin, capture_output=True, text=True, cwd=project, check=False
        )
        assert result.returncode == 2
        assert result.stderr == "build.py: missing for a new page: TITLE\n"
