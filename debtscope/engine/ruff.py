"""Runs ruff, our own installation of it, on files by name: no configuration, no cache, no discovery, no network, bounded.

ruff reads files and executes nothing. It gets absolute paths below the scanned folder and never the scanned
repository's configuration; the environment is empty but for a locale.
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import subprocess
import sys
import sysconfig
import time
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import cast

from debtscope.engine.limits import RUFF_BATCH, RUFF_FAILURES, RUFF_HITS, RUFF_MEMORY_BYTES, RUFF_SECONDS
from debtscope.model.errors import Unreadable
from debtscope.model.lint import LintHit

if os.name == "posix":
    import resource

_OPTIONS = ("check", "--isolated", "--no-cache", "--exit-zero", "--quiet", "--no-fix", "--output-format=json-lines")


@cache
def program() -> str | None:
    """The ruff that was installed with debtscope; None where there is none."""
    folders = (sysconfig.get_path("scripts"), str(Path(sys.executable).parent), _user_scripts())
    return next((found for folder in folders if folder and (found := shutil.which("ruff", path=folder))), None)


def _user_scripts() -> str | None:
    try:
        return sysconfig.get_path("scripts", sysconfig.get_preferred_scheme("user"))
    except KeyError:
        return None


class _Failed(Unreadable):
    """ruff ended without an answer: one deep file among many is enough for that."""


def lint(paths: Mapping[str, str], codes: Sequence[str], private: Path) -> dict[str, list[LintHit]]:
    """Hits by workspace path; `paths` are real paths by workspace path. A file that ruff fails on has no entry.

    Raises Unreadable where ruff cannot be run, or fails on all of them.
    """
    ruff = program()
    if ruff is None:
        raise Unreadable("ruff is not installed")
    found: dict[str, list[LintHit]] = {}
    names = {real: path for path, real in paths.items()}
    everything = sorted(names)
    wanted = frozenset(codes)
    waiting = [everything[start : start + RUFF_BATCH] for start in range(0, len(everything), RUFF_BATCH)]
    until, failures, reason = time.monotonic() + RUFF_SECONDS, 0, "ruff was stopped: it takes too long"
    while waiting and failures < RUFF_FAILURES and time.monotonic() < until:
        batch = waiting.pop()
        command = [ruff, *_OPTIONS, f"--select={','.join(codes)}", "--", *batch]
        try:
            output = _output(command, private, min(until - time.monotonic(), RUFF_SECONDS / 3))
        except _Failed as error:
            failures, reason = failures + 1, error.message
            half = len(batch) // 2
            waiting += [part for part in (batch[:half], batch[half:]) if half]
            continue
        found |= {names[real]: [] for real in batch}
        for real, hit in _hits(output):
            path = names.get(real)
            # ruff tells syntax errors under a code of its own, whatever was selected
            if path is not None and hit.code in wanted and len(found[path]) < RUFF_HITS:
                found[path].append(hit)
    if paths and not found:
        raise Unreadable(reason)
    return found


def _output(command: Sequence[str], private: Path, seconds: float) -> bytes:
    environment = {"LC_ALL": "C.UTF-8", "NO_COLOR": "1", "HOME": str(private), "RAYON_NUM_THREADS": "2"}
    try:
        process = subprocess.Popen(
            command, cwd=private, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL, close_fds=True,
        )  # fmt: skip
    except (OSError, ValueError) as error:
        raise Unreadable(
            f"ruff does not start: {getattr(error, 'strerror', None) or 'a name that cannot be given'}"
        ) from None
    if hasattr(resource, "prlimit"):
        with contextlib.suppress(OSError, ValueError):
            resource.prlimit(process.pid, resource.RLIMIT_AS, (RUFF_MEMORY_BYTES, RUFF_MEMORY_BYTES))
    try:
        output, _ = process.communicate(timeout=seconds)
    except subprocess.TimeoutExpired:
        process.kill()
        process.communicate()
        raise _Failed("ruff was stopped: it takes too long") from None
    if process.returncode != 0 and not output:
        raise _Failed(f"ruff failed with code {process.returncode}")
    return output


def _hits(output: bytes) -> Iterator[tuple[str, LintHit]]:
    for line in output.splitlines():
        try:
            raw = json.loads(line)
        except ValueError:
            continue
        if not isinstance(raw, dict):
            continue
        said = cast("dict[str, object]", raw)
        code, name, place = said.get("code"), said.get("filename"), said.get("location")
        row = cast("dict[str, object]", place).get("row") if isinstance(place, dict) else None
        if isinstance(code, str) and isinstance(name, str) and isinstance(row, int):
            yield name, LintHit(code=code, line=row)
