"""Files that tools produce are tracked by git

Detects
-------
Tracked files that a tool wrote and will write again, one item per kind: caches and bytecode, checkpoints of notebooks,
leftovers of editors and desktops, logs of runs, by-products of training (`catboost_info`, `lightning_logs`, `wandb`,
event files), MLflow's file store (`mlruns/`), tracking databases, Terraform state, built packages, installed packages,
built vector indexes (Chroma, FAISS), checkpoints of Spark's streams, documentation that Sphinx has built (`docs/_build`) and rendered reports. Terraform state and tracking databases are medium: they carry secrets and personal paths.
One leftover of a desktop alone is none.

Silent are tests, examples, documentation and templates (for bytecode and built documentation they are not); place holders (`.gitkeep`); folders
`mlruns`, `logs`, `reports` and `wandb` with a README of their own, which is taken to say why; outputs that a DVC stage keeps in git on purpose (`cache: false`); shared settings of editors
(`.vscode`, `.idea` but for `workspace.xml`); and archives, which may as well be an input.

Why it is debt
--------------
Every run makes a diff that nobody reads, merges conflict in files that nobody wrote, and the numbers in a committed log
or report are soon those of another model.

How to pay it down
------------------
1. `git rm -r --cached` the files and add a line to .gitignore.
2. Keep results in the tracker, or as metrics of a DVC stage.
3. Rotate what a state file or a tracking database may have shown.

Example
-------
Debt: `logs/running.log` in git.

Clean: `tests/golden/report.html`.

References
----------
- github/gitignore, templates Python, JupyterNotebooks and Terraform
- Terraform documentation, Sensitive data in state
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from datetime import date, timedelta

from debtscope.api import (
    Category,
    Confidence,
    Driver,
    Evidence,
    Facts,
    FileEntry,
    Finding,
    GitHistory,
    Maturity,
    Severity,
    Subject,
    printable,
    rule,
)
from debtscope.model.frozen import frozen
from debtscope.model.regex import regex
from debtscope_collectors.joins.places import TRACKING_DATABASE, is_aside
from debtscope_collectors.sources.dvc.facts import DvcProject

SHOWN = 8
_KEEPERS = frozenset(
    {".gitkeep", ".keep", ".gitignore", ".dvcignore", "readme.md", "readme.rst", "readme.txt", "__init__.py"}
)


@frozen(kw_only=False)
class _Kind:
    words: str
    """In the plural, for a sentence."""
    pattern: re.Pattern[str]
    severity: Severity = Severity.LOW
    why: str = ""


def _kind(words: str, pattern: str, severity: Severity = Severity.LOW, why: str = "") -> _Kind:
    return _Kind(words, regex(_PLACE + pattern + ")", re.IGNORECASE), severity, why)


_PLACE = r"(?:^|/)(?:"
_BUILT_PAGES = r"_build/(?:html|doctrees|latex|dirhtml)/|docs?/build/(?:html|doctrees)/|\.doctrees/|[^/]+\.doctree$"
"""What Sphinx leaves beside the pages from which it makes it."""
_LEFTOVERS = "leftovers of editors and desktops"
"""One of them alone is no item: it goes with the next commit."""


_KINDS = (
    _kind("Terraform state", r"[^/]+\.tfstate(?:\.backup)?$|\.terraform/", Severity.MEDIUM, "state holds the secrets of what it manages in plain text"),
    _kind("tracking databases", TRACKING_DATABASE, Severity.MEDIUM, "they can hold users, hosts and paths of whoever ran them"),
    _kind("installed packages", r"node_modules/|(?:\.?venv|env)/(?:lib|lib64|bin|scripts)/|site-packages/"),
    _kind("caches and bytecode", r"__pycache__/|[^/]+\.py[co]$|[^/]+\.tsbuildinfo$|\.(?:pytest|mypy|ruff)_cache/|\.gradio/|\.coverage$|htmlcov/"),
    _kind("checkpoints of notebooks", r"\.ipynb_checkpoints/"),
    _kind(_LEFTOVERS, r"\.DS_Store$|Thumbs\.db$|desktop\.ini$|\.~lock\.|[^/]+\.sw[po]$|[^/]+~$|\.idea/workspace\.xml$"),
    _kind("MLflow's file store", r"(?:mlruns|mlartifacts)/"),
    _kind("by-products of training", r"catboost_info/|lightning_logs/|wandb/(?:(?:offline-)?run-|latest-run|debug)|events\.out\.tfevents\.|nohup\.out$"),
    _kind("logs of runs", r"[^/]+\.log(?:\.\d{1,3})?$|(?:(?:train(?:ing)?|app|errors?|debug|run|server|output|access)[-_])?logs?\.txt$"),
    _kind("built packages", r"[^/]+\.egg-info/|build/lib/|dist/[^/]+\.(?:whl|tar\.gz)$"),
    _kind("built documentation", _BUILT_PAGES),
    _kind("built vector indexes", r"chroma\.sqlite3$|index\.faiss$|[^/]+\.faiss$|(?:chroma|qdrant|faiss|vector)[\w-]{0,20}/(?:[\w-]{1,40}/)?(?:data_level0|length|link_lists|header)\.bin$"),
    _kind("checkpoints of Spark's streams", r"(?:[^/]*checkpoints?[^/]*/)(?:[^/]+/){0,3}(?:offsets|commits|sources/\d{1,4}|state)/(?:[^/]+/){0,3}\.?\d{1,9}[\w.]{0,12}$|(?:offsets|commits)/\.\d{1,9}\.crc$"),
    _kind("rendered reports", r"(?:[^/]*[-_])?(?:report|profiling|profile|sweetviz)[^/]{0,60}\.html$"),
)  # fmt: skip
"""The first that matches is the kind of a file."""
_ANY = regex(_PLACE + "|".join(one.pattern.pattern.removeprefix(_PLACE)[:-1] for one in _KINDS) + ")", re.IGNORECASE)
"""All in one: most files are of none."""
_MADE_ANYWHERE = regex(rf"__pycache__/|{_PLACE}{_BUILT_PAGES})")
"""What tools write among tests and documents too."""
_SITE = regex(
    r"(?:^|/)(?:templates?|public|static|frontend|site|_site|pages|assets|www|html|ui|\.github)/", re.IGNORECASE
)

_PAGE = 1024
"""Bytes below which a page is none that a tool rendered: it sends its readers on."""


@rule(
    id="CFG-033",
    category=Category.CONFIG,
    debt_type="configuration debt",
    severity=Severity.LOW,
    confidence=Confidence.HIGH,
    since=Maturity.RESEARCH,
    needs=("git",),
    uses=("dvc",),
)
def check(facts: Facts) -> Iterator[Finding]:
    history = facts.one(GitHistory)
    if history is None:
        return
    explained = {
        posixpath.dirname(path) for path in history.tracked if posixpath.basename(path).lower().startswith("readme")
    } - {""}
    declared = {out for project in facts.all(DvcProject) for stage in project.stages for out in stage.outs}
    groups: dict[_Kind, list[str]] = {}
    sizes = {entry.path: entry.size for entry in facts.all(FileEntry)}
    for path in history.tracked:
        kind = _kind_of(path)
        if kind and kind.words == "rendered reports" and sizes.get(path, _PAGE) < _PAGE:
            continue
        if kind and not _is_meant(path, explained, declared):
            groups.setdefault(kind, []).append(path)
    for kind in _KINDS:
        if kind in groups and not (kind.words == _LEFTOVERS and len(groups[kind]) == 1):
            yield _finding(kind, sorted(groups[kind]), sizes, history, facts.as_of)


def _kind_of(path: str) -> _Kind | None:
    if _ANY.search(path) is None or posixpath.basename(path).lower() in _KEEPERS:
        return None
    kind = next((one for one in _KINDS if one.pattern.search(path)), None)
    return None if kind and kind.words == "rendered reports" and _SITE.search(path) else kind


def _is_meant(path: str, explained: set[str], declared: set[str]) -> bool:
    """By its place, by a README beside or above it, or as the output of a stage."""
    if (is_aside(path) or path.startswith(".test")) and not _MADE_ANYWHERE.search(path):
        return True
    above = path
    while above := posixpath.dirname(above):
        if above in explained and posixpath.basename(above).lower() in ("mlruns", "logs", "log", "reports", "wandb"):
            return True
        if above in declared:
            return True
    return path in declared


def _finding(kind: _Kind, paths: list[str], sizes: dict[str, int], history: GitHistory, as_of: date) -> Finding:
    several = f"{len(paths)} files" if len(paths) > 1 else "one file"
    first = printable(paths[0]) if len(paths) == 1 else f"such as {printable(paths[0])}"
    total = sum(sizes.get(path, 0) for path in paths)
    size = f", {total / 1e6:.1f} MB" if total >= 100_000 else ""
    shown = sorted(paths, key=lambda path: (-sizes.get(path, 0), path))[:SHOWN]
    why = f"; {kind.why}" if kind.why else ""
    return Finding(
        subject=Subject(kind="files", name=kind.words, path=paths[0]),
        message=f"git tracks {several} of {kind.words} ({first}{size}), which tools write anew{why}.",
        severity=kind.severity,
        evidence=tuple(_evidence(path, sizes.get(path), history) for path in shown),
        drivers=(_touches(paths, history, as_of),),
    )


def _evidence(path: str, size: int | None, history: GitHistory) -> Evidence:
    last = history.last_touch(path)
    told = f"last commit {last.at.date().isoformat()} by {printable(last.author)}" if last else None
    return Evidence(kind="file", path=path, ref=told, value=size)


def _touches(paths: list[str], history: GitHistory, as_of: date) -> Driver:
    """Commits of the last 90 days that changed any of them, a month."""
    since = as_of - timedelta(days=90)
    commits = {n for path in paths for n in history.touches.get(path, ()) if history.commits[n].at.date() >= since}
    return Driver(
        name="commits_per_month", value=round(len(commits) / 3, 2), unit="commits that touch them a month",
        ref="git log, 90 days",
    )  # fmt: skip
