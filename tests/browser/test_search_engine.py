"""The index in one file and in parts: the same words in Python and in Chromium, the same results."""

from __future__ import annotations

import random
import shutil
from typing import TYPE_CHECKING, Any

import pytest
from examples import lamps, outputs
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from explainer.exports import search_index, search_parts
from explainer.exports.search_entries import reader_of
from explainer.exports.search_words import search_words, title_words

from .lamp_site import ASSETS

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, Page

ENGINE = """
<!doctype html><meta charset="utf-8"><title>Search</title><script src="assets/search-engine.js"></script>
<script src="whole/search.js"></script><script>
const load = (base) => (address, name) => new Promise((resolve, reject) => {
  const script = document.createElement("script");
  script.src = base + address;
  script.onload = () => { loaded.push(address); resolve(window[name]); };
  script.onerror = reject;
  document.head.append(script);
});
const loaded = [];
const whole = explainerSearchEngine(explainerSearch, load("whole/"));
load("parts/")("search.js", "explainerSearch").then((opening) => {
  window.parts = explainerSearchEngine(opening, load("parts/"));
});
async function found(engine, query) {
  const answer = await engine.find(query);
  const groups = [];
  for (const [kind, ids] of answer.groups) {
    groups.push([kind, await Promise.all(ids.map(engine.entry))]);
  }
  const term = answer.term === undefined ? null : await engine.entry(answer.term);
  return { groups, term, total: answer.total, suggestion: answer.suggestion ?? null };
}
</script>
"""
SPELLINGS = (
    "Licence license LICENCES organise organizing colour color centre centers theatres fibre "
    "programme programs news parties movies glasses buses boxes cases caches series analyses "
    "analysis China’s lamps' e-mail case‑by‑case 21,000 1.5 25% 25 per cent, 3 per century 10²⁶ "
    "café ﬁne Straße ΣΟΦΌΣ Ｈａｒｂｏｕｒ ½ 出口管制 東京タワー ประเทศไทย हिन्दी العَرَبِيَّة 한국어 "
    "the who is it a_b x–y (TPP), $10bn i̇stanbul 𠮷野家"
)


@pytest.fixture(scope="module")
def engine(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    """Yield a page with the engine on both indexes of the lamp explainer, opened from disk."""
    folder = tmp_path_factory.mktemp("engine")
    shutil.copytree(ASSETS, folder / "assets")
    write(folder / "whole", {"search.js": search_index.search_index(lamps())})
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(search_parts, "_TEXT_BYTES", 1000)
        patched.setattr(search_parts, "_WORD_BYTES", 500)
        patched.setattr(search_parts, "_SHARD_BYTES", 2000)
        exported = list(search_parts.search_parts(lamps()))
    write(folder / "parts", {export.address: export.make(export.content) for export in exported})
    (folder / "index.html").write_text(ENGINE, encoding="utf-8")
    page = browser.new_page()
    page.goto((folder / "index.html").as_uri())
    page.wait_for_function("window.parts")
    yield page
    page.close()


def write(folder: Path, files: dict[str, bytes]) -> None:
    for address, data in files.items():
        path = folder / address
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)


def words_in_browser(page: Page, text: str, *, keep_stop_words: bool) -> list[str]:
    words: list[str] = page.evaluate(
        "([text, all]) => whole.words(text, all)", [text, keep_stop_words]
    )
    return words


def test_python_and_the_client_fold_words_alike(engine: Page) -> None:
    for text in (SPELLINGS, *SPELLINGS.split()):
        assert words_in_browser(engine, text, keep_stop_words=False) == list(search_words(text))
        assert words_in_browser(engine, text, keep_stop_words=True) == list(title_words(text))


@settings(max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(alphabet="aeiouszxhbrtnc'’-–%.,_ 0259éß灯塔管Ａ\u00a0", max_size=40))
def test_python_and_the_client_fold_random_words_alike(engine: Page, text: str) -> None:
    assert words_in_browser(engine, text, keep_stop_words=False) == list(search_words(text))


def queries() -> list[str]:
    """Return words of the explainer in random order, whole, cut short or with a mistake."""
    chance = random.Random("lamps")  # noqa: S311 (words, not secrets)
    content = lamps()
    reader = reader_of(content).entries()
    words = sorted({word for entry in reader for word in f"{entry.title} {entry.text}".split()})

    def word() -> str:
        some = chance.choice(words)
        at = chance.randrange(len(some))
        return chance.choice((some, some, some[: at + 1], f"{some[:at]}e{some[at + 1 :]}"))

    names = [name for term in content.terms for name in (term.term, term.abbr, *term.also) if name]
    return [*names, *(" ".join(word() for _ in range(1 + n % 3)) for n in range(150))]


def test_one_file_and_parts_have_the_same_results(engine: Page) -> None:
    answers: list[Any] = []
    for query in queries():
        whole = engine.evaluate("query => found(whole, query)", query)
        assert engine.evaluate("query => found(parts, query)", query) == whole, query
        answers.append(whole)
    # Otherwise, this would compare nothing with nothing.
    assert sum(bool(answer["total"]) for answer in answers) > 50
    assert sum(bool(answer["suggestion"]) for answer in answers) > 5
    assert sum(bool(answer["term"]) for answer in answers) > 3


def test_a_query_loads_only_the_parts_that_it_needs(engine: Page) -> None:
    engine.evaluate("loaded.length = 0")
    engine.reload()
    engine.wait_for_function("window.parts")
    assert engine.evaluate("loaded") == ["search.js"]
    engine.evaluate("parts.find('lamps')")
    loaded = engine.evaluate("loaded")
    shards = engine.evaluate("explainerSearch.shards")
    assert shards > 1
    assert [address.rpartition("-")[0] for address in loaded[1:]] == [
        f"search/words-{shard}" for shard in range(shards)
    ]
    assert len({address.rpartition("-")[2] for address in loaded[1:]}) == 1


def test_a_small_explainer_has_its_index_in_one_file() -> None:
    assert [address for address in outputs(lamps()) if address.startswith("search")] == [
        "search.js"
    ]
