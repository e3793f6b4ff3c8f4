"""Audits the built site with external tools: HTML and CSS, accessibility, weight, speed.

`python -m tools.audit` runs every part; `python -m tools.audit bytes nu` runs only those two.
"""
