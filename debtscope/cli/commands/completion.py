"""`debtscope completion`: a script for the shell."""

from __future__ import annotations

import argparse

from debtscope.cli.exits import Exit


def configure(parser: argparse.ArgumentParser) -> None:
    """Options."""
    parser.add_argument("shell", choices=("bash", "zsh", "fish"), metavar="SHELL", help="bash, zsh or fish")


def run(args: argparse.Namespace) -> int:
    """Prints the script."""
    from debtscope.cli.completion import SHELLS
    from debtscope.cli.output import emit

    emit(SHELLS[args.shell](), ascii_only=args.ascii)
    return Exit.OK
