"""Work for engines of portfolios that ends its process, as a scan does that runs out of memory."""

from __future__ import annotations

import os

from debtscope.services.portfolio.work import Outcome, ScanJob


def die_or_tell(job: ScanJob) -> Outcome:
    """Ends the process where the folder's name says so."""
    if job.root.endswith("dies"):
        os._exit(9)
    return Outcome(message=f"scanned {job.root}")
