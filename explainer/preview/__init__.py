"""The `serve` command: a local preview that rebuilds on each save and updates the browser."""

from explainer.preview.problem_panel import EDITOR
from explainer.preview.session import serve

__all__ = ["EDITOR", "serve"]
