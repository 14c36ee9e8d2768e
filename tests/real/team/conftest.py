"""The demo project and the command line, as the tests of the command line have them."""

from __future__ import annotations

from tests.cli.conftest import demo, run, scanned_demo

__all__ = ["demo", "run", "scanned_demo"]
