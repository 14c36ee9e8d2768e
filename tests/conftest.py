"""What holds for every test: a loaded machine makes slow inputs, not wrong code."""

from __future__ import annotations

import os

import pytest
from hypothesis import HealthCheck, settings

settings.register_profile("any machine", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("any machine")


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers() -> int:
    """Two for each processor: tests of the application wait two thirds of their time for a screen to come to rest."""
    return 2 * (os.cpu_count() or 1)
