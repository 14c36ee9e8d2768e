"""A lock that people renew counts as notice, as git tells it."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from debtscope.testing import AS_OF, CommitSpec, findings_of, git_repo

SLUG = "no-dependency-update-notice"
LOCK = '[[package]]\nname = "pandas"\nversion = "2.2.2"\n'
PYPROJECT = '[tool.poetry]\nname = "churn"\npackage-mode = false\n[tool.poetry.dependencies]\npandas = "^2.2"\n'


def _repository(path: Path, days: int) -> Path:
    on = (AS_OF - timedelta(days=days)).isoformat()
    files = {"pyproject.toml": PYPROJECT, "poetry.lock": LOCK, "debtscope.toml": 'maturity = "pilot"\n'}
    git_repo(path, [CommitSpec(files=files, message="lock", on=on)])
    return path


def test_an_old_lock_is_told_with_its_age(tmp_path: Path) -> None:
    (finding,) = findings_of(SLUG, _repository(tmp_path, 200))
    assert "poetry.lock is 200 days old" in finding.message


def test_nobody_is_there_to_be_told_in_a_repository_at_rest(tmp_path: Path) -> None:
    assert findings_of(SLUG, _repository(tmp_path / "rests", 800)) == []
    assert findings_of(SLUG, _repository(tmp_path / "pauses", 700))


def test_a_package_with_ranges_has_nothing_to_renew(tmp_path: Path) -> None:
    package = (
        '[build-system]\nrequires = ["hatchling"]\n[project]\nname = "ask"\nlicense = "MIT"\nkeywords = ["sql"]\n'
        'dependencies = ["pandas>=2"]\n'
    )
    files = {"pyproject.toml": package, "requirements.txt": "pandas\n", "debtscope.toml": 'maturity = "pilot"\n'}
    assert not findings_of(SLUG, files)
    assert findings_of(SLUG, {**files, "requirements.txt": "pandas==2.2.2\n"})


def test_a_lock_renewed_lately_is_notice_enough(tmp_path: Path) -> None:
    assert findings_of(SLUG, _repository(tmp_path, 30)) == []


def test_a_project_that_began_this_half_year_has_little_to_hear_of_yet(tmp_path: Path) -> None:
    files = {"requirements.txt": "pandas==2.2.2\n", "debtscope.toml": 'maturity = "pilot"\n'}
    for name, days, told in (("young", 100, 0.3), ("old", 200, None)):
        on = (AS_OF - timedelta(days=days)).isoformat()
        (tmp_path / name).mkdir()
        git_repo(tmp_path / name, [CommitSpec(files=files, message="begin", on=on)])
        (found,) = findings_of(SLUG, tmp_path / name)
        assert next((driver.value for driver in found.drivers), None) == told


def test_a_bot_that_git_alone_shows_is_notice_enough(tmp_path: Path) -> None:
    old = CommitSpec(
        files={"pyproject.toml": PYPROJECT, "poetry.lock": LOCK, "debtscope.toml": 'maturity = "pilot"\n'},
        message="lock",
        on="2025-01-10",
    )
    work = CommitSpec(files={"run.py": "print(1)\n"}, message="work", on="2026-10-01")

    def bot(on: str, author: str = "dependabot[bot]", message: str = "bump x") -> CommitSpec:
        return CommitSpec(files={"web/package.json": "{}\n"}, message=message, on=on, author=author)

    mended = CommitSpec(
        files={"b.py": "print(2)\n"}, message="Upgrade aiohttp, flagged by Dependabot (CVE-2026-1234)", on="2026-09-01"
    )
    for name, commits, told in (
        ("lately", [old, bot("2026-08-01"), work], 0),
        ("by hand", [old, mended, work], 0),
        ("long ago", [old, bot("2025-02-01"), work], 1),
        (
            "another",
            [old, bot("2026-08-01", "guard-autofix[bot]", "fix(security): update vite from 5.1.0 to 5.1.3"), work],
            0,
        ),
        (
            "of the house",
            [old, bot("2026-08-01", "Shop Maintenance Bot", "Scheduled monthly dependency update"), work],
            0,
        ),
        ("on a branch", [old, bot("2026-08-01", "Ann", "Merge pull request #9 from shop/snyk-fix-1a2b"), work], 0),
        ("releases", [old, bot("2026-08-01", "shop-bot", "Bump version from 1.2.0 to 1.3.0"), work], 1),
        ("translates", [old, bot("2026-08-01", "crowdin[bot]", "Update translations from the crowd"), work], 1),
        ("a person", [old, bot("2026-08-01", "Tom Cabot", "Update dependencies of the page"), work], 1),
    ):
        git_repo(tmp_path / name, commits)
        assert len(findings_of(SLUG, tmp_path / name)) == told, name


@pytest.mark.parametrize(("days", "kept", "told"), [(30, 60, 0), (200, 60, 1), (30, 12, 1)])
def test_a_list_that_pip_froze_is_a_lock(tmp_path: Path, days: int, kept: int, told: int) -> None:
    old = CommitSpec(files={"debtscope.toml": 'maturity = "pilot"\n'}, message="begin", on="2024-01-10")
    frozen = "".join(f"package{number}==1.{number}\n" for number in range(kept))
    on = (AS_OF - timedelta(days=days)).isoformat()
    git_repo(tmp_path, [old, CommitSpec(files={"requirements.txt": frozen}, message="freeze", on=on)])
    found = findings_of(SLUG, tmp_path)
    assert len(found) == told
    assert all(("requirements.txt is 200 days old" in one.message) == (kept == 60) for one in found)


@pytest.mark.parametrize(
    ("branch", "on", "told"),
    [("snyk-fix-6d30", "2026-08-01", 0), ("snyk-fix-6d30", "2025-08-01", 1), ("churn-fix-6d30", "2026-08-01", 1)],
)
def test_what_a_bot_proposed_and_nobody_merged_is_notice(tmp_path: Path, branch: str, on: str, told: int) -> None:
    files = {"requirements.txt": "pandas==2.2.2\n", "debtscope.toml": 'maturity = "pilot"\n'}
    git_repo(tmp_path, [CommitSpec(files=files, message="begin", on="2025-01-10")])
    proposed = CommitSpec(files={"requirements.txt": "pandas==2.2.3\n"}, message="fix", on=on, branch=branch)
    git_repo(
        tmp_path, [proposed, CommitSpec(files={"run.py": "x = 1\n"}, message="work", on="2026-10-01", branch="main")]
    )
    assert len(findings_of(SLUG, tmp_path)) == told


PINNED = {"requirements.txt": "pandas==2.2.2\n", "debtscope.toml": 'maturity = "pilot"\n'}
DEPENDABOT = {
    ".github/dependabot.yml": "version: 2\nupdates:\n  - package-ecosystem: github-actions\n    directory: /\n"
}


@pytest.mark.parametrize(
    "text",
    [
        "# Samples\n\n### **With v2, this samples repository for the v1 SDK is now deprecated and will not be monitored.**\n",
        "# [DEPRECATED] A template\n",
        "# Churn\n\nIt will no longer be updated.\n",
    ],
)
def test_a_page_that_says_that_nobody_maintains_it_needs_no_bot(text: str) -> None:
    assert not findings_of(SLUG, {**PINNED, "README.md": text})
    assert not findings_of(SLUG, {**PINNED, **DEPENDABOT, "README.md": text})


@pytest.mark.parametrize(
    "text",
    [
        "# Churn\n\nThe project to which the old option of this app belongs. `old` is deprecated and will be taken out.\n",
        "# Churn\n\nIt needs Python 3.11; Python 3.8 is no longer supported.\n",
        "# Churn\n\n## Deprecated options\n\nPull requests of this repository are archived after a year.\n",
    ],
)
def test_what_a_page_says_of_parts_is_not_said_of_all(text: str) -> None:
    assert findings_of(SLUG, {**PINNED, "README.md": text})
    (gap,) = findings_of(SLUG, {**PINNED, **DEPENDABOT, "README.md": text})
    assert gap.tier == "gap"


@pytest.mark.parametrize(
    ("author", "told"), [("dependabot[bot]", "base images"), ("Ana", "Python packages and base images")]
)
def test_what_a_bot_moves_is_watched_whatever_its_file_says(tmp_path: Path, author: str, told: str) -> None:
    bot = "version: 2\nupdates:\n  - package-ecosystem: github-actions\n    directory: /\n    schedule: {interval: weekly}\n"
    files = {
        "pyproject.toml": PYPROJECT, "poetry.lock": LOCK, "debtscope.toml": 'maturity = "pilot"\n',
        ".github/dependabot.yml": bot, "Dockerfile": "FROM python:3.12.4-slim\nCOPY . .\nCMD [\"python\", \"app.py\"]\n", "app.py": "import pandas\n",
    }  # fmt: skip
    git_repo(
        tmp_path,
        [
            CommitSpec(files=files, message="begin", on="2026-01-10"),
            CommitSpec(files={"poetry.lock": LOCK.replace("2.2.2", "2.2.3")}, message="Bump pandas from 2.2.2 to 2.2.3", on="2026-06-10", author=author),
        ],
    )  # fmt: skip
    (found,) = findings_of(SLUG, tmp_path)
    assert found.message.endswith(f"nobody is told of newer {told}.")
