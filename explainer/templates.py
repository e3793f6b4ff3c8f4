"""The templates folder, read once: Jinja2 templates, and the files that pages load."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, MutableMapping
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import jinja2
from jinja2 import meta

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
        return jinja2.Environment(
            loader=_Loader(self),
            # It looks for constants to fold at every expression, and finds none worth it.
            optimized=False,
            autoescape=True,
            undefined=jinja2.StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=True,
        )

    @cached_property
    def trees(self) -> dict[str, jinja2.nodes.Template]:
        """What parsing makes of each template, dear enough to be done but once.

        What cannot be parsed is left out: rendering tells what is wrong with it.
        """
        made = {}
        for name, text in self.texts.items():
            with suppress(jinja2.TemplateSyntaxError):
                made[name] = self.environment.parse(text, name, name)
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
            waiting += self._named.get(current, ())
        return needed

    @cached_property
    def _named(self) -> dict[str, tuple[str, ...]]:
        """What each template names."""
        return {name: tuple(self._names_in(tree)) for name, tree in self.trees.items()}

    def _names_in(self, tree: jinja2.nodes.Template) -> Iterator[str]:
        for named in meta.find_referenced_templates(tree):
            # None is a name that is computed, which only those of blocks are.
            blocks = (block for block in self.texts if block.startswith("blocks/"))
            yield from (named,) if named else blocks


class _Loader(jinja2.BaseLoader):
    """Compiles templates from their trees, each under its own name for tracebacks to show."""

    def __init__(self, templates: Templates) -> None:
        self.templates = templates

    def load(
        self,
        environment: jinja2.Environment,
        name: str,
        globals: MutableMapping[str, Any] | None = None,  # noqa: A002
    ) -> jinja2.Template:
        """Return a template; raises TemplateSyntaxError where its text cannot be parsed."""
        if name not in self.templates.texts:
            raise jinja2.TemplateNotFound(name)
        source = self.templates.trees.get(name, self.templates.texts[name])
        code = environment.compile(source, name, name)
        return environment.template_class.from_code(environment, code, globals or {})


_MEND = "mend the template"


def read_templates(folder: Path) -> Templates:
    """Read a templates folder: `*.html` and, beside them, `*.svg` are templates.

    What lies in assets/ is copied. Raises CannotMake where a template is not UTF-8.
    """
    texts: dict[str, str] = {}
    problems: list[Problem] = []
    for path in sorted((*folder.rglob("*.html"), *folder.glob("*.svg"))):
        name = path.relative_to(folder).as_posix()
        content = path.read_bytes()
        try:
            texts[name] = content.decode("utf-8")
        except UnicodeDecodeError as error:
            line = content.count(b"\n", 0, error.start) + 1
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
