"""The templates folder, read once: Jinja2 templates, and the files that pages load."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import jinja2
from markupsafe import Markup

from explainer.problems import CannotMake, Place, Problem, did_you_mean
from explainer.store import digest


@dataclass(frozen=True)
class Templates:
    """Template texts by name, and asset bytes by address."""

    texts: Mapping[str, str]
    assets: Mapping[str, bytes]

    @property
    def key(self) -> str:
        """A digest of every template and asset."""
        texts = (part for pair in self.texts.items() for part in pair)
        return digest("templates", *texts, *(part for pair in self.assets.items() for part in pair))

    @cached_property
    def environment(self) -> jinja2.Environment:
        """Where the templates are compiled; a name that is not defined is a fault."""
        made = jinja2.Environment(
            # Under its own name as its file's, for tracebacks to show.
            loader=jinja2.FunctionLoader(
                lambda name: (self.texts[name], name, None) if name in self.texts else None
            ),
            # It looks for constants to fold at every expression, and finds none worth it.
            optimized=False,
            autoescape=True,
            undefined=jinja2.StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=True,
        )
        made.filters["lowered"] = lowered
        return made

    def render(self, name: str, context: Mapping[str, Any]) -> str:
        """Return a rendered template; raises CannotMake with the file and line at fault."""
        try:
            return self.environment.get_template(name).render(context)
        except jinja2.TemplateSyntaxError as error:
            place = Place(error.name or name, error.lineno, "templates")
            raise CannotMake(Problem(place, "template", str(error.message), _MEND)) from error
        except jinja2.TemplateNotFound as error:
            place = Place(*_place_in(error, self.texts, name), "templates")
            message, hint = f'there is no template "{error.name}"', ""
            if error.name != name:
                hint = did_you_mean(str(error.name), self.texts)
            hint = hint or "take the shipped one again"
            raise CannotMake(Problem(place, "template", message, hint)) from error
        except MemoryError:
            raise
        except Exception as error:
            # Whatever a template's own expressions raise is the template's fault.
            place = Place(*_place_in(error, self.texts, name), "templates")
            raise CannotMake(Problem(place, "template", str(error), _MEND)) from error

    def digest_of(self, name: str) -> str:
        """Return a digest of a template and of all that it includes, extends or imports."""
        names = sorted(self._needed(name))
        return digest(*(part for name in names for part in (name, self.texts.get(name, ""))))

    def _needed(self, name: str) -> set[str]:
        needed: set[str] = set()
        waiting = [name]
        while waiting:
            current = waiting.pop()
            if current in needed or current not in self.texts:
                continue
            needed.add(current)
            waiting += self._names_in(self.texts[current])
        return needed

    def _names_in(self, text: str) -> Iterator[str]:
        """Yield what a template's text names, found without the cost of parsing it."""
        for tag in _BRINGS_IN.finditer(text):
            named = [name for name in _QUOTED.findall(tag[1]) if name in self.texts]
            # A name that is computed is that of a block.
            yield from named or (block for block in self.texts if block.startswith("blocks/"))


_MEND = "mend the template"
_BRINGS_IN = re.compile(r"\{%[-+]?\s*(?:extends|include|import|from)\b(.*?)%\}", re.DOTALL)
_HEADING = re.compile(r"(</?h)([1-5])(?=[\s>])")
_QUOTED = re.compile(r"""["']([^"']+)["']""")


def lowered(html: Markup) -> Markup:
    """Return HTML with each heading a level lower, as it stands where its page is a part."""
    return Markup(_HEADING.sub(lambda tag: f"{tag[1]}{int(tag[2]) + 1}", html))  # noqa: S704


def read_templates(folder: Path) -> Templates:
    """Read a templates folder: `*.html` and, beside them, `*.svg` are templates.

    What lies in assets/ is copied. Raises CannotMake where a template is not UTF-8.
    """
    texts: dict[str, str] = {}
    problems: list[Problem] = []
    for path in sorted((*folder.rglob("*.html"), *folder.glob("*.svg"))):
        name = path.relative_to(folder).as_posix()
        data = path.read_bytes()
        try:
            texts[name] = data.decode("utf-8")
        except UnicodeDecodeError as error:
            line = data.count(b"\n", 0, error.start) + 1
            message = f"byte {error.start + 1} of this file is not UTF-8"
            place = Place(name, line, "templates")
            problems.append(Problem(place, "template", message, "save it as UTF-8"))
    if problems:
        raise CannotMake(*problems)
    assets = {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted((folder / "assets").rglob("*"))
        if path.is_file() and not path.name.startswith(".")
    }
    return Templates(texts, assets)


def _place_in(error: BaseException, texts: Mapping[str, str], name: str) -> tuple[str, int]:
    """Return the innermost template and line that an error passed through."""
    place = (name, 1)
    trace = error.__traceback__
    while trace is not None:
        file = trace.tb_frame.f_code.co_filename
        if file in texts:
            place = (file, trace.tb_lineno)
        trace = trace.tb_next
    return place
