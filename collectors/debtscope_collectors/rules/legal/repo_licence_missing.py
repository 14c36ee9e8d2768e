"""Repository without licence, or with conflicting ones

Detects
-------
A repository in which no licence text, package metadata, citation file, card or section of the README says under which terms it
may be used; and a top-level licence text that names another licence than the package metadata or the model card does. Several
licence texts are a choice or a split by content and conflict with nothing that names one of them. "Proprietary" is a statement too.

Why it is debt
--------------
Without a statement nobody outside, and often nobody in another team, can tell what they may do with code, models and data.
Two statements that differ are settled in the reader's favour or not at all.

How to pay it down
------------------
Decide once. Commit the text as LICENSE, write its SPDX identifier into pyproject.toml, and where model or data stand under
other terms than the code, say in each file which of them it means.

Example
-------
Debt: LICENSE holds the MIT text, the model card says `license: apache-2.0`

Clean: both say MIT, or a LICENSE-MODEL holds the second text

References
----------
SPDX specification, annex on licence expressions. REUSE specification 3.
"""

from __future__ import annotations

from collections.abc import Iterator

from debtscope.api import (
    Category,
    Confidence,
    Evidence,
    Exposure,
    Facts,
    FileEntry,
    Finding,
    Maturity,
    Severity,
    Subject,
    rule,
)
from debtscope_collectors.joins.facts import CodeBase
from debtscope_collectors.joins.rights import Declaration, OwnRights
from debtscope_collectors.sources.cards.facts import LicenceText
from debtscope_collectors.sources.cards.terms import family

_SEARCHED = (
    "searched: LICENSE, LICENCE, COPYING and NOTICE files, pyproject.toml, setup.py, setup.cfg, CITATION.cff, package.json, "
    "model cards, the README's words on its licence"
)


@rule(
    id="LEG-019",
    category=Category.LEGAL,
    debt_type="licence debt",
    severity=Severity.LOW,
    confidence=Confidence.HIGH,
    since=Maturity.RESEARCH,
    needs=("files",),
    uses=("cards", "docs", "python"),
)
def check(facts: Facts) -> Iterator[Finding]:
    own = facts.one(OwnRights)
    code = facts.one(CodeBase)
    if own is None or code is None or not code.modules:
        return
    if not own.declarations and not any(_is_own(code, text.path) for text in facts.all(LicenceText)):
        yield _missing(has_npm=any(entry.path == "package.json" for entry in facts.all(FileEntry)))
        return
    yield from _conflicts(own)


def _is_own(code: CodeBase, path: str) -> bool:
    """A text at the top, or beside code: a chart or page that was copied in brings its own, which says nothing of the rest."""
    folder = path.rpartition("/")[0]
    return not folder or any(one.startswith(f"{folder}/") for one in code.modules)


def _missing(*, has_npm: bool) -> Finding:
    metadata = "package metadata (the ISC that `npm init` writes by itself aside)" if has_npm else "package metadata"
    return Finding(
        subject=Subject(kind="repo", name="licence"),
        title="No licence is stated",
        message=f"No licence statement was found in the repository: not as a text, in {metadata}, on a card or in the README.",
        evidence=(Evidence(kind="absence", ref="licence", excerpt=_SEARCHED),),
        confidence=Confidence.MEDIUM,
        exposure=Exposure(kind="rights", note="others cannot tell what they may do with it"),
    )


def _conflicts(own: OwnRights) -> Iterator[Finding]:
    texts = [one for one in own.declarations if one.kind == "text" and one.licence]
    others = [one for one in own.declarations if one.kind in ("metadata", "card") and one.licence]
    against = [one for one in others if texts and not any(_agree(one, text) for text in texts)]
    if not against:
        return
    text = texts[0]
    told = " and ".join(f"{one.path} says {one.licence}" for one in against)
    yield Finding(
        subject=Subject(kind="repo", name="licence"),
        title="Licence declarations conflict",
        message=f"{text.path} is the text of {text.licence}, but {told}.",
        evidence=tuple(
            Evidence(kind="line", path=one.path, line=one.line or 1, ref="licence", value=one.licence)
            for one in (*texts, *against)
        ),
        line=text.line,
        confidence=Confidence.MEDIUM if all(one.kind == "card" for one in against) else None,
        exposure=Exposure(kind="rights", note="readers may rely on either statement"),
    )


def _agree(one: Declaration, text: Declaration) -> bool:
    """One names the other: a choice of several licences agrees with each of its texts; BSD and GPL come without a number."""
    said, held = family(one.licence or ""), family(text.licence or "")
    kin = held.rstrip("0123456789.-")
    return (
        held in said
        or said in held
        or (
            len(kin) > 2
            and said.startswith(kin.split("-")[0])
            and said.split("-")[0] in ("bsd", "gpl", "gplv3", "gplv2")
        )
    )
