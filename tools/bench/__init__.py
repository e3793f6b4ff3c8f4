"""Times cold builds of this generator beside others': `python -m tools.bench`."""
