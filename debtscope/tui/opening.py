"""Opening the application from the command line."""

from __future__ import annotations

import locale
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from debtscope.services.types import ScanRequest
from debtscope.tui.app import DebtscopeApp

if TYPE_CHECKING:
    from debtscope.tui.views import View
    from debtscope.tui.wanted import Wanted

TURN = 0.0005
"""Seconds that a thread keeps Python to itself while a key waits; a key asks for its turn some ten times."""


def wants_ascii() -> bool:
    """Whether the locale knows ASCII alone."""
    return "utf" not in locale.getpreferredencoding(False).lower()


def run(
    request: ScanRequest, *, view: View | None = None, ascii_only: bool = False, place: str = "",
    wanted: Wanted | None = None,
) -> int:  # fmt: skip
    """Opens the application on a repository or a ledger file, at a place of it; returns its exit status, a fault's included."""
    from debtscope.tui.services import ServiceSession

    sys.setswitchinterval(TURN)
    app = DebtscopeApp(ServiceSession(request), view=view, ascii_only=ascii_only or wants_ascii())
    app.opens_at, app.wanted = place, wanted or app.wanted
    app.run()
    if app.wants_demo:
        return _run_demo(ascii_only=ascii_only)
    return app.return_code or 0


def _run_demo(*, ascii_only: bool) -> int:
    """The demonstration in a temporary folder, dated as it was made."""
    import tempfile

    from debtscope.demo.build import DEMO_DATE, build_demo
    from debtscope.tui.services import ServiceSession

    with tempfile.TemporaryDirectory(prefix="debtscope-demo-") as folder:
        request = ScanRequest(root=build_demo(Path(folder) / "churn"), as_of=DEMO_DATE)
        app = DebtscopeApp(ServiceSession(request), ascii_only=ascii_only or wants_ascii(), scans_at_once=True)
        app.run()
        return app.return_code or 0
