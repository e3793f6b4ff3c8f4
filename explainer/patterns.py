"""Regular expressions that are compiled when they are first used.

Compiling all of the package's patterns takes longer than importing its code, and a build needs only
half of them: many serve to explain mistakes.
"""

from __future__ import annotations

import re
from typing import Any, AnyStr, cast

_METHODS = ("finditer", "findall", "fullmatch", "match", "search", "split", "sub", "subn")


def lazy_pattern(pattern: AnyStr, flags: int = 0) -> re.Pattern[AnyStr]:
    """Return an object with the methods of a compiled pattern, which compiles it on first use.

    A mistake in the pattern, `re.error`, is raised then too. Functions of `re` don't take such an
    object; use its methods.
    """
    return cast("re.Pattern[AnyStr]", _LazyPattern(pattern, flags))


class _LazyPattern:
    """See `lazy_pattern`."""

    def __init__(self, pattern: str | bytes, flags: int) -> None:
        self.pattern = pattern
        self._flags = flags

    def __getattr__(self, name: str) -> Any:
        """Compile the pattern, and return an attribute of it.

        Its methods become attributes of this object, so that later uses cost nothing.
        """
        if name.startswith("__"):
            raise AttributeError(name)
        compiled = re.compile(self.pattern, self._flags)
        self.__dict__.update((method, getattr(compiled, method)) for method in _METHODS)
        return getattr(compiled, name)
