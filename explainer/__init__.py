"""Generates static explainer sites from a folder of Markdown and YAML; start at `build.py`."""

import os

__version__ = "0.1.0"
# The folder with the templates that come with the package.
TEMPLATES = os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "templates")
