"""Keeps compiled templates beside the package's compiled modules, in `__pycache__`.

Compiling its templates takes a fifth of the time of a small build. As with modules, nothing is kept
where Python keeps none (PYTHONDONTWRITEBYTECODE) or the folder can't be written.
"""

from __future__ import annotations

import marshal
import sys
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import jinja2
from jinja2.bccache import Bucket, BytecodeCache

from explainer.cache_folder import write_file
from explainer.store import digest

if TYPE_CHECKING:
    from collections.abc import Iterable

_DIGEST_SIZE = len(digest())


class CompiledTemplates(BytecodeCache):
    """Keeps the code of each template in a file of its own.

    A file starts with a digest of what the code was compiled from (`options`, which are those of
    the environment, the versions of Python and Jinja2, and the source) and of the code itself. If
    the digest is another one, because the file is outdated or damaged, the template is compiled
    anew and the file replaced. The code of a project's `own` templates isn't kept: it would replace
    that of built-in ones with the same names, which other projects use.
    """

    def __init__(self, folder: Path, options: object, own: Iterable[str] = ()) -> None:
        self._folder = folder
        self._own_keys = {self.get_cache_key(name, name) for name in own}
        self._made_from = f"{sys.version} {jinja2.__version__} {options!r}"

    def load_bytecode(self, bucket: Bucket) -> None:
        """Set the bucket's code if there is a valid file for it."""
        if bucket.key in self._own_keys:
            return
        try:
            kept = self._file(bucket).read_bytes()
        except OSError:
            return
        code = kept[_DIGEST_SIZE:]
        if kept[:_DIGEST_SIZE] == self._digest(bucket, code):
            # As safe as the compiled modules in this folder, which Python reads in the same way.
            bucket.code = marshal.loads(code)  # noqa: S302

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Write the bucket's code to its file, if that is possible."""
        if sys.dont_write_bytecode or bucket.code is None or bucket.key in self._own_keys:
            return
        code = marshal.dumps(bucket.code)
        with suppress(OSError):
            self._folder.mkdir(exist_ok=True)
            write_file(str(self._file(bucket)), self._digest(bucket, code) + code)

    def _file(self, bucket: Bucket) -> Path:
        return self._folder / f"template-{bucket.key}.{sys.implementation.cache_tag}"

    def _digest(self, bucket: Bucket, code: bytes) -> bytes:
        return digest(self._made_from, bucket.key, bucket.checksum, code).encode()
