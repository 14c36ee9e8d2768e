"""One demo project for all command-line tests, scanned once; each test works on its own copy."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from debtscope.cli.main import main
from debtscope.demo.build import build_demo


@dataclass(frozen=True, slots=True)
class Said:
    """What a command printed, and its exit status."""

    status: int
    out: str
    err: str


Run = Callable[..., Said]


@pytest.fixture(scope="session")
def scanned_demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo project with one snapshot."""
    root = build_demo(tmp_path_factory.mktemp("demo") / "churn")
    assert (
        main(
            [
                "scan",
                str(root),
                "--as-of",
                "2026-11-20",
                "--output",
                str(root.parent / "ledger.json"),
                "--format",
                "json",
            ]
        )
        == 0
    )
    return root


@pytest.fixture
def demo(scanned_demo: Path, tmp_path: Path) -> Path:
    """A copy of it that a test may change."""
    target = tmp_path / "churn"
    shutil.copytree(scanned_demo, target, symlinks=True)
    return target


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs one command line in this process."""

    def call(*argv: object) -> Said:
        capsys.readouterr()
        status = main([str(a) for a in argv])
        said = capsys.readouterr()
        return Said(int(status), said.out, said.err)

    return call
