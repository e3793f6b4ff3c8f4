"""Converts Markdown, with our extensions, to HTML fragments; needs no other records or files."""
