"""What a runbook says."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Runbook:
    """One `*.runbook.yaml`."""

    path: str
    owner: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class OrphanedRunbook:
    """One without an owner."""

    runbook: Runbook
