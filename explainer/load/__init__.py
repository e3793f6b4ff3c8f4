"""From the files of content/ to the explainer's records: the only reader of that folder."""

from explainer.load.content_folder import load

__all__ = ["load"]
