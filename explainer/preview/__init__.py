"""The preview on this machine: rebuilds on each save, and shows it in the browser."""

from explainer.preview.session import serve

__all__ = ["serve"]
