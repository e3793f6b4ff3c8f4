"""Read the content folder and return its records as `Content`; nothing else reads that folder."""

from explainer.load.content_folder import load

__all__ = ["load"]
