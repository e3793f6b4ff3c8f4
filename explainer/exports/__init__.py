"""Exports: feeds, calendars, data files and citations. One module per format; pure functions."""
