"""Imported data follows a moving upstream

Detects
-------
A `.dvc` file made by `dvc import` that has no `rev`, or whose `rev` is the name of a branch: `dvc update` then takes
whatever stands there, without a word in review. Low while `rev_lock` holds the commit of today, medium without it. An
`import-url` whose source has no recorded content (md5, etag, checksum, version) is medium. An import at a tag or commit is
pinned. Where the scan is given a clone of the upstream (`--upstream PATH`), an import whose data is another there by now is
medium, and what would come is named; nothing is ever fetched.

Why it is debt
--------------
The next update changes training data for reasons that lie in somebody else's repository, and a model's change has no
visible cause.

How to pay it down
------------------
Import at a tag (`dvc import --rev v1.2`), and move the tag in a pull request that shows what changed.

Example
-------
`repo: {url: https://git.example/registry, rev: main}`.

References
----------
Sculley et al. 2015, unstable data dependencies. DVC documentation, `dvc import --rev`, `dvc update`.
"""

from __future__ import annotations

from collections.abc import Iterator

from debtscope.api import Category, Confidence, Evidence, Facts, Finding, Maturity, Severity, file_subject, rule
from debtscope.model.regex import regex
from debtscope_collectors.joins.places import is_aside
from debtscope_collectors.joins.together import together
from debtscope_collectors.sources.dvc.facts import DvcFile, DvcProject

_BRANCH = regex(r"(?:(?:refs/heads|origin)/.+|main|master|trunk|dev|devel|develop|development|staging|HEAD|latest)")


@rule(
    id="DAT-016",
    category=Category.DATA,
    debt_type="unstable data dependency",
    severity=Severity.MEDIUM,
    confidence=Confidence.HIGH,
    since=Maturity.RESEARCH,
    needs=("dvc",),
)
def check(facts: Facts) -> Iterator[Finding]:
    """One finding a file; one for all that a `rev_lock` holds, from three files on."""
    found = [
        one
        for project in facts.all(DvcProject)
        for file in project.files
        if not is_aside(file.path)
        for one in _judged(file)
    ]
    yield from (one for one in found if one.severity is not Severity.LOW)
    yield from together(
        (one for one in found if one.severity is Severity.LOW),
        "imports that follow a branch",
        "{n} DVC files import from a branch ({first} first): a rev_lock holds each until the next `dvc update`.",
    )


def _judged(file: DvcFile) -> Iterator[Finding]:
    severity = Severity.MEDIUM
    if file.import_repo:
        if not file.import_rev:
            problem = "no rev is given, so it follows the default branch"
        elif _BRANCH.fullmatch(file.import_rev):
            problem = f"rev is the branch {file.import_rev}"
        elif not file.import_rev_lock:
            problem = f"rev {file.import_rev} has no rev_lock: it was never resolved to a commit"
        else:
            return
        if file.import_rev_lock:
            problem += f"; rev_lock {file.import_rev_lock[:8]} holds it until the next `dvc update`"
            severity = Severity.LOW
        if file.import_has_moved:
            problem += f"; the upstream has moved, and an update takes commit {(file.import_tip or '')[:8]}"
            severity = Severity.MEDIUM
        what, source = file.import_path or "data", file.import_repo
    elif file.import_url and not file.import_is_pinned:
        problem = "neither hash, etag nor version of the source is recorded"
        what, source = "data", file.import_url
    else:
        return
    yield Finding(
        subject=file_subject(file.path),
        message=f"{file.path} imports {what} from {source}: {problem}.",
        severity=severity,
        line=file.import_line,
        evidence=(
            Evidence(kind="config", path=file.path, line=file.import_line, ref=file.import_rev, excerpt=problem),
        ),
        cause=f"import of {source}",
    )
