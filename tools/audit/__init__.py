"""Holds the built explainer to what its readers are promised, by tools that are not its own.

`python -m tools.audit` runs everything, and `python -m tools.audit bytes html` a part of it.
"""
