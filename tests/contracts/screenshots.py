"""Writes screenshots/ from the demo project, by the application itself. `python -m tests.contracts.screenshots`."""

from __future__ import annotations

import tempfile
from pathlib import Path

from debtscope.demo.build import DEMO_DATE, build_demo
from debtscope.services.backfill import backfill
from debtscope.services.scan import scan
from debtscope.services.types import ScanRequest
from debtscope.tui.screenshots import of_request

WEEKS = 16
"""Of the past, so that trends have something to show."""
FOLDER = Path(__file__).resolve().parents[2] / "screenshots"


def main() -> None:
    """Builds the demo, scans it and its past, and photographs it."""
    with tempfile.TemporaryDirectory() as folder:
        request = ScanRequest(root=build_demo(Path(folder) / "churn"), as_of=DEMO_DATE)
        backfill(request, WEEKS, scan(request).ledger)
        of_request(request, FOLDER)


if __name__ == "__main__":
    main()
