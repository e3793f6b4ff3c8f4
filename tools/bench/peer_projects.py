"""The peers' projects: pages, settings and, for those without a theme of their own, templates."""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from pathlib import Path

from tools.bench.corpus import Corpus, Dialect, chapters, title, write_pages
from tools.bench.dialects import MKDOCS, PELICAN, READY_ADDRESSES

# With a menu of all pages on each page, a site of 10,000 would have 100 million links.
LONGEST_MENU = 1000
_HUGO_SETTINGS = """\
baseURL = "https://example.org/"
title = "Made-up words"
disableKinds = ["taxonomy", "term", "RSS", "sitemap", "404"]
"""
_HUGO_TEMPLATE = """\
<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>{{ .Title }} – {{ .Site.Title }}</title></head>
<body>
<nav>{{ range .Site.Sections }}<a href="{{ .RelPermalink }}">{{ .Title }}</a> {{ end }}</nav>
<main><h1>{{ .Title }}</h1>
{{ .Content }}
{{ if .IsNode }}<ul>
{{ range .RegularPages }}<li><a href="{{ .RelPermalink }}">{{ .Title }}</a></li>
{{ end }}</ul>{{ end }}
</main>
</body>
</html>
"""
_ELEVENTY_SETTINGS = r"""
import fs from "node:fs";

export default function (config) {
  // Eleventy leaves the outputs of pages that were deleted.
  if (process.env.BENCH_CLEAR) fs.rmSync("site", { recursive: true, force: true });
  config.addGlobalData("layout", "page.liquid");
  config.addCollection("chapters", (all) =>
    all.getAll().filter((page) => /^\/chapter-\d+\/$/.test(page.url)));
  config.addCollection("byChapter", (all) => {
    const pages = {};
    for (const page of all.getAll()) {
      const parts = page.url.split("/");
      if (parts.length > 3) (pages[`/${parts[1]}/`] ??= []).push(page);
    }
    return pages;
  });
  return { dir: { input: "content", output: "site" }, markdownTemplateEngine: false };
}
"""
_ELEVENTY_TEMPLATE = """\
<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>{{ title }} – Made-up words</title></head>
<body>
<nav>{% for chapter in collections.chapters %}
<a href="{{ chapter.url }}">{{ chapter.data.title }}</a>{% endfor %}</nav>
<main><h1>{{ title }}</h1>
{{ content }}
{% assign pages = collections.byChapter[page.url] %}{% if pages %}<ul>
{% for entry in pages %}<li><a href="{{ entry.url }}">{{ entry.data.title }}</a></li>
{% endfor %}</ul>{% endif %}
</main>
</body>
</html>
"""
_PELICAN_SETTINGS = """\
PATH = "content"
PAGE_PATHS = [""]
ARTICLE_PATHS = []
PAGE_URL = PAGE_SAVE_AS = "{path_no_ext}.html"
PATH_METADATA = r"(?P<path_no_ext>.*)\\..*"
DIRECT_TEMPLATES = []
AUTHOR_SAVE_AS = CATEGORY_SAVE_AS = TAG_SAVE_AS = ""
FEED_ALL_ATOM = CATEGORY_FEED_ATOM = TRANSLATION_FEED_ATOM = None
AUTHOR_FEED_ATOM = AUTHOR_FEED_RSS = None
TIMEZONE = "UTC"
RELATIVE_URLS = True
"""


def write_hugo(folder: Path, corpus: Corpus, *, alike: bool) -> None:
    """Write a project for Hugo: one small template, no feeds; its Markdown has no such choice."""
    del alike
    _write_pages(folder / "content", corpus, dialect=READY_ADDRESSES, index="_index.md")
    (folder / "hugo.toml").write_text(_HUGO_SETTINGS, encoding="utf-8")
    (folder / "layouts").mkdir()
    (folder / "layouts" / "all.html").write_text(_HUGO_TEMPLATE, encoding="utf-8")


def write_eleventy(folder: Path, corpus: Corpus, *, alike: bool) -> None:
    """Write a project for Eleventy: one small template, and Markdown that is no template."""
    del alike
    _write_pages(folder / "content", corpus, dialect=READY_ADDRESSES)
    (folder / "eleventy.config.mjs").write_text(_ELEVENTY_SETTINGS, encoding="utf-8")
    (folder / "content" / "_includes").mkdir()
    template = folder / "content" / "_includes" / "page.liquid"
    template.write_text(_ELEVENTY_TEMPLATE, encoding="utf-8")


def write_mkdocs(folder: Path, corpus: Corpus, *, alike: bool) -> None:
    """Write a project for MkDocs, with Markdown extensions like ours if `alike`."""
    _write_pages(folder / "docs", corpus, dialect=MKDOCS)
    settings: dict[str, object] = {
        "site_name": "Made-up words",
        "theme": {"name": "mkdocs", "highlightjs": False},
        "plugins": [],
    }
    if alike:
        settings["markdown_extensions"] = ["extra", "admonition", "sane_lists", "smarty"]
    if corpus.pages > LONGEST_MENU:
        settings["nav"] = ["index.md", *(f"{name}/index.md" for name in chapters(corpus.pages))]
        settings["not_in_nav"] = "*.md"
    # JSON is valid YAML.
    (folder / "mkdocs.yml").write_text(json.dumps(settings), encoding="utf-8")


def write_pelican(folder: Path, corpus: Corpus, *, alike: bool) -> None:
    """Write a project for Pelican, with Markdown extensions like ours if `alike`."""
    _write_pages(folder / "content", corpus, dialect=PELICAN)
    settings = _PELICAN_SETTINGS
    if alike:
        names = ("extra", "admonition", "sane_lists", "smarty", "toc", "meta")
        extensions: dict[str, dict[str, str]] = {
            f"markdown.extensions.{name}": {} for name in names
        }
        settings += f"MARKDOWN = {{'extension_configs': {extensions}}}\n"
    if corpus.pages > LONGEST_MENU:
        settings += "DISPLAY_PAGES_ON_MENU = False\n"
    (folder / "pelicanconf.py").write_text(settings, encoding="utf-8")


ProjectWriter = Callable[..., None]


def _write_pages(
    folder: Path, corpus: Corpus, *, dialect: Dialect, index: str = "index.md"
) -> None:
    write_pages(folder, corpus, dialect=dialect, index=index)
    if corpus.events:
        text = "\n\n".join((dialect.front("Timeline"), *map(_event, range(corpus.events)))) + "\n"
        (folder / "timeline.md").write_text(text, encoding="utf-8")


def _event(number: int) -> str:
    """Return an event as an ordinary section, since the peers have no events."""
    chance = random.Random(f"event {number}")  # noqa: S311 (words, not secrets)
    return f"## {title(chance)}\n\n{title(chance)} {title(chance).lower()}."
