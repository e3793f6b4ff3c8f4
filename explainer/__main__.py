"""Runs the command line: as `explainer` where the package is installed, or `python -m explainer`."""


def main() -> int:
    """Run the command that the program's arguments name, and return the exit status."""
    # As in build.py, which explains this: Ctrl-C would print a traceback during the imports.
    import _signal  # type: ignore[import-not-found]  # noqa: PLC0415

    if _signal.getsignal(_signal.SIGINT) is _signal.default_int_handler:
        _signal.signal(_signal.SIGINT, _signal.SIG_DFL)

    import sys  # noqa: PLC0415

    from explainer.cli import main as run  # noqa: PLC0415

    return run(sys.argv[1:], program="explainer")


if __name__ == "__main__":
    raise SystemExit(main())
