"""Writes screenshots/ from the demo project, by the application itself. `python -m tests.contracts.screenshots`."""

from __future__ import annotations

import tempfile
from pathlib import Path

from debtscope.demo.build import DEMO_DATE, build_demo
from debtscope.services.scan import scan
from debtscope.services.types import ScanRequest
from debtscope.tui.screenshots import of_request

FOLDER = Path(__file__).resolve().parents[2] / "screenshots"


def main() -> None:
    """Builds the demo, scans it once and photographs it."""
    with tempfile.TemporaryDirectory() as folder:
        request = ScanRequest(root=build_demo(Path(folder) / "churn"), as_of=DEMO_DATE)
        scan(request)
        of_request(request, FOLDER)


if __name__ == "__main__":
    main()
