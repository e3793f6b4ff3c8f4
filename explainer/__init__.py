"""A generator of static explainer sites: load, check, plan, render, check links, publish."""

__version__ = "0.1.0"
