"""Where pricing gets its exposure from. The arithmetic is in `model.exposure`, since rules read the same numbers."""

from __future__ import annotations

from debtscope.model.band import Band
from debtscope.model.exposure import ExposureTable, FileHistory, file_exposure

__all__ = ["Band", "ExposureTable", "FileHistory", "file_exposure"]
