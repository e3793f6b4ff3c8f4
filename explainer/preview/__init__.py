"""The `serve` command: a local preview that rebuilds on each save and reloads the browser."""

from explainer.preview.session import serve

__all__ = ["serve"]
