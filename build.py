"""Builds content/ into site/; `python build.py --help` lists all commands."""

if __name__ == "__main__":
    # First of all, since Ctrl-C would print a traceback until here: until the command line handles
    # it, it ends the process silently. `signal` itself takes a while to import; this is its
    # built-in part. What Python prints while it starts, before this line, is out of reach.
    import _signal  # type: ignore[import-not-found]

    if _signal.getsignal(_signal.SIGINT) is _signal.default_int_handler:
        _signal.signal(_signal.SIGINT, _signal.SIG_DFL)

    import os
    import sys

    # `python -I` leaves this folder out of the path.
    here = os.path.dirname(os.path.abspath(__file__))  # noqa: PTH100, PTH120 (pathlib loads slowly)
    if here not in sys.path:
        sys.path.insert(0, here)
    from explainer.cli import main

    sys.exit(main(sys.argv[1:]))
