"""Generates static explainer sites from a folder of Markdown and YAML; start at `build.py`."""

__version__ = "0.1.0"
