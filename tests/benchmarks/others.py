"""What a scan costs beside other tools on the same repository, in CPU seconds of one run: `python tests/benchmarks/others.py REPOSITORY`.

pylint, bandit, mllint and radon are installed by pip into an environment of their own (`--environment FOLDER` keeps it): they are
no dependencies of debtscope. Each is run alone, with its own defaults, over one copy of the repository; runs take turns, so that
what else the machine does hits all. A tool that cannot be had or does not run is named with the reason, never left out in
silence. It asserts nothing.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import venv
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from tests.benchmarks.measure import Cost, cost_of

OURS = "debtscope"
TOOLS: Mapping[str, Sequence[str]] = {
    "pylint": ("pylint", "--recursive=y", "--jobs=1", "--score=n", "."),
    "bandit": ("bandit", "--recursive", "--quiet", "."),
    "mllint": ("mllint", "--force", "."),
    "radon cc": ("radon", "cc", "."),
}
"""Tool -> its command."""
_PACKAGES = ("pylint", "bandit", "radon", "mypy", "black", "isort")
"""mllint runs those that it finds."""
_MLLINT = (
    "--no-deps",
    "--only-binary",
    ":all:",
    "--implementation",
    "cp",
    "--python-version",
    "3.10",
    "--abi",
    "cp310",
)
"""Its last wheels are of Python 3.10; what is in them is one program that needs no Python."""


def install(environment: Path) -> dict[str, str]:
    """Installs each package by itself; program -> why it could not be had."""
    if not (environment / "bin" / "pip").exists():
        venv.create(environment, with_pip=True)
    missing: dict[str, str] = {}
    for package in _PACKAGES:
        if not (environment / "bin" / package).exists():
            _pip(environment, missing, package, ("install", package))
    if not (environment / "bin" / "mllint").exists():
        wheels = environment / "wheels"
        _pip(environment, missing, "mllint", ("download", "--dest", str(wheels), *_MLLINT, "mllint"))
        for wheel in wheels.glob("mllint-*.whl"):
            with zipfile.ZipFile(wheel) as archive:
                program = environment / "bin" / "mllint"
                program.write_bytes(archive.read("mllint/mllint-exe"))
                program.chmod(0o755)
    return missing


def _pip(environment: Path, missing: dict[str, str], package: str, arguments: Sequence[str]) -> None:
    command = [environment / "bin" / "pip", arguments[0], "--quiet", "--disable-pip-version-check", *arguments[1:]]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        said = [line for line in done.stderr.splitlines() if line.startswith("ERROR")]
        missing[package] = said[-1][:200] if said else f"pip ended with {done.returncode}"


def copied(repository: Path, folder: Path) -> Path:
    """A copy with its history, as some tools write caches beside what they read."""
    root = folder / repository.name
    shutil.copytree(repository, root, symlinks=True)
    return root


def compared(
    root: Path, environment: Path, state: Path, times: int, only: Sequence[str]
) -> tuple[dict[str, Cost], dict[str, str]]:
    """The cheapest run of each by tool, and why another could not be run."""
    missing = install(environment)
    os.environ["PATH"] = f"{environment / 'bin'}{os.pathsep}{os.environ['PATH']}"  # where mllint looks for the others
    ours = str(Path(sys.executable).with_name("debtscope"))
    commands: dict[str, Sequence[str]] = {
        OURS: [
            ours,
            "scan",
            ".",
            "--no-save",
            "--no-cache",
            "--format",
            "json",
            "--output",
            str(state / "o.json"),
        ]
    }
    for tool, (program, *options) in TOOLS.items():
        if program not in missing and tool in only:
            commands[tool] = [str(environment / "bin" / program), *options]
    runs: dict[str, list[Cost]] = {}
    empty = state / "empty"
    empty.mkdir()
    for turn in range(times + 1):  # the first, in an empty folder, compiles modules
        for tool, command in list(commands.items()):
            try:
                cost = cost_of(command, root if turn else empty, ends=range(64))
            except (OSError, SystemExit) as error:
                missing[tool] = str(error)
                del commands[tool]
                continue
            if turn:
                runs.setdefault(tool, []).append(cost)
    return {tool: min(costs, key=lambda one: one.seconds) for tool, costs in runs.items()}, missing


def main() -> None:
    """Prints a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("repository", type=Path)
    parser.add_argument(
        "--environment", type=Path, help="where the other tools are, or are to be installed; default: made anew"
    )
    parser.add_argument("--only", nargs="+", choices=list(TOOLS), default=list(TOOLS), help="beside these alone")
    parser.add_argument("--times", type=int, default=2, help="runs of each, of which the cheapest counts")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="debtscope-benchmark-") as name:
        folder = Path(name)
        root = copied(options.repository.resolve(), folder)
        environment: Path = (options.environment or folder / "environment").resolve()
        costs, missing = compared(root, environment, folder, options.times, options.only)
    ours = costs[OURS].seconds
    print(f"{'':12}{'CPU s':>9}{'of debtscope':>14}{'wall s':>9}")  # noqa: T201 - a script's output
    for tool, cost in costs.items():
        print(f"{tool:12}{cost.seconds:9.2f}{cost.seconds / ours:14.2f}{cost.wall:9.2f}")  # noqa: T201
    for tool, why in missing.items():
        print(f"{tool:12} not run: {why}")  # noqa: T201


if __name__ == "__main__":
    main()
