"""Ends the program when it is imported, or tries to."""

from __future__ import annotations

raise SystemExit(7)
