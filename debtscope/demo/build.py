"""Unpacks the demo project. `churn.tar.xz` holds a working copy with its git folder and what was written beside it:

DVC 3.67 files, an MLflow 3.17 store with artefacts, Evidently 0.4 and Great Expectations 1.x exports, Prometheus,
Alertmanager and Grafana files, and a debtscope.toml. People, hosts and keys in it do not exist.
"""

from __future__ import annotations

import tarfile
from datetime import date
from importlib import resources
from pathlib import Path

from debtscope.model.errors import DebtscopeError, UsageError

DEMO_DATE = date(2026, 11, 20)
"""The day on which the project stands still."""


def build_demo(target: Path) -> Path:
    """Unpacks the project into a folder that does not exist yet, or is empty, and returns it.

    Raises UsageError where the folder holds something, DebtscopeError where it cannot be written.
    """
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        raise UsageError(f"{target} is there already", "name a new folder with --keep, or remove it")
    archive = resources.files("debtscope.demo") / "churn.tar.xz"
    try:
        target.mkdir(parents=True, exist_ok=True)
        with archive.open("rb") as raw, tarfile.open(fileobj=raw, mode="r:xz") as tar:
            # Python before 3.11.4 knows no filters and passes this over; the archive is our own.
            tar.extraction_filter = getattr(tarfile, "data_filter", None)
            for member in tar:
                member.name = member.name.removeprefix("churn/")
                if member.name != "churn":
                    tar.extract(member, target)
    except OSError as error:
        hint = "name a folder that may be written to, with --keep"
        raise DebtscopeError(f"cannot build the demo in {target}: {error.strerror}", hint) from None
    return target
