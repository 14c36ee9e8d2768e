"""Files of different parts that always change together

Detects
-------
Two files of different parts of the system (data, features, training, serving, monitoring, configuration) that changed in the
same commit eight times or more within a year, in 60 % of the commits of the one that changes less and in 40 % of the other's, and
half again as often as chance would have it, though neither imports the other, directly or through one file, and neither reads or
names the other. Merges, bots, reverts, commits of more than twenty files, tests, documents, notebooks, locks, manifests and CI are
left out. Three and more pairs are one item.

Why it is debt
--------------
What changes together shares an assumption (a list of columns, a threshold, a format) that no code states. Whoever changes one side and does not
know of the other breaks it, mostly without an error: changing anything changes everything.

How to pay it down
------------------
Read two of the commits and name what they change on both sides. Move it into one module or settings file that both import,
and add a test that fails when they differ.

Example
-------
Debt: `train/features.py` and `serve/schema.json`, changed together in 14 of 18 commits.

Clean: `src/a.py` and `tests/test_a.py`; a module and the one that imports it.

References
----------
Sculley et al. 2015, entanglement (CACE). Gall et al. 1998, Detection of logical coupling based on product release history.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import Final

from debtscope.api import (
    Category,
    Commit,
    Confidence,
    Driver,
    Evidence,
    Facts,
    Finding,
    GitHistory,
    Maturity,
    Severity,
    Subject,
    rule,
)
from debtscope.model.frozen import frozen
from debtscope.model.regex import regex
from debtscope_collectors.joins.facts import CodeBase
from debtscope_collectors.joins.path_roles import role_by_path
from debtscope_collectors.joins.together import together
from debtscope_collectors.sources.named.facts import NamedCode

_DAYS: Final = 365
_SUPPORT: Final = 8
_RARER: Final = 0.6
_OFTENER: Final = 0.4
_LIFT: Final = 1.5
_MOST_FILES: Final = 20
_SHOWN: Final = 5
_REVERT: Final = regex(r"^revert\b", re.IGNORECASE)
_SETTINGS: Final = regex(r"\.(?:ya?ml|toml|json|sql|ini|cfg)$")
_NO_SETTINGS: Final = regex(
    r"(?:^|/)(?:\.[^/]+|k8s|kubernetes|helm|charts?|deploy(?:ment)?s?|manifests?|grafana|dashboards?|terraform|infra|node_modules|frontend|data|"
    r"metrics|reports?|results?|outputs?|mlruns)/"
    r"|(?:^|/)(?:\.[^/]*|dvc\.(?:yaml|lock)|docker-compose[^/]*|compose\.ya?ml|pyproject\.toml|setup\.cfg|tox\.ini|mkdocs\.yml|package[^/]*\.json|"
    r"[^/]*lock[^/]*|[^/]*metrics[^/]*\.json|[^/]*results?[^/]*\.json|environment\.ya?ml|poetry\.toml|state\.json|version[^/]*)$",
    re.IGNORECASE,
)
_PARTS: Final = (
    ("monitoring", regex(r"monitor|drift|alert", re.IGNORECASE)),
    ("serving", regex(r"serv(?:e|ing|ice)|(?:^|[/_])(?:api|app|endpoint|inference|predict|scoring|schemas?)(?=[/_.]|$)", re.IGNORECASE)),
    ("training", regex(r"train|(?:^|[/_])(?:models?|tun(?:e|ing)|fit|evaluat\w*)(?=[/_.]|$)", re.IGNORECASE)),
    ("features", regex(r"feature|preprocess|transform|prepare|encod", re.IGNORECASE)),
    ("data", regex(r"(?:^|[/_])(?:data|dataset|etl|ingest\w*|load(?:er|ers)?|extract\w*|scrap\w*|collect\w*|sql|queries)(?=[/_.]|$)|\.sql$", re.IGNORECASE)),
)  # fmt: skip


@frozen(kw_only=False)
class _Pair:
    first: str
    second: str
    both: int
    fewest: int
    """Commits of the one that changes less."""
    commits: tuple[int, ...]
    """Indices of the commits that changed both, newest first."""


@rule(
    id="COD-024",
    category=Category.CODE,
    debt_type="entanglement (CACE)",
    severity=Severity.MEDIUM,
    confidence=Confidence.MEDIUM,
    since=Maturity.PILOT,
    needs=("git", "python"),
    uses=("named",),
)
def check(facts: Facts) -> Iterator[Finding]:
    """A finding a pair, or one of all from two pairs on."""
    history, code = facts.one(GitHistory), facts.one(CodeBase)
    if history is None or code is None:
        return
    parts = {path: part for path in history.touches if path in history.tracked and (part := _part(path, code))}
    related = _Relations(facts, code)
    found = [
        _finding(pair, parts, history)
        for pair in _pairs(facts, history, parts)
        if parts[pair.first] != parts[pair.second] and not related.between(pair.first, pair.second)
    ]
    yield from together(
        found,
        "entangled files",
        "{n} pairs of files of different parts change together, {all} in all, though none imports or reads the other ({first}).",
    )


def _part(path: str, code: CodeBase) -> str:
    """Which part of the system a file belongs to; `` where that is not plain."""
    module = code.modules.get(path)
    if module is not None:
        if not module.is_own or path.endswith("__init__.py"):
            return ""
        if module.facts.serving:
            return "serving"
        if module.facts.training:
            return "training"
    elif (
        not _SETTINGS.search(path)
        or _NO_SETTINGS.search(path)
        or role_by_path(path) in ("test", "docs", "example", "vendored", "generated")
    ):
        return ""
    name = "/".join(path.split("/")[-2:])
    for part, words in _PARTS:
        if words.search(name):
            return part
    return "" if module is not None else "configuration"


def _pairs(facts: Facts, history: GitHistory, parts: dict[str, str]) -> list[_Pair]:
    """Pairs that change together more than chance, by both directions. Linear in commits: none of them counts twenty files."""
    eligible = {index for index, commit in enumerate(history.commits) if _counts(commit, facts)}
    touched: dict[int, list[str]] = {}
    for path in parts:
        for index in history.touches[path]:
            if index in eligible:
                touched.setdefault(index, []).append(path)
    counted: Counter[str] = Counter()
    commits: dict[tuple[str, str], list[int]] = {}
    for index, paths in sorted(touched.items()):
        paths.sort()
        counted.update(paths)
        for at, first in enumerate(paths):
            for second in paths[at + 1 :]:
                commits.setdefault((first, second), []).append(index)
    total = len(eligible)
    found: list[_Pair] = []
    for (first, second), both in sorted(commits.items()):
        fewest, most = sorted((counted[first], counted[second]))
        is_often = len(both) >= _SUPPORT and len(both) >= _RARER * fewest and len(both) >= _OFTENER * most
        if is_often and len(both) * total >= _LIFT * counted[first] * counted[second]:
            found.append(_Pair(first, second, len(both), fewest, tuple(both)))
    return found


def _counts(commit: Commit, facts: Facts) -> bool:
    """A commit of the last year that one person made for one purpose."""
    if commit.is_merge or commit.is_bot or _REVERT.match(commit.subject):
        return False
    age = (facts.as_of - commit.at.date()).days
    return 0 <= age <= _DAYS and 0 < len(commit.changes) <= _MOST_FILES


class _Relations:
    """Whether one file states that it needs the other."""

    def __init__(self, facts: Facts, code: CodeBase) -> None:
        self._code = code
        self._named = {one.path: one.names for one in facts.all(NamedCode)}

    def between(self, first: str, second: str) -> bool:
        """By an import, directly or through one file; by reading it; by naming it."""
        return self._needs(first, second) or self._needs(second, first)

    def _needs(self, user: str, used: str) -> bool:
        name = used.rpartition("/")[2]
        stem = name.rpartition(".")[0] or name
        if user not in self._code.modules:
            return stem in self._named.get(user, frozenset())
        reached = self._code.closure(user, 2)
        return used in reached or any(self._reads(path, name) for path in reached)

    def _reads(self, path: str, name: str) -> bool:
        own = self._code.modules[path].facts if path in self._code.modules else None
        if own is None:
            return False
        told = (
            [one.target or "" for one in own.reads]
            + [one.file for one in own.parameters]
            + [one.name for one in own.commands]
        )
        told += [one.default or "" for one in own.arguments]
        return any(name in text for text in told)


def _finding(pair: _Pair, parts: dict[str, str], history: GitHistory) -> Finding:
    newest = [history.commits[index] for index in pair.commits[:_SHOWN]]
    return Finding(
        subject=Subject(kind="file-pair", name=f"{pair.first} <-> {pair.second}", path=pair.first, symbol=pair.second),
        message=(
            f"{pair.first} ({parts[pair.first]}) and {pair.second} ({parts[pair.second]}) change together in "
            f"{pair.both / pair.fewest:.0%} of {pair.fewest} commits of a year, though neither imports or reads the other."
        ),
        evidence=(
            Evidence(kind="history", path=pair.first, ref="commits that changed both in 365 days", value=pair.both),
            *(
                Evidence(
                    kind="commit",
                    path=pair.second,
                    ref=commit.sha[:12],
                    excerpt=commit.subject[:120],
                    value=commit.at.date().isoformat(),
                )
                for commit in newest
            ),
        ),
        drivers=(
            Driver(name="commits_per_month", value=pair.both / 12, unit="commits of both a month", ref="git, 365 days"),
        ),
    )
