"""Many repositories in one ledger: gathered from ledger files and scans, here or on a cluster, and compared by name."""

from __future__ import annotations

from debtscope.services.portfolio.gather import PortfolioRequest as PortfolioRequest
from debtscope.services.portfolio.gather import gather as gather
