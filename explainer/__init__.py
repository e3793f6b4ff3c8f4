"""Generates static explainer sites from a folder of Markdown and YAML; start at `build.py`."""

import os

__version__ = "0.1.0"
_PACKAGE = os.path.dirname(os.path.abspath(__file__))
_INSTALLED_TEMPLATES = os.path.join(_PACKAGE, "built_in_templates")
# The folder with the built-in templates: in the installed package, or at the top of the repository.
TEMPLATES = (
    _INSTALLED_TEMPLATES
    if os.path.isdir(_INSTALLED_TEMPLATES)
    else os.path.join(os.path.dirname(_PACKAGE), "templates")
)
