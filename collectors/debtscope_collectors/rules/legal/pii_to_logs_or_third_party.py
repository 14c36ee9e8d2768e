"""Personal data sent to logs or outside services

Detects
-------
Log lines, prints in functions and MLflow or W&B records that are given a person's e-mail address, phone number, name, date of
birth, account or id number by name, one by one, within a mapping that is handed on whole or as `locals()` of a function that takes it,
and routes that log the whole request where the request's fields, or the repository's own
tables, hold data on people. Calls of hosted AI services (OpenAI, Anthropic, Google, Cohere, Mistral, Groq and LangChain's clients
of them) that are given such fields, résumés or patients' records, also through a prompt built in the same function. Arguments
that pass a function named for masking, hashing or redaction are silent; so are files that speak to a server on this machine
(localhost, vLLM, Ollama). Debug lines, scripts that people start by hand and requests without an identifying field are of low
confidence. Notebooks, tests and examples are left out. One item per file for its log, one for its outside services; names and
addresses alone are one item for all files whose logs hold them: told from three places on in what the routes of a service reach,
above debug (low where there are only addresses, else medium); fewer, and those of jobs and scripts, are silent. What has a name without being a person
(`repo.full_name`, `payload["repository"]["full_name"]`, `f"{catalog}.{schema}.{table}"`) is left out.
An application that hands a hosted language model what people confide to it, without one of these and without masking, is one item (medium, low confidence) where no page
speaks of privacy or consent, routes, functions or fields that a route takes speak of health, money or applications for work, and the same code asks the model. Uploads of documents alone are silent. Fields of classes in which
routes only answer were told by nobody, and questions to a bot that asks for nothing of that kind are left out. So is a file whose tools hand an agent's hosted model records with data on people, by the classes that they return (high). One that logs what people write to it (`logger.info("question: %s", question)`), above debug and whole, is another; low where it only prints it in an image, whose log keeps it as well.
A database engine of a service that is made to echo its statements (`echo=True`) writes the values of every query to the log: medium, where tables of the service hold data on people.

Why it is debt
--------------
Logs are copied to tools, laptops and back-ups that no retention period and no erasure request ever reaches; a hosted model is a
transfer to another company, often to another country. Both are found by the first audit, or by the first leak.

How to pay it down
------------------
1. Log an id of the request and what is needed to debug; mask or hash the rest before the call.
2. Before a hosted model: replace names and numbers by placeholders (for example with Presidio), and put them back after.
3. Record the transfer and the contract with the provider; ask whoever answers for privacy.

Example
-------
Debt: `logger.info("scoring %s", payload.dict())`

Clean: `logger.info("scoring %s", redact(payload))`

References
----------
- GDPR, articles 5(1)(c), 5(1)(f), 32 and chapter V
- Breck et al., The ML Test Score (2017), data test 5
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from debtscope.api import (
    Category,
    Confidence,
    Evidence,
    Exposure,
    Facts,
    Finding,
    Maturity,
    Severity,
    Subject,
    file_subject,
    rule,
)
from debtscope.model.regex import regex
from debtscope_collectors.joins.confided import confided
from debtscope_collectors.joins.docs import Documentation
from debtscope_collectors.joins.facts import CodeBase, CodeModule
from debtscope_collectors.joins.language import LanguageApplication, LanguageModel
from debtscope_collectors.joins.listing import listed
from debtscope_collectors.joins.people_data import PersonalFile
from debtscope_collectors.joins.person_stores import person_stores
from debtscope_collectors.joins.places import is_aside
from debtscope_collectors.joins.served import ServedCode
from debtscope_collectors.joins.served_columns import RequestModel, request_models, route_inputs
from debtscope_collectors.joins.serving import HandledRequest
from debtscope_collectors.joins.together import together
from debtscope_collectors.sources.personal.attributes import (
    FREE_TEXT,
    attribute_of,
    describes_person,
    names_person,
    reaches_person,
)
from debtscope_collectors.sources.python.agent_tools import AgentTool, agent_tools
from debtscope_collectors.sources.python.echoed_sql import echoed_sql
from debtscope_collectors.sources.python.libraries import LANGUAGE_VENDORS
from debtscope_collectors.sources.python.logged_texts import logged_texts
from debtscope_collectors.sources.python.person_tables import person_tables
from debtscope_collectors.sources.python.personal_sinks import PersonalSink, personal_sinks

_SHOWN = 5
_DEPTH = 4
_TRACED = ("debug",)
_MANY = 3
"""From so many lines on: one address in an error's log is how everybody finds out who met the error."""
_ADDRESSES = frozenset({"e-mail address", "phone number"})
_NAMES = frozenset({"name of a person"})
_MASKED = regex(
    r"^_?(?:redact|mask|anonymi[sz]e|scrub|strip_pii|remove_pii)_?(?:pii|personal|names?|text|message|prompt|emails?)?$",
    2,
)


@rule(
    id="LEG-010",
    category=Category.LEGAL,
    debt_type="privacy / data transfer debt",
    severity=Severity.CRITICAL,
    confidence=Confidence.MEDIUM,
    since=Maturity.PILOT,
    needs=("python",),
    uses=("personal", "docs"),
    credits=("CR-20",),
    facets=(personal_sinks, request_models, route_inputs, logged_texts, agent_tools, echoed_sql, person_tables),
)
def check(facts: Facts) -> Iterator[Finding]:
    code = facts.one(CodeBase)
    if code is None:
        return
    known = _request_fields(facts.rows(request_models))
    has_people = bool(facts.all(PersonalFile))
    told = False
    served = _served(facts, code)
    mild: list[Finding] = []
    kinds: set[str] = set()
    named: dict[str, None] = {}
    for path, sinks in sorted(facts.rows(personal_sinks).items()):
        module = code.modules.get(path)
        if module is None or not module.is_own or module.facts.kind != "module" or is_aside(path):
            continue
        groups: dict[bool, list[tuple[PersonalSink, tuple[str, ...]]]] = {}
        for sink in sinks:
            if fields := _fields(sink, known, has_people=has_people):
                groups.setdefault(sink.is_outside, []).append((sink, fields))
        for group in groups.values():
            told |= any(sink.is_outside for sink, _ in group)
            found = _finding(module, group)
            held = {kind for sink, _ in group for _, kind in sink.fields}
            if path in served and found.severity is Severity.HIGH and held and held <= _ADDRESSES | _NAMES:
                found = replace(found, severity=Severity.MEDIUM)  # a service's users, whatever is told of each
            if found.severity is Severity.MEDIUM and any(sink.fields for sink, _ in group):
                if path in served and found.confidence is not Confidence.LOW:
                    mild.append(found)
                    kinds.update(held)
                    named.update(dict.fromkeys(field for _, fields in group for field in fields))
            else:
                yield found
    is_mere = kinds <= _ADDRESSES
    yield from together(
        (replace(one, severity=Severity.LOW) if is_mere else one for one in mild)
        if sum(one.occurrences for one in mild) >= _MANY
        else (),
        "names and addresses in logs",
        f"{{n}} files write {listed(list(named), _SHOWN)} to the log in {{all}} places, most in {{first}}; no masking was found on the way.",
    )
    handed = list(_handed(facts, code, known))
    yield from handed
    yield from () if told or handed else _written(facts, code)
    yield from _logged(facts, code)
    yield from _echoed(facts, code)


def _served(facts: Facts, code: CodeBase) -> frozenset[str]:
    """What requests reach: there the people are whoever uses the service, not whoever started the script."""
    routes = {request.path for request in facts.all(HandledRequest) if not is_aside(request.path)}
    routes |= set(served.closures if (served := facts.one(ServedCode)) else ())
    return frozenset(one for path in routes if path in code.modules for one in code.closure(path, _DEPTH))


def _echoed(facts: Facts, code: CodeBase) -> Iterator[Finding]:
    """One finding: statements with their values in the log of a service that keeps data on people."""
    served = facts.one(ServedCode)
    engines = [
        (path, row)
        for path, rows in sorted(facts.rows(echoed_sql).items())
        if path in code.modules and code.modules[path].is_own and not is_aside(path) and served and served.holds(path)
        for row in rows
    ]
    tables = [(path, one) for path, one in person_stores(facts, only_served=True)] if engines else []
    if not tables:
        return
    path, row = engines[0]
    columns = list(dict.fromkeys(column for _, table in tables for column in table.columns))
    yield Finding(
        subject=file_subject(path, "echoed SQL"),
        title="The database's engine logs every value",
        message=f"{path}:{row.line} lets the engine log every statement with its values (echo=True); {listed([one.table for _, one in tables], 3)} "
        f"hold{'s' if len(tables) == 1 else ''} {listed(columns, 4)}.",
        line=row.line,
        severity=Severity.MEDIUM,
        evidence=(
            *(Evidence(kind="line", path=p, line=one.line, ref="echo=True") for p, one in engines[:4]),
            *(
                Evidence(kind="line", path=p, line=one.line, ref=one.table, excerpt=", ".join(one.columns))
                for p, one in tables[:6]
            ),
        ),
        exposure=Exposure(kind="personal data", note="whoever reads the logs and their copies reads data on people"),
        tags=("personal-data",),
        remediation="Leave echo out, or let a setting of the development environment decide it; `hide_parameters=True` where statements are needed in the log.",
    )


def _handed(facts: Facts, code: CodeBase, known: Mapping[str, tuple[str, ...]]) -> Iterator[Finding]:
    """One finding a file: tools that give a hosted model whole records with data on people."""
    speaks = facts.one(LanguageApplication)
    if speaks is None or not speaks.hosted or any(row.is_rerouted for _, row in speaks.asked):
        return
    reached = {one for path in speaks.services for one in code.closure(path, _DEPTH)}
    for path, tools in sorted(facts.rows(agent_tools).items()):
        if path not in reached or not code.modules[path].is_own or is_aside(path):
            continue
        given: dict[str, list[str]] = {}
        first: list[AgentTool] = []
        for tool in tools if not any(one.is_masked for one in tools) else ():
            for name in tool.returns:
                columns = [column for column in known.get(name, ()) if reaches_person(column)]
                if columns:
                    first.append(tool)
                    given.setdefault(name, columns)
        if not first:
            continue
        more = len({tool.name for tool in first}) - 1
        who = f"`{first[0].name}`" + (
            f" and {more} more tool{'s' if more > 1 else ''} of {path}" if more else f" of {path}"
        )
        fields = listed(list(dict.fromkeys(column for columns in given.values() for column in columns)), _SHOWN)
        yield Finding(
            subject=file_subject(path, "what tools hand over"),
            title="Tools hand a hosted model data on people",
            message=f"{who} hand{'' if more else 's'} {listed(list(given), 3)} with {fields} to a hosted language model; no masking was found on the way.",
            evidence=tuple(
                Evidence(kind="line", path=path, line=tool.line, ref=tool.name, excerpt=", ".join(tool.returns))
                for tool in first[:10]
            ),
            line=first[0].line,
            severity=Severity.HIGH,
            occurrences=more + 1,
            exposure=Exposure(kind="personal data", note="data on people leaves for another company"),
            tags=("personal-data",),
            remediation="Return from each tool only the fields that an answer needs, with numbers shortened to their last digits; "
            "record the transfer and the contract with the provider.",
        )


def _logged(facts: Facts, code: CodeBase) -> Iterator[Finding]:
    """What people write to a service with a language model, whole, in its log."""
    speaks = facts.one(LanguageApplication)
    reached = {one for path in speaks.services for one in code.closure(path, _DEPTH)} if speaks else set[str]()
    near = {*speaks.services, *(path for path, _ in speaks.asked)} if speaks else set[str]()
    found = [
        (path, row)
        for path, rows in sorted(facts.rows(logged_texts).items())
        if path in reached and code.modules[path].is_own and not is_aside(path)
        for row in rows
        if row.name != "query"
        or row.is_labelled
        or path in near  # further down it may be a search that the program itself makes
        if not row.is_printed or code.modules[path].in_production
    ]
    if found:
        path, first = found[0]
        more = f" and {len(found) - 1} more place{'s' if len(found) > 2 else ''}" if len(found) > 1 else ""
        printed = all(row.is_printed for _, row in found)
        verb = "print" if printed else "log"
        yield Finding(
            subject=Subject(kind="repo", name="what people write, in the log", path=path),
            title="What people write is kept in the log",
            message=f"{path}:{first.line}{more} {verb}{'' if more else 's'} what people write to the service ({first.name}) as it is.",
            line=first.line,
            severity=Severity.LOW if printed else Severity.MEDIUM,
            evidence=tuple(Evidence(kind="line", path=p, line=row.line, ref=row.name) for p, row in found[:20]),
            occurrences=len(found),
            exposure=Exposure(
                kind="personal data", note="whoever reads the logs and their copies reads what people wrote"
            ),
            tags=("personal-data",),
        )


def _written(facts: Facts, code: CodeBase) -> Iterator[Finding]:
    """What people confide to a service, as it is, to whoever runs the model."""
    speaks, written = facts.one(LanguageApplication), facts.one(Documentation)
    hosted = speaks.hosted if speaks else ()
    if speaks is None or not speaks.services or not hosted or (written and written.on("privacy", "lawful-basis")):
        return
    names = {one.module.partition(".")[0] for module in code.modules.values() for one in module.facts.imports}
    called = {name.rpartition(".")[2] for module in code.modules.values() for name in module.facts.called}
    if any("presidio" in name or name in ("scrubadub", "llm_guard") for name in names) or any(
        _MASKED.search(name) for name in called
    ):
        return
    given, asks = next(
        ((one, asks) for one in confided(facts, code, speaks) if (asks := _asked_from(code, one.taken_at, hosted))),
        (None, None),
    )
    if given is None or asks is None:
        return
    path, call = asks
    roots = {one.module.partition(".")[0] for place, _ in hosted for one in code.modules[place].facts.imports}
    vendors = {LANGUAGE_VENDORS[root] for root in roots if root in LANGUAGE_VENDORS}
    vendor = next(iter(vendors)) if len(vendors) == 1 else ""  # of several the settings choose
    if not vendor or call.is_rerouted or vendor == "a language model":
        vendor = "a hosted language model"
    yield Finding(
        subject=Subject(kind="repo", name="what people write", path=given.path),
        title="What people confide goes to an outside AI service",
        message=f"{given.path} takes {given.what}; {path}:{call.line} asks {vendor}. No masking, and no page on privacy or consent was found.",
        evidence=(
            Evidence(kind="line", path=given.path, line=given.line, ref=given.what),
            *(
                Evidence(kind="line", path=p, line=row.line, ref=row.model or row.call)
                for p, row in dict.fromkeys((asks, *hosted[:5]))
            ),
            Evidence(
                kind="searched", excerpt="pages on privacy, consent and personal data; functions that mask or redact"
            ),
        ),
        line=given.line,
        severity=Severity.MEDIUM,
        confidence=Confidence.LOW,
        exposure=Exposure(kind="personal data", note="whatever people write leaves for another company"),
        tags=("personal-data",),
    )


def _asked_from(
    code: CodeBase, path: str, hosted: Sequence[tuple[str, LanguageModel]]
) -> tuple[str, LanguageModel] | None:
    """The call that the code which takes it makes, or that stands beside it in what one module uses."""
    reached = set(code.closure(path, _DEPTH)) | {
        one for user in code.modules[path].imported_by for one in code.modules[user].imports
    }
    return next(
        ((place, call) for place, call in hosted if place in reached or place in code.modules[path].imported_by), None
    )


def _request_fields(rows: Mapping[str, Sequence[RequestModel]]) -> dict[str, tuple[str, ...]]:
    """Fields of each request class of the project's modules, with those of its bases."""
    classes = {one.name: one for path, found in rows.items() if path.endswith(".py") for one in found}
    return {
        name: (*one.fields, *(field for base in one.bases if base in classes for field in classes[base].fields))
        for name, one in classes.items()
    }


def _fields(sink: PersonalSink, known: Mapping[str, tuple[str, ...]], *, has_people: bool) -> tuple[str, ...]:
    """What of it speaks of people, in words; empty where nothing does."""
    if sink.fields:
        return tuple(dict.fromkeys(f"{name} ({kind})" if name != kind else name for name, kind in sink.fields))
    if sink.record_type == "dict":
        return (f"the whole {sink.record}, as it was sent",) if has_people else ()
    columns = known.get(sink.record_type, ())
    speaking = [column for column in columns if reaches_person(column) or names_person(column)]
    protected = [c for c in columns if (found := attribute_of(c)) is not None and not found.is_proxy]
    described = [column for column in columns if describes_person(column)]
    if not speaking and (not protected or len(described) < 2):
        return ()
    shown = list(dict.fromkeys([*speaking, *protected, *described]))[:_SHOWN]
    return (f"the whole {sink.record} with {', '.join(shown)}",)


def _finding(module: CodeModule, group: list[tuple[PersonalSink, tuple[str, ...]]]) -> Finding:
    first, _ = group[0]
    told = list(dict.fromkeys(field for _, fields in group for field in fields))
    sinks = " and ".join(dict.fromkeys(sink.sink if sink.sink != "print" else "standard output" for sink, _ in group))
    is_reached = any(sink.fields for sink, _ in group)
    is_quiet = all(sink.level in _TRACED for sink, _ in group)
    by_hand = module.role == "script" and not module.in_production
    is_weak = not first.is_outside and (is_quiet or by_hand or not is_reached)
    shown = listed(told, _SHOWN)
    verb = "sends" if first.is_outside else "writes"
    scopes = list(dict.fromkeys(sink.scope for sink, _ in group))
    who = f"`{scopes[0]}`" if len(scopes) == 1 and scopes[0] else module.path
    times = f" in {len(group)} places" if len(group) > 1 else ""
    return Finding(
        subject=file_subject(module.path, scopes[0] or None if len(scopes) == 1 else None),
        title="Personal data goes to an outside AI service" if first.is_outside else "Personal data goes to the log",
        message=f"{who} {verb} {shown} to {sinks}{times}; no masking was found on the way.",
        evidence=tuple(
            Evidence(kind="line", path=module.path, line=sink.line, ref=sink.sink, excerpt=", ".join(fields)[:200])
            for sink, fields in group[:10]
        ),
        line=first.line,
        severity=_severity(group, is_weak=is_weak),
        confidence=Confidence.LOW if is_weak else None,
        occurrences=len(group),
        exposure=Exposure(
            kind="personal data",
            note="data on people leaves for another company" if first.is_outside else "whoever reads the logs and their copies reads data on people",
        ),
        tags=("personal-data",),
    )  # fmt: skip


def _severity(group: list[tuple[PersonalSink, tuple[str, ...]]], *, is_weak: bool) -> Severity:
    """One name or address in a log is medium, several high; numbers that open accounts, records on health and transfers are critical."""
    kinds = {kind for sink, _ in group for _, kind in sink.fields}
    grave = kinds & {"IBAN", "card number", "national id", FREE_TEXT}
    if group[0][0].is_outside or (grave and not is_weak):
        return Severity.CRITICAL
    return Severity.MEDIUM if is_weak or len(kinds) == 1 else Severity.HIGH
