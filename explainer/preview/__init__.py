"""The preview on this machine: rebuilds on each save, and shows it in the browser."""

from explainer.preview.serving import serve

__all__ = ["serve"]
