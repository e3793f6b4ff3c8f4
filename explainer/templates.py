"""The templates folder: Jinja2 templates, and the style sheets and scripts that pages load."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from explainer.failures import UndeclaredError
from explainer.patterns import lazy_pattern
from explainer.problems import CannotMake, Place, Problem, did_you_mean
from explainer.readonly import frozen
from explainer.store import digest
from explainer.styles.joining import join_style_sheets
from explainer.styles.palette import Palette

if TYPE_CHECKING:
    import jinja2


@frozen
class Templates:
    """The contents of the templates folder.

    `texts`: the source of each template, by name, such as `blocks/chart.html`.
    `assets`: the bytes of each style sheet, script and other asset, by its address on the site.
    `colours`: the palette, which templates use as `colours.light.ink`.
    """

    texts: Mapping[str, str]
    assets: Mapping[str, bytes]
    colours: Palette = field(default_factory=dict)

    @property
    def key(self) -> str:
        """A digest of all templates and assets."""
        texts = (part for pair in self.texts.items() for part in pair)
        assets = (part for pair in self.assets.items() for part in pair)
        return digest("templates", *texts, *assets, self._colours_key)

    @property
    def _colours_key(self) -> str:
        return repr(self.colours)

    @cached_property
    def environment(self) -> jinja2.Environment:
        """The Jinja2 environment, in which a template that uses an undefined variable fails."""
        # Slow to import, and only needed for pages that have changed.
        import jinja2  # noqa: PLC0415

        from explainer.compiled_templates import CompiledTemplates  # noqa: PLC0415

        environment = jinja2.Environment(  # noqa: S701 (autoescape is among the options)
            # The template's name serves as its file name in tracebacks; see _place_in.
            loader=jinja2.FunctionLoader(
                lambda name: (self.texts[name], name, None) if name in self.texts else None
            ),
            undefined=jinja2.StrictUndefined,
            bytecode_cache=CompiledTemplates(_COMPILED, _OPTIONS),
            **_OPTIONS,
        )
        environment.filters["lowered"] = lower_headings
        environment.globals["colours"] = self.colours
        return environment

    def render(self, name: str, context: Mapping[str, Any]) -> str:
        """Return what a template renders with these variables.

        Raises CannotMake, with the template's file and line, if there is a mistake in it.
        """
        import jinja2  # noqa: PLC0415

        try:
            return self.environment.get_template(name).render(context)
        except jinja2.TemplateSyntaxError as error:
            place = Place(error.name or name, error.lineno, "templates")
            raise CannotMake(Problem(place, "template", str(error.message), _FIX_HINT)) from error
        except jinja2.TemplateNotFound as error:
            place = Place(*_place_in(error, self.texts, name), "templates")
            message, hint = f'missing template "{error.name}"', ""
            if error.name != name:
                message = f'unknown template "{error.name}"'
                hint = did_you_mean(str(error.name), self.texts)
            hint = hint or "restore the original file"
            raise CannotMake(Problem(place, "template", message, hint)) from error
        except (MemoryError, UndeclaredError):
            raise
        except Exception as error:
            # A template's expressions can raise anything; report it at the template's line.
            place = Place(*_place_in(error, self.texts, name), "templates")
            raise CannotMake(Problem(place, "template", str(error), _FIX_HINT)) from error

    def digest_of(self, name: str) -> str:
        """Return a digest of the palette, a template, and all it includes, extends or imports."""
        names = sorted(self._dependencies(name))
        texts = (part for name in names for part in (name, self.texts.get(name, "")))
        return digest(self._colours_key, *texts)

    def _dependencies(self, name: str) -> set[str]:
        """Return the names of a template and of all templates it includes, extends or imports."""
        names: set[str] = set()
        queue = [name]
        while queue:
            current = queue.pop()
            if current in names or current not in self.texts:
                continue
            names.add(current)
            queue += self._names_in(self.texts[current])
        return names

    def _names_in(self, text: str) -> Iterator[str]:
        """Yield the names of the templates that a template's text refers to.

        They are found by searching the text: parsing it would be slow.
        """
        for tag in _REFERRING_TAG.finditer(text):
            names = [name for name in _QUOTED.findall(tag[1]) if name in self.texts]
            # A tag without a literal name includes a block whose name is computed.
            yield from names or (block for block in self.texts if block.startswith("blocks/"))


_COMPILED = Path(__file__).parent / "__pycache__"
# What the code of compiled templates depends on.
_OPTIONS: dict[str, Any] = {
    # The optimizer folds constant expressions; here it costs more time than it saves.
    "optimized": False,
    "autoescape": True,
    "trim_blocks": True,
    "lstrip_blocks": True,
    "keep_trailing_newline": True,
}
_FIX_HINT = "fix the template, or restore the original file"
_REFERRING_TAG = lazy_pattern(r"\{%[-+]?\s*(?:extends|include|import|from)\b(.*?)%\}", re.DOTALL)
_HEADING = lazy_pattern(r"(</?h)([1-5])(?=[\s>])")
_QUOTED = lazy_pattern(r"""["']([^"']+)["']""")


def lower_headings(html: Markup) -> Markup:
    """Return HTML with each heading one level lower (<h2> as <h3>), for the one-page edition."""
    return Markup(_HEADING.sub(lambda tag: f"{tag[1]}{int(tag[2]) + 1}", html))  # noqa: S704


def read_templates(folder: Path) -> Templates:
    """Return the contents of a templates folder.

    Templates are all `*.html` files, and the `*.svg` files at the top level. Files in `assets/` are
    copied to the site, style sheets with their parts from `styles/` in place. Hidden files and
    folders are left out. Raises CannotMake if a template isn't UTF-8, or if style sheets can't be
    joined.
    """
    texts: dict[str, str] = {}
    problems: list[Problem] = []
    for path in sorted((*folder.rglob("*.html"), *folder.glob("*.svg"))):
        if not path.is_file() or _is_hidden(path, folder):
            continue
        name = path.relative_to(folder).as_posix()
        data = path.read_bytes()
        try:
            texts[name] = data.decode("utf-8")
        except UnicodeDecodeError as error:
            line = data.count(b"\n", 0, error.start) + 1
            message = f"byte {error.start + 1} of this file isn't valid UTF-8"
            place = Place(name, line, "templates")
            problems.append(Problem(place, "template", message, "save the file as UTF-8"))
    assets = _files(folder, "assets/**/*")
    joined = join_style_sheets(assets, _files(folder, "styles/**/*.css"))
    if problems := [*problems, *joined.problems]:
        raise CannotMake(*problems)
    return Templates(texts, {**assets, **joined.sheets}, joined.palette)


def _files(folder: Path, pattern: str) -> dict[str, bytes]:
    """Return the bytes of the files that match a pattern, by path; hidden ones are left out."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.glob(pattern))
        if path.is_file() and not _is_hidden(path, folder)
    }


def _is_hidden(path: Path, folder: Path) -> bool:
    return any(part.startswith(".") for part in path.relative_to(folder).parts)


def _place_in(error: BaseException, texts: Mapping[str, str], name: str) -> tuple[str, int]:
    """Return the template, and the line in it, where an error was raised.

    If the traceback has no template, return the template `name` and line 1.
    """
    place = (name, 1)
    trace = error.__traceback__
    while trace is not None:
        file = trace.tb_frame.f_code.co_filename
        if file in texts:
            place = (file, trace.tb_lineno)
        trace = trace.tb_next
    return place
