"""Code is copied from elsewhere

Detects
-------
Files whose comments or docstrings say that their code was taken, adapted, copied or ported from a link (Stack Overflow, GitHub,
a gist, Kaggle, Medium), and files whose copyright line names a holder other than the project's own: the one whose account
its README is cloned from, else the one that most files name, and whoever commits. A
link without a word of copying is a reference and counts for nothing; neither do citations of papers, tests, examples, and folders of
vendored code. Links to the project itself are its own code. Several files are one item. Of what has no licence record LEG-013 tells,
and whoever looks its origin up for that writes its version down as well.

Why it is debt
--------------
A copy is frozen on the day that it was made: its upstream mends faults that stay here, and local changes make taking them over
harder each month. Nobody tests it, since it came from somewhere that worked.

How to pay it down
------------------
Depend on the package at a pinned version where there is one. Else write the source's commit and licence beside the
copy, and cover it with tests.

Example
-------
Debt: `# adapted from https://github.com/acme/losses/blob/main/focal.py`, which NOTICE lists without a version

Clean: `# adapted from https://github.com/acme/losses/blob/8f2c1d0/focal.py`

References
----------
Tang et al. 2021, An empirical study of refactorings and technical debt in machine learning systems.
"""

from __future__ import annotations

from collections.abc import Iterator

from debtscope.api import (
    Category,
    Confidence,
    Facts,
    Finding,
    Maturity,
    Severity,
    Subject,
    file_subject,
    rule,
)
from debtscope_collectors.joins.origins import ForeignCode, origin_marks

_MANY = 2
_SHOWN = 3


@rule(
    id="COD-048",
    category=Category.CODE,
    debt_type="copy-paste debt",
    severity=Severity.LOW,
    confidence=Confidence.LOW,
    since=Maturity.PILOT,
    needs=("python",),
    uses=("docs", "cards", "git", "dependencies"),
    facets=(origin_marks,),
)
def check(facts: Facts) -> Iterator[Finding]:
    files = tuple(
        file for file in facts.all(ForeignCode) if file.is_recorded and not all(mark.is_pinned for mark in file.marks)
    )
    if len(files) >= _MANY:
        yield _folded(files)
        return
    for file in files:
        mark = file.marks[0]
        yield Finding(
            subject=file_subject(file.path),
            title="Code is copied from elsewhere",
            message=f"{file.path}:{mark.line} says that code came from {mark.origin}; no upstream version is recorded.",
            line=mark.line,
            evidence=file.evidence(),
            cause=f"code from elsewhere in {file.path}",
        )


def _folded(files: tuple[ForeignCode, ...]) -> Finding:
    shown = ", ".join(file.path for file in files[:_SHOWN])
    return Finding(
        subject=Subject(kind="repo", name="copied code"),
        title="Code is copied from elsewhere",
        message=f"{len(files)} files say that code of theirs came from elsewhere ({shown} …); no upstream version is recorded.",
        evidence=tuple(one for file in files for one in file.evidence()[:1]),
        occurrences=float(len(files)),
    )
