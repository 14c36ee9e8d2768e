"""`debtscope init`: writes a commented debtscope.toml with what a first scan could not decide."""

from __future__ import annotations

import argparse
from pathlib import Path

from debtscope.cli import common
from debtscope.cli.exits import Exit
from debtscope.model.errors import UsageError


def configure(parser: argparse.ArgumentParser) -> None:
    """Options."""
    parser.add_argument("path", nargs="?", type=Path, metavar="PATH", help="the repository")
    common.add_scan_options(parser)


def run(args: argparse.Namespace) -> int:
    """Scans without saving and writes the file, never over an existing one."""
    from dataclasses import replace

    from debtscope.cli.talk import Telling, say
    from debtscope.services.init import settings_text
    from debtscope.services.scan import scan
    from debtscope.services.state import is_bare
    from debtscope.services.writing import write_file

    request = replace(common.scan_request(args), save=False)
    if is_bare(request.root):
        raise UsageError(
            f"{request.root} is a bare repository: its settings are those of its commits", "commit debtscope.toml"
        )
    target = request.root / "debtscope.toml"
    if target.is_symlink() or target.exists():
        raise UsageError(f"{target} is there already", "edit it; debtscope doctor checks it")
    with Telling() as progress:
        book = scan(request, progress)
    write_file(target, settings_text(book.ledger))
    say(f"wrote {target}: read it, and uncomment what is true")
    return Exit.OK
