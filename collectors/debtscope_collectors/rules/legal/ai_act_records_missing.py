"""No records of risk for a system in a regulated field

Detects
-------
Systems whose settings, deployed models or training code speak of a field that Annex III of the EU AI Act lists (credit, hiring,
insurance, education, justice, benefits) or of medicine, or whose settings give the EU as a region while models decide about
people, and whose documents hold fewer than three of five records: a risk class, risk management, human oversight, logging of
operation, and monitoring after release. Fraud detection is not listed in the annex and is silent, and so is a system that
`[profile]` declares to be of minimal or limited risk with a reason. Low confidence: whether the law applies is for a lawyer to say,
and the records may lie elsewhere. An assistant with a language model is asked too where it speaks of medicine in its README's title, and
of another field where the README's headings also speak of a decision (admission, grading, screening, scoring, eligibility): who
answers questions about a student handbook decides nothing. One item per repository. From a pilot on, also prompts of a service
that tell a language model to hide that it is one ("never mention that you are an AI"): one item, medium. Silent where a title or
heading of the service's page says AI, bot or assistant, unless the prompt tells it to pretend to be human.

Why it is debt
--------------
The records ask for knowledge that is cheap while the system is built and dear afterwards: why these data, who can stop it, what
was logged. A customer's audit or a regulator asks for all of them at once.

How to pay it down
------------------
1. Ask whoever answers for compliance for the risk class, and write it down with the reason, also where it is minimal.
2. Link what exists already as evidence: model card, monitoring, logs, alerts.
3. Name who watches the system and how they stop it.

Example
-------
Debt: a repository that ranks applicants, with a README on how to run it.

Clean: `docs/risk.md` with class, measures, oversight, logs and monitoring.

References
----------
- Regulation (EU) 2024/1689, articles 6, 9, 11, 12, 14, 50, 72 and Annex III
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from debtscope.api import (
    Category,
    Confidence,
    Evidence,
    Exposure,
    Facts,
    Finding,
    Maturity,
    RepositoryMaturity,
    Severity,
    Subject,
    rule,
)
from debtscope.model.regex import regex
from debtscope_collectors.joins.docs import Documentation
from debtscope_collectors.joins.language import LanguageApplication, rows_of_services
from debtscope_collectors.joins.people import PeopleInputs
from debtscope_collectors.sources.python.concealed import concealed
from debtscope_collectors.sources.python.page_titles import page_titles

_RECORDS = {
    "a risk class": r"\brisk class|\bhigh[- ]risk\b|\blimited[- ]risk\b|\bminimal[- ]risk\b|\bAI Act\b|\bAnnex III\b",
    "risk management": r"\brisk (?:management|register|assessment|analysis)\b|\bDPIA\b|\bimpact assessment\b",
    "human oversight": r"\bhuman[- ](?:oversight|in[- ]the[- ]loop|review)|\bmanual (?:review|override|approval)\b",
    "logging of operation": r"\b(?:audit (?:log|trail)|prediction log|decision log|log retention|logs (?:are|of) )",
    "monitoring after release": r"\bpost[- ]market\b|\b(?:drift|model|performance|production) monitoring\b|\bmonitoring (?:plan|dashboard)",
}
_DECLARED = frozenset({"minimal", "limited", "none", "low"})
_ENOUGH = 3
_DECIDES = regex(
    r"\badmission|\badmit|\bgrad(?:es?|ing)\b|\bexam|\bscreen|\bscor(?:e|es|ing)\b|\brank|\beligib|\bunderwrit|\bapprov|\bpricing\b|\bassess|\bselect(?:s|ion)\b|\bdecision|\bdecid|\bsentenc|\brecidiv|\bproctor",
    re.IGNORECASE,
)
"""What Annex III lists are decisions about people, not talk about a field."""
_TOLD_MACHINE = regex(r"\bA\.?I\b|\bLLM\b|\bGPT|bot\b|\bassistant\b|\bmachine\b|\bagent\b|🤖", re.IGNORECASE)


@rule(
    id="LEG-018",
    category=Category.LEGAL,
    debt_type="regulatory debt",
    severity=Severity.MEDIUM,
    confidence=Confidence.LOW,
    since=Maturity.PILOT,
    needs=("python",),
    uses=("docs",),
    facets=(concealed, page_titles),
)
def check(facts: Facts) -> Iterator[Finding]:
    yield from _concealed(facts)
    maturity = facts.one(RepositoryMaturity)
    if maturity is not None and maturity.value is not Maturity.PRODUCTION:
        return  # the records are asked of what is in use
    profile, people = facts.settings.profile, facts.one(PeopleInputs)
    if people is None or ((profile.risk or "").lower() in _DECLARED and profile.risk_reason):
        return
    in_europe = any(region.upper() in ("EU", "EEA") for region in profile.regions)
    if people.domain is None and not (in_europe and people.affected):
        return
    speaks = facts.one(LanguageApplication)
    is_judging = people.affected or people.domain_from == "settings" or people.sensitive
    docs = facts.one(Documentation)
    if (
        people.domain is not None
        and not is_judging
        and not (speaks and speaks.services and _decides(people.domain, docs))
    ):
        return
    text = "\n".join(page.text for page in docs.pages) if docs else ""
    found = [name for name, pattern in _RECORDS.items() if re.search(pattern, text, re.IGNORECASE)]
    if len(found) >= _ENOUGH:
        return
    missing = [name for name in _RECORDS if name not in found]
    about = people.domain or "people in the EU"
    place = f" ({people.domain_from})" if people.domain_from else ""
    yield Finding(
        subject=Subject(kind="repo", name="repo"),
        title=f"{len(found)} of 5 AI Act records found",
        message=(
            f"{len(found)} of 5 records that the EU AI Act asks of regulated fields were found for a system about {about}{place}: "
            f"no statement on {', '.join(missing[:-1])} or {missing[-1]}. Whether it applies is for a lawyer to say."
        ),
        evidence=(
            Evidence(kind="config" if people.domain_from == "settings" else "line", path=people.domain_from if "." in people.domain_from else None, ref="field", excerpt=f"{about}{place}"),
            Evidence(kind="searched", ref="records", excerpt=f"{len(docs.pages) if docs else 0} pages of documentation for {', '.join(_RECORDS)}"),
        ),
        severity=Severity.HIGH if in_europe and people.domain else None,
        confidence=Confidence.MEDIUM if in_europe and people.domain_from == "settings" else None,
        exposure=Exposure(kind="regulation", note="records that a regulator or a customer may ask for were not found here"),
    )  # fmt: skip


def _decides(field: str, docs: Documentation | None) -> bool:
    """Whether an assistant of a field has a part in what is decided there. What it says of medicine is acted on as it is."""
    pages = [page for page in docs.pages if page.kind == "readme" and "/" not in page.path] if docs else []
    return field == "medical" or any(_DECIDES.search(heading[1]) for page in pages for heading in page.headings)


def _concealed(facts: Facts) -> Iterator[Finding]:
    """Prompts of what answers people, by which they are not to learn that a machine answers."""
    found = rows_of_services(facts, concealed)
    if any(_TOLD_MACHINE.search(row.text) for _, row in rows_of_services(facts, page_titles)):
        found = [one for one in found if one[1].words.lower().startswith("pretend")]
    if found:
        path, first = found[0]
        more = f" and {len(found) - 1} more prompts" if len(found) > 1 else ""
        yield Finding(
            subject=Subject(kind="repo", name="hidden machine", path=path),
            title="A prompt hides that a machine answers",
            message=f"{path}:{first.line}{more} tell{'' if more else 's'} the language model to hide what it is ({first.words!r}); "
            "the EU AI Act asks that people know when they deal with a machine.",
            line=first.line,
            confidence=Confidence.MEDIUM,
            evidence=tuple(Evidence(kind="line", path=p, line=row.line, ref=row.words) for p, row in found[:8]),
            occurrences=len(found),
            exposure=Exposure(kind="regulation", note="people are not told that a machine answers them"),
            remediation="Say on the page that a language model answers, and take the sentence out of the prompt.",
        )
