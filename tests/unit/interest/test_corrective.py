"""The classifier of commit subjects, held against subjects that were read and judged by hand."""

from __future__ import annotations

import pytest

from debtscope.model.corrective import is_corrective, is_revert

REPAIRS = """
Fix bug in prediction
Fixed bug in clean_dataframe()
fix: fix offset bug
fix: handle the case where 'rotation' field is missing (#1653)
fix: avoid failing all metrics for a single failure
[BUG] Fix _ScaledDotProductAttention float16 overflow in masked_fill under mixed precision (#3087)
Fix device mismatch error in TFTModel when moving a trained model to a different device (#3053)
Fixes bug when using historical forecast with discrete lags < -1 (#2715)
:bug:
:bug: the correct format is 2019.9 instead of 2019.09
Fix numpy bool types in validation. (#1610)
Fix nan interpretation in ByLabelValueCount. (#1632)
fix none labels for points (#1755)
fix custom providers (#1663)
Fix CategoryCount with multiple labels if some labels are missing (#1838)
KeyError fix for single value Series DistributionMetric columnar updates (#657)
Fix incorrect treatment of `az://` URL's in CLI (#283)
fix(gbdt): correct dtrain assignment in finetune() to use Dataset instead of tuple (#2049)
Fix issue in calculating NDCG when input data is smaller than K (#1007)
editquality: fix double preprocess call
revertrisk-multilingual: Hotfix on validation_json.
Fix path traversal vulnerability in custom model sessions (GHSA-3wqj-33cg-xc48)
Fix multi-process loop calls (#574)
losses bug fix
Add a crash guard and fix crash on empty frames
Fixing data reconstruction upper and lower thresholds being swapped (#179)
Fix logic of uri in ExpM and add test
Fix support for logging dictionary shape and add tests (#85)
fix YahooNormalize1min && update docs
fix: remove dataframe.columns name to avoid error with xarray (#1938)
Fix bug during logo annotation
Avoid KeyError indexing into pandas DataFrame (#928)
[BUG] added forgotten 'raise' keyword (#2496)
Resolves non-gradient bug of SSIM Loss (#5686)
Multilabel bug (#3021)
Duplicate feast apply bug (#2087)
[KED-2349] Bug in versioned SparkDataSet (#929)
Rename metrics and fix some bugs
"""

OTHERS = """
Fix typo in README.md
fix failing unit tests from core flavor (#3136)
Fix linting
fix linters
Fix black formatting in s_command.py
fix: enforce max doc length of 79 with flake8
Fix docstrings
docs: fix comment in prediction.ocr.dataclass
Fix/update doc (#2511)
fix_macos_CI (#1081)
Fix docker build (#1790)
Fix/release workflow fix (#102)
fix: docstring and file name
chore: fix container name in docker-compose.yml
Add error handling for model downloads and reorder imports in session files
Add Regression Validation Report: low performance segments
Updated draft of Regression Validation Report
Rename regression-performance.md to regression.md
Error analysis dashboard
Update regression metrics
refactor: avoid crashes when the new nutrition schema is deployed (#1837)
feat: :bug: Forgot a return
E126 continuation line over-indented for hanging indent (fixed)
Revert "Fix bug in prediction"
Add nutriscore predictor
fix: add test on annotation vote cascade
fix: create annotate function to centralize annotation
Improve error handling for stats calculators
Bump version to 1.2.5
Merge branch 'main' into fix-things
Suppress mypy error for sqlmodel pydantic config
Classification forecasting for regression models (#2765)
add prefix to dataset names
Implement root mean squared error
Fixed version
fix: remove legacy routes (#1424)
fix: update dependencies versions due to conflicts
fix: Update min versions for pyarrow and protobuf (#4646)
created python version of databricks admin scripts. fix #570
Changed assert to ValueError
Raise RuntimeError in TPE and CMA-ES if study is being used for MO
Correct two mistakes in annotation.
Fix addtl conflicts
Style fix
codespell fix
Fix spacing
Fix by review
fix: resolve deepsource.io code quality checks
Fixed future annotation
Convert all bug IDs to int
Add a 'version' bug feature
Download all bugs from all label files
Retrieve more levels of regressed_by, regressions, blocked bugs
Cache remote datasets with fixed-length filenames (#1230)
Url fixes (#3592)
[KED-1251] Fix behave setup broken on Python3.5 (#332)
fix sklearn warning (#2442)
fixing warning pandas highly fragmented df
fix: fix unit and integration tests
"""


def _lines(text: str) -> list[str]:
    return [line for line in text.splitlines() if line]


@pytest.mark.parametrize("subject", _lines(REPAIRS))
def test_a_repair_is_recognised(subject: str) -> None:
    assert is_corrective(subject)


@pytest.mark.parametrize("subject", _lines(OTHERS))
def test_other_work_is_no_repair(subject: str) -> None:
    assert not is_corrective(subject)


def test_a_revert_is_neither_touch_nor_repair() -> None:
    assert is_revert('Revert "Add model"')
    assert is_revert("Reapply the change of Monday")
    assert not is_revert("Converts reverted indices")


def test_a_pasted_log_of_a_megabyte_is_judged_by_its_first_words() -> None:
    assert is_corrective("Fix crash " + "fixfix " * 200_000)
    assert not is_corrective("Work " + "on it " * 200_000 + "fix bug")
