"""`debtscope doctor`: versions, collectors and what is readable."""

from __future__ import annotations

import argparse

from debtscope.cli import common
from debtscope.cli.exits import Exit


def configure(parser: argparse.ArgumentParser) -> None:
    """Options."""
    parser.add_argument("--format", choices=("table", "json"), default="table", metavar="NAME", help="table or json")


def run(args: argparse.Namespace) -> int:
    """Prints what a bug report needs; exit 2 where something has to be mended."""
    from debtscope.cli.output import emit
    from debtscope.export.document import strict_json
    from debtscope.services.doctor import examine

    checks = examine(common.root_of(args), args.state)
    if args.format == "json":
        rows = [{"name": c.name, "value": c.value, "fine": c.fine, "hint": c.hint} for c in checks]
        emit(strict_json({"kind": "doctor", "schema_version": 1, "checks": rows}))
    else:
        wide = max(len(c.name) for c in checks)
        lines = [
            f"{'ok ' if c.fine else 'BAD'}  {c.name:<{wide}}  {c.value}" + (f"\n     {c.hint}" if c.hint else "")
            for c in checks
        ]
        emit("\n".join(lines) + "\n", ascii_only=args.ascii)
    return Exit.OK if all(c.fine for c in checks) else Exit.USAGE
