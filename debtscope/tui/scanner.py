"""The scan that runs behind the application: a child process that tells its progress as JSON lines and saves the snapshot.

A thread would hold the interface up while files are parsed. Nothing of textual is imported here.
"""

from __future__ import annotations

import argparse
import contextlib
import hashlib
import json
import os
import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from debtscope.model.errors import DebtscopeError
from debtscope.services.types import STORE_VARIABLE, Progress, ScanRequest, folder_of, place_of


def tell(**record: object) -> None:
    """One record on the pipe."""
    sys.stdout.write(json.dumps(record) + "\n")
    sys.stdout.flush()


def tell_step(progress: Progress) -> None:
    """A step of the work."""
    tell(
        event="step", stage=progress.stage, name=progress.name, done=progress.done, total=progress.total,
        detail=progress.detail,
    )  # fmt: skip


def command(request: ScanRequest) -> list[str]:
    """How the child is started: -P keeps the scanned folder off the import path, and no value can become an option."""
    return [sys.executable, "-P", "-m", "debtscope.tui.scanner", *words_of(request)]


BEHIND = "--behind"
"""Says that nobody waits for this scan."""
_SOURCES = ("mlflow", "monitoring", "sarif", "upstream")
_BY_ENVIRONMENT = "env:"
_VARIABLE = "DEBTSCOPE_SOURCE_"


def _unseen(place: str) -> str:
    """A path as it is; an address, which may hold a password, as the name of the variable that takes it to the child:
    command lines are shown to every user of a machine, environments to their own."""
    if "://" not in place and not place.startswith(_BY_ENVIRONMENT):
        return place
    name = _VARIABLE + hashlib.blake2b(place.encode("utf-8", "surrogateescape"), digest_size=6).hexdigest()
    os.environ[name] = place
    return _BY_ENVIRONMENT + name


def _seen(word: str) -> str:
    name = word.removeprefix(_BY_ENVIRONMENT)
    return os.environ.get(name, word) if name != word else word


def words_of(request: ScanRequest) -> list[str]:
    """The request as options of a child that inherits the environment."""
    words = [f"--root={request.root}"]
    given = (request.mlflow, request.monitoring, request.sarif, request.upstream)
    for name, places in zip(_SOURCES, given, strict=True):
        words += [f"--{name}={_unseen(place)}" for place in places]
    if (folder := folder_of(request.state)) is not None:
        words.append(f"--state={folder}")
    if request.as_of is not None:
        words.append(f"--as-of={request.as_of.isoformat()}")
    if request.rev is not None:
        words.append(f"--rev={request.rev}")
    words += ["--history"] if request.past else []
    return words + ([] if request.use_cache else ["--no-cache"])


def request_of(argv: Sequence[str]) -> ScanRequest:
    """The request that `command` was made from; a scan of the application is always kept."""
    return request_from(request_parser("scanner").parse_args(argv))


def request_parser(name: str) -> argparse.ArgumentParser:
    """For the options of `words_of`."""
    parser = argparse.ArgumentParser(prog=f"debtscope.tui.{name}", allow_abbrev=False)
    parser.add_argument("--root", type=Path, required=True)
    parser.add_argument("--state", type=Path)
    parser.add_argument("--as-of", type=date.fromisoformat)
    parser.add_argument("--rev")
    parser.add_argument("--history", dest="past", action="store_true")
    for name in _SOURCES:
        parser.add_argument(f"--{name}", action="append", default=[], type=_seen)
    parser.add_argument("--no-cache", action="store_true")
    return parser


def request_from(args: argparse.Namespace) -> ScanRequest:
    """What was parsed."""
    return ScanRequest(
        root=args.root, state=place_of(args.state, os.environ.get(STORE_VARIABLE)), as_of=args.as_of, rev=args.rev, past=args.past, mlflow=tuple(args.mlflow),
        monitoring=tuple(args.monitoring), sarif=tuple(args.sarif), upstream=tuple(args.upstream), use_cache=not args.no_cache,
    )  # fmt: skip


def main(argv: Sequence[str]) -> int:
    """Scans; the last record says `done` or `failed`."""
    request = request_of(argv)
    try:
        from debtscope.services.scan import scan

        book = scan(request, tell_step)
    except DebtscopeError as error:
        tell(event="failed", message=error.message, hint=error.hint)
        return 2
    tell(event="done", items=len(book.ledger.items), saved=book.snapshot is not None)
    return 0


def step_back(*, is_behind: bool) -> None:
    """Whoever types goes first; a scan that nobody asked for takes what is left, and never the turn of a key."""
    os.nice(15 if is_behind else 5)
    if is_behind and hasattr(os, "SCHED_BATCH"):
        with contextlib.suppress(OSError):  # where a container forbids it
            os.sched_setscheduler(0, os.SCHED_BATCH, os.sched_param(0))


if __name__ == "__main__":
    step_back(is_behind=BEHIND in sys.argv)
    sys.exit(main([word for word in sys.argv[1:] if word != BEHIND]))
