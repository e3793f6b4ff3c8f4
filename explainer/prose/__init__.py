"""Markdown with our syntax, converted to HTML fragments; nothing is looked up here."""
