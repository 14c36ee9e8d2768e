"""What the history adds: how long nobody has touched a file. What the code beside a comment adds, and which words are about what."""

from __future__ import annotations

from pathlib import Path

import pytest

from debtscope.model.vocabulary import Severity
from debtscope.testing import CommitSpec, findings_of, git_repo
from debtscope_collectors.sources.comments.lexicon import topic_of

_CODE = "def load(path):\n    # TODO: loses rows without labels\n    return path\n"


def test_a_year_without_a_touch_makes_it_medium(tmp_path: Path) -> None:
    first = CommitSpec(message="first", files={"src/load.py": _CODE}, on="2025-03-01")
    git_repo(
        tmp_path / "lives", [first, CommitSpec(message="more", files={"src/other.py": "A = 1\n"}, on="2026-11-20")]
    )
    (found,) = findings_of("self-admitted-ml-debt", tmp_path / "lives")
    assert found.severity is Severity.MEDIUM
    assert "nobody touched the file in the 629 days before the last commit" in found.message
    git_repo(tmp_path / "rests", [first])
    (found,) = findings_of("self-admitted-ml-debt", tmp_path / "rests")
    assert (found.severity, "nobody touched" in found.message) == (None, False)


def test_commits_that_call_themselves_quick_are_not_told(tmp_path: Path) -> None:
    hasty = CommitSpec(message="quick fix for the demo", files={"src/load.py": "A = 2\n"}, on="2026-06-01")
    git_repo(tmp_path, [hasty])
    assert findings_of("self-admitted-ml-debt", tmp_path) == []


@pytest.mark.parametrize(
    ("beside", "count"),
    [
        ("return True", 1),
        ('return {"state": ["ok", -1]}', 1),
        ("pass", 1),
        ("return", 1),
        ("ready = None", 0),
        ("return ask()", 0),
        ("return {**STATES}", 0),
        ("raise NotImplementedError", 0),
    ],
)
def test_a_stand_in_is_one_where_the_code_below_computes_nothing(beside: str, count: int) -> None:
    code = f"def ready():\n    # TODO: implement the actual check\n    # of the database\n\n    {beside}\n"
    assert len(findings_of("self-admitted-ml-debt", {"src/health.py": code})) == count


@pytest.mark.parametrize(
    ("comment", "topic"),
    [
        ("TODO", "code"),
        ("FIXME: nulls in the label column", "data"),
        ("todo(ana): tune the threshold", "model"),
        ("this leaks the target, TODO: mend", "defect"),
        ("workaround until pandas 3 is released", "dependency"),
        ("hard-coded for now", "config"),
        ("too slow, should be optimized", "performance"),
        ("XXX document the columns' meaning", "data"),
        ("just a dummy value", "code"),
        ("I'm LAZY to change my code now", "code"),
        ("introduces a security risk in the image", "code"),
        ("couldn't find a proper way to put this into the matrix", "code"),
        ("in real production, please set the user of each image", "code"),
        ("runs in production since May", None),
        ("lazy loading of the model", None),
        ("a dummy variable for each category", None),
        ("real production data", None),
        ("remove temp files", None),
        ("temp = celsius(x)", None),
        ("should be positive", None),
        ("XXXX-1234 is the form of a key", None),
        ("if for some reason the file is gone", None),
        ("TODO: see https://github.com/a/b/issues/12", None),
        ("TODO: put your token here", None),
        ("no workaround is needed any more: no need for a workaround", None),
    ],
)
def test_words(comment: str, topic: str | None) -> None:
    assert topic_of(comment) == topic


@pytest.mark.parametrize(
    ("comment", "topic"),
    [
        ("Super hacky approach to get this to feature complete on time.", "code"),
        ("TODO: before full release, set this to 0.1 for production", "code"),
        ("TODO: convert this into a pydantic model", "code"),
        ("TODO - type check and model validation", "code"),
        ("TODO: Finding a specific version currently expects exceptions", "code"),
        ("document_id is not primary key, use query and delete as a workaround", "code"),
        ("work-around for dj-database-url: disable ssl for sqlite", "code"),
        ("TODO: wait for the next numpy release", "dependency"),
        ("TODO: drop columns that leak", "defect"),
        ("TODO: features of next week are missing", "data"),
        ("FIXME: retrain the model weekly", "model"),
        ("TODO: consider a generator", None),
        ("TODO: allow several, this one is hard-coded", "config"),
    ],
)
def test_topics_are_what_the_words_are_about(comment: str, topic: str | None) -> None:
    assert topic_of(comment) == topic
