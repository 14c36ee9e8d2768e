"""Personal data kept without a retention period

Detects
-------
Tables in the repository whose columns reach people (the files of `pii-in-committed-data`), and no statement of how long they are
kept: no line of a document that speaks of retention with a number of days, months or years (in English or about twenty other languages), no expiration, lifecycle rule or time
to live in Terraform, SQL, bucket or topic settings, and no code that purges by age. A document that says that the period is not
decided is quoted. Where no such file lies here, tables of a service's own database that reach people by their columns, or keep what people wrote to an
assistant, count in the same way (medium; mapped classes and CREATE TABLE statements, of SQL files too, and
documents that are handed to MongoDB or DynamoDB), and where there is none, the rows that a
service writes down of its predictions, where the model's inputs hold protected attributes of people or its route is asked about one person (`/recommend/{user_id}`; medium). Files to which an assistant writes questions with their answers (from a pilot on) are low. One item per repository; low confidence unless a document itself leaves it open, since the policy may lie
elsewhere.

Why it is debt
--------------
Personal data may be kept only as long as its purpose needs. Without a period nothing is ever deleted, every copy and snapshot
adds to what can leak, and every request about the data costs a search.

How to pay it down
------------------
1. Ask whoever answers for privacy for the period; write it beside the data with the reason.
2. Let the store enforce it: a lifecycle rule, a partition expiry or a scheduled delete.
3. Let the snapshots that models were trained on expire too.

Example
-------
Debt: `data/README.md` says "Retention period: not decided".

Clean: "Customer exports are deleted after 90 days", or `expiration { days = 90 }` on the bucket.

References
----------
- GDPR, articles 5(1)(e) and 30(1)(f)
"""

from __future__ import annotations

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
from debtscope_collectors.joins.facts import CodeBase
from debtscope_collectors.joins.language import rows_of_services
from debtscope_collectors.joins.listing import listed
from debtscope_collectors.joins.people import PeopleInputs
from debtscope_collectors.joins.people_data import PersonalFile, named_files, purging, statement
from debtscope_collectors.joins.person_stores import person_stores
from debtscope_collectors.joins.places import is_aside
from debtscope_collectors.joins.serving import PredictingRoutes
from debtscope_collectors.sources.docs.facts import Expiry
from debtscope_collectors.sources.python.kept_talk import kept_talk
from debtscope_collectors.sources.python.person_tables import person_tables

_SEARCHED = "documents, Terraform, SQL and settings for an expiry, code that purges by age"
_PERIOD = r"\d+ ?-?(?:days?|weeks?|months?|years?|d\b|h\b)|\b(?:one|two|three|six|twelve|thirty|ninety) (?:days?|weeks?|months?|years?)"
_ELSEWHERE = (
    r"(?<!\d)\d{1,3}[ -]?(?:"
    r"д(?:ней|ня|ень|н\.)|недел|месяц|лет\b|год[а ]|дн(?:ів|і)|тижн|місяц|рок(?:ів|и)|"
    r"Tagen?\b|Wochen?\b|Monaten?\b|Jahren?\b|jours?\b|semaines?\b|mois\b|ans?\b|d[ií]as?\b|semanas?\b|mes(?:es)?\b|a[ñn]os?\b|"
    r"giorni\b|settimane\b|mesi\b|anni\b|dni\b|tygodni|miesi|lat\b|dagen\b|weken\b|maanden\b|jaar\b|dagar\b|dager\b|dage\b|"
    r"gün\b|hafta\b|ay\b|yıl\b|ngày\b|tuần\b|tháng\b|năm\b|hari\b|minggu\b|bulan\b|tahun\b|"
    r"天|个月|個月|日間|か月|ヶ月|カ月|年間|일간|개월|년간)"
)
"""Periods in other languages than English: of one to three digits, for dates have years of four."""

_OF_CUSTOMERS = r"(?:customer|client|user|employee|subscriber|staff|player|talent|member)s? retention|retention (?:campaign|offer|rate|team|strateg|action|program|effort|budget|specialist|marketing|manager|intervention|cost|cohort)|retain(?:s|ed|ing)? (?:\w{1,20} ){0,2}(?:customer|client|user|employee|subscriber)"
_OF_METRICS = r"prometheus|grafana|thanos|tsdb|alertmanager|victoria ?metrics|\bmetrics? (?:are )?ret(?:ain|ention)|retention(?:Size|Policies)?\b.{0,20}--set|tracing|jaeger|tempo\b"
"""How long a monitoring system keeps its numbers."""

_OF_ONE = regex(
    r"[{<](?:\w{1,10}:)?((?:user|customer|client|member|patient|student|employee|borrower|applicant)_?id)(?::\w{1,10})?[}>]"
)
"""Routes that are asked about one person: what they write down of their answers is that person's record."""

_DEPTH = 4
"""Imports from a route to the code that names what it is asked with."""


@rule(
    id="LEG-009",
    category=Category.LEGAL,
    debt_type="privacy debt (GDPR 5(1)(e))",
    severity=Severity.HIGH,
    confidence=Confidence.LOW,
    since=Maturity.PILOT,
    needs=("files",),
    uses=("personal", "docs", "python"),
    facets=(person_tables, kept_talk),
)
def check(facts: Facts) -> Iterator[Finding]:
    files = facts.all(PersonalFile)
    said = statement(facts, "retention", f"{_PERIOD}|{_ELSEWHERE}", f"{_OF_CUSTOMERS}|{_OF_METRICS}")
    if said.settled or facts.all(Expiry) or purging(facts):
        return
    maturity = facts.one(RepositoryMaturity)
    if maturity is not None and maturity.value is not Maturity.PRODUCTION:
        yield from _conversations(facts)
        return
    if not files:
        yield from _tables(facts)
        return
    kinds = list(dict.fromkeys(kind for file in files for kind in file.kinds))
    evidence = [Evidence(kind="column", path=f.path, ref=", ".join(f.kinds)) for f in files[:8]]
    told = "no statement of how long they are kept was found"
    if said.open:
        path, line, _ = said.open
        told = f"{path}, line {line}, leaves open how long they are kept"
        evidence.insert(0, Evidence(kind="line", path=path, line=line, ref="retention left open"))
    searched = f"{said.searched}, Terraform, SQL and settings for an expiry, code that purges by age"
    evidence.append(Evidence(kind="searched", ref="retention", excerpt=searched))
    yield Finding(
        subject=Subject(kind="repo", name="repo", path=said.open[0] if said.open else None),
        title="No retention period for personal data",
        message=f"{named_files(files)} data on people ({', '.join(kinds[:4])}); {told}.",
        evidence=tuple(evidence),
        line=said.open[1] if said.open else None,
        confidence=Confidence.MEDIUM if said.open else None,
        exposure=Exposure(kind="personal data", note=f"about {sum(f.rows for f in files):,} rows on people are kept for an unknown time"),
        cause="personal-data-duties",
        tags=("personal-data",),
    )  # fmt: skip


def _tables(facts: Facts) -> Iterator[Finding]:
    """Tables that a service of the project fills."""
    found = list(person_stores(facts, only_served=True))
    if not found:
        records = [*_records(facts)]
        yield from records or _conversations(facts)
        return
    path, first = found[0]
    names = list(dict.fromkeys(table.table for _, table in found))
    columns = list(dict.fromkeys(column for _, table in found for column in table.columns))
    verb = "keeps" if len(names) == 1 else "keep"
    yield Finding(
        subject=Subject(kind="repo", name="repo"),
        title="No retention period for personal data",
        message=f"{listed(names, 3)} ({path}:{first.line}) {verb} data on people ({listed(columns, 4)}); nothing says how long, and nothing deletes by age.",
        line=first.line,
        severity=Severity.MEDIUM,
        evidence=(
            *(
                Evidence(kind="line", path=p, line=table.line, ref=table.table, excerpt=", ".join(table.columns))
                for p, table in found[:8]
            ),
            Evidence(kind="searched", ref="retention", excerpt=_SEARCHED),
        ),
        exposure=Exposure(kind="personal data", note="records on people are kept for an unknown time"),
        cause="personal-data-duties",
        tags=("personal-data",),
    )


def _conversations(facts: Facts) -> Iterator[Finding]:
    """Files to which an assistant writes what people asked it."""
    kept = rows_of_services(facts, kept_talk)
    if not kept:
        return
    path, row = kept[0]
    yield Finding(
        subject=Subject(kind="repo", name="repo"),
        title="No retention period for conversations",
        message=f"{row.scope} writes what people ask and what they are answered to a file ({path}:{row.line}); nothing says how long it is kept, and nothing deletes by age.",
        line=row.line,
        severity=Severity.LOW,
        evidence=(
            *(
                Evidence(kind="line", path=p, line=one.line, ref=one.scope, excerpt=" and ".join(one.given))
                for p, one in kept[:6]
            ),
            Evidence(kind="searched", ref="retention", excerpt=_SEARCHED),
        ),
        exposure=Exposure(kind="personal data", note="what people wrote is kept for an unknown time"),
        cause="personal-data-duties",
        tags=("personal-data",),
    )


def _records(facts: Facts) -> Iterator[Finding]:
    """What a service writes down of its answers about people, in files and tables that name no person."""
    people, served = facts.one(PeopleInputs), facts.one(PredictingRoutes)
    attributes = [one for one in people.sensitive if not one.attribute.is_proxy] if people is not None else []
    kept = [
        (route, place, row)
        for route in (served.routes if served is not None else ())
        for place, row in route.recordings
        if row.kind == "row" and row.has_output and not is_aside(route.path)
    ]
    ids = [(one, found[1]) for one in kept if (found := _OF_ONE.search(one[0].handler.route)) is not None]
    if not kept or not (attributes or ids):
        return
    (route, place, row), name = (kept[0], "") if attributes else ids[0]
    code = facts.one(CodeBase)
    reached = code.closure(route.path, _DEPTH) if code is not None else ()
    # What this service is asked with comes first.
    attributes = [one for one in attributes if one.path in reached] or attributes
    columns = list(dict.fromkeys(one.column for one in attributes)) or [name]
    yield Finding(
        subject=Subject(kind="repo", name="repo"),
        title="No retention period for records on people",
        message=f"{route.shown}, which is asked with {listed(columns, 4)}, writes down what it answers about people by {row.call} ({place}:{row.line}); "
        "nothing says how long it is kept, and nothing deletes by age.",
        line=row.line,
        severity=Severity.MEDIUM,
        evidence=(
            *(Evidence(kind="line", path=at, line=one.line, ref=one.call) for _, at, one in kept[:6]),
            *(Evidence(kind="line" if one.line else "version", path=one.path, line=one.line, ref=one.column) for one in attributes[:4]),
            Evidence(kind="searched", ref="retention", excerpt=_SEARCHED),
        ),
        exposure=Exposure(kind="personal data", note="records on people are kept for an unknown time"),
        cause="personal-data-duties",
        tags=("personal-data",),
    )  # fmt: skip
