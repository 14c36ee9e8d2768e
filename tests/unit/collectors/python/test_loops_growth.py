"""The facet on training loops asks twice as much of a file that is twice as long, not four times."""

from __future__ import annotations

import cProfile
import pstats

from debtscope_collectors.sources.python.loops import loop_sites
from debtscope_collectors.sources.python.view import module_view

FUNCTION = """
def validate_{0}(model, loader):
    for batch in loader:
        model(batch)
        model.eval()
        loss.backward()
        optimizer.step()
"""


def _steps(functions: int) -> tuple[int, int]:
    """(calls of functions while it answers, sites)."""
    view = module_view("train.py", "import torch\n" + "".join(FUNCTION.format(n) for n in range(functions)))
    profile = cProfile.Profile()
    profile.enable()
    sites = list(loop_sites.extract(view))
    profile.disable()
    return pstats.Stats(profile).total_calls, len(sites)  # pyright: ignore[reportAttributeAccessIssue, reportUnknownMemberType, reportUnknownVariableType]


def test_work_grows_as_the_file_does() -> None:
    small, few = _steps(200)
    large, many = _steps(800)
    assert many > 3 * few
    assert large < 5 * small
