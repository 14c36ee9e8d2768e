"""Which files of settings are in force one at a time."""

from __future__ import annotations

import pytest

from debtscope_collectors.joins.settings import alternatives
from debtscope_collectors.sources.config.facts import Setting, SettingsFile


@pytest.mark.parametrize(
    ("other", "one_at_a_time"),
    [
        ("kit/official_models/large/predict.yaml", True),
        ("kit/serving/large/predict.yaml", False),
        ("kit/official_models/large/deep/predict.yaml", False),
    ],
)
def test_each_of_several_models_side_by_side_has_its_own_settings(other: str, one_at_a_time: bool) -> None:
    first, second = (
        SettingsFile(path=path, format="yaml", role="settings", settings=tuple(Setting(key=k, value="1", line=1) for k in keys))
        for path, keys in (("kit/official_models/small/config.yaml", ("n_frames", "width")), (other, ("n_frames", "precision")))
    )  # fmt: skip
    assert alternatives(first, second) is one_at_a_time
