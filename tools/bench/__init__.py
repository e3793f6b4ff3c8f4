"""Benchmarks cold builds against Pelican and MkDocs: `python -m tools.bench`."""
