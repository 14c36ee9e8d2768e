"""Runs the program as somebody else would, in a process of its own whose surroundings a test decides."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.safety import audited

PROGRAM = Path(sys.executable).with_name("debtscope")
FAKE = (
    "dvc",
    "mlflow",
    "pip",
    "python",
    "python3",
    "sh",
    "bash",
    "ssh",
    "less",
    "more",
    "vi",
    "nano",
    "docker",
    "uv",
    "ruff",
)
DAY = ("--as-of", "2026-11-20")


@dataclass(frozen=True, slots=True)
class Heard:
    """What an audited run did."""

    said: list[tuple[int, str, str]]
    """Status, stdout and stderr of every command line."""
    writes: list[str]
    programs: list[str]
    network: list[str]
    unpickled: list[str]
    databases: list[str]
    ran: list[str]
    modules: list[str]
    peak: int
    """Memory, in bytes."""


def surroundings(folder: Path, fired: Path, tree: Path) -> dict[str, str]:
    """An environment whose PATH begins with the tree itself and with programs that leave a mark, before the real git."""
    fakes = folder / "fakes"
    fakes.mkdir(parents=True)
    for name in FAKE:
        (fakes / name).write_text(f"#!/bin/sh\n/usr/bin/touch '{fired}'\n")
        (fakes / name).chmod(0o755)
    real = folder / "real"
    real.mkdir()
    (real / "git").symlink_to(str(shutil.which("git")))
    for name in ("home", "tmp"):
        (folder / name).mkdir()
    return {
        "PATH": os.pathsep.join((".", "bin", str(tree / "bin"), str(fakes), str(real))), "HOME": str(folder / "home"),
        "TMPDIR": str(folder / "tmp"), "LC_ALL": "C.UTF-8", "EDITOR": str(fakes / "vi"), "PAGER": str(fakes / "less"),
        "GIT_PAGER": str(fakes / "less"), "GIT_SSH_COMMAND": str(fakes / "ssh"), "GIT_EXTERNAL_DIFF": str(fakes / "sh"),
        "MLFLOW_TRACKING_URI": "http://127.0.0.1:9", "PYTHONDONTWRITEBYTECODE": "1",
    }  # fmt: skip


def audit(lines: Sequence[Sequence[str]], *, cwd: Path, report: Path, environment: Mapping[str, str]) -> Heard:
    """Runs command lines under the audit hook."""
    command = [sys.executable, str(audited.__file__), str(report)]
    done = subprocess.run(
        command, input=json.dumps(lines), cwd=cwd, env=dict(environment), capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    read: dict[str, Any] = json.loads(report.read_text())
    read["said"] = [tuple(one) for one in read["said"]]
    return Heard(**read)


def command(
    *words: object, cwd: Path | None = None, environment: Mapping[str, str] | None = None, stdin: int | None = None,
    stdout: int | None = None, before: Callable[[], object] | None = None,
) -> subprocess.CompletedProcess[bytes]:  # fmt: skip
    """The installed program, its output as bytes; `before` runs in the child."""
    return subprocess.run(
        [str(PROGRAM), *map(str, words)], cwd=cwd, env=None if environment is None else dict(environment), check=False,
        timeout=60, stdin=subprocess.DEVNULL if stdin is None else stdin, stderr=subprocess.PIPE,
        stdout=subprocess.PIPE if stdout is None else stdout, preexec_fn=before,
    )  # fmt: skip


def files_of(root: Path, *, without: str = ".debtscope") -> dict[str, tuple[int, int, int, int]]:
    """Type, size and times of everything below a folder; the time of change tells any write."""
    found: dict[str, tuple[int, int, int, int]] = {}
    for folder, folders, names in os.walk(os.fsencode(root)):
        folders[:] = [one for one in folders if os.fsdecode(one) != without]
        for name in (*folders, *names):
            path = os.path.join(folder, name)  # noqa: PTH118 - bytes
            status = os.lstat(path)
            found[os.fsdecode(path)] = (status.st_mode, status.st_size, status.st_mtime_ns, status.st_ctime_ns)
    return found


def harmful(text: str, keep: str = "\n") -> Iterator[str]:
    """Characters that a terminal would obey, or that reorder or hide what is shown."""
    return (ascii(char) for char in text if char not in keep and not char.isprintable())
