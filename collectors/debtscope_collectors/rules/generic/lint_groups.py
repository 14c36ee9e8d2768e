"""Generic Python debt, one rule a group of ruff's checks: at most one item a group and component, never one a line."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence, Set

from debtscope.api import (
    Category,
    Confidence,
    Credit,
    Driver,
    Evidence,
    ExposureTable,
    Facts,
    Finding,
    LintHit,
    Maturity,
    Origin,
    Rule,
    RulePage,
    Severity,
    Subject,
)
from debtscope.model.frozen import frozen
from debtscope.model.regex import regex
from debtscope_collectors.joins.facts import CodeBase, CodeModule
from debtscope_collectors.joins.linting import service_marks, told_names
from debtscope_collectors.joins.served import ServedCode
from debtscope_collectors.sources.python.asked_texts import asked_texts
from debtscope_collectors.sources.python.harmless import harmless_hits
from debtscope_collectors.sources.python.notebook_files import notebook_files
from debtscope_collectors.sources.python.printed import printed_errors
from debtscope_collectors.sources.python.zoned import held_times, zoned_times
from debtscope_collectors.sources.ruff.facts import LintedFile
from debtscope_collectors.sources.ruff.groups import BY_CODE, GROUPS, SAYS, Group

_SHOWN = 8
_SHARE = 0.25
"""Of a group's hits that a component holds to be told apart: a dozen folders with the same habit are one decision."""
_HOLDERS = frozenset({"src", "lib", "libs", "packages", "services", "apps", "projects"})
"""Folders of which each below is a component."""
_ALWAYS = frozenset({"insecure-calls", "likely-bugs"})
"""Shown although the repository's CI lints: what it runs need not ask for these."""
_REACHED = frozenset({"printed-logs", "global-state", "unclosed-files"})
"""Harmless in a program that one person starts: they count in what answers requests."""
_HARMLESS = frozenset({"likely-bugs", "error-handling", "insecure-calls", *_REACHED})
"""Groups of which some hits do no harm where they stand."""
_BRANCHES, _LENGTH = frozenset({"C901", "PLR0912"}), frozenset({"PLR0915", "PLR0911"})
_CHANGED = 0.5
"""Changes a month of a file from which a complex function of it is read again and again."""
_TANGLED = 20
"""Branches from which a function is worth taking apart."""
_NAMED = 3
"""Functions that a sentence names."""
_ZONED = 2
"""Times of UTC, or with a zone, beside which those without are no habit but a mixture."""
_LOGGERS = frozenset({"logging", "loguru", "structlog"})
_ASKED = frozenset({"S102", "S202", "S307", "S310", "S602", "S605", "S608"})
"""Archives, addresses, SQL, expressions and shell lines made of texts: they matter where a request can reach them; elsewhere the parts are the project's own."""
_NEARLY = 0.75
"""Of the hits, from which the sentence is that check's."""
_RUNS = frozenset({"S102", "S307", "S602", "S605"})
"""What runs a text: it matters where what answers requests is the file or imports it, not in a toolbox far beneath."""
_MILD = frozenset({"B006"})
"""They show at the second call only; alone they are low."""
_SLOW = "S113"
"""What waits is told after what lets in."""
_PRINTS, _TIMES, _UNUSED, _ONE_EACH = "printed-logs", "naive-times", "dead-code", "complex-functions"
_FACETS = {_PRINTS: (printed_errors,), _TIMES: (held_times, zoned_times), "insecure-calls": (asked_texts,), _UNUSED: (service_marks,)}  # fmt: skip
"""Several checks speak of one function, which is one to take apart."""
_SHOWS = regex(r"(?:^|[._])(?:print|show|display|dump)(?:_|$)|(?:^|\.)show\w*$|summary$")
"""Functions that are there to print."""
_COMMAND_LINES = frozenset({"argparse", "click", "typer", "fire", "docopt", "optparse", "absl"})
_AZURE_ML = ("azureml", "azure.ai.ml", "inference_schema")
"""Modules that its entry scripts import."""
_REST = "."
"""Files at the top, and what is too little in its own component."""


@frozen
class _Words:
    """How one group reads."""

    id: str
    title: str
    category: Category
    debt_type: str
    severity: Severity
    what: str
    """Of the message: `{what} in src: 12 …`"""
    why: str
    pay: str


def _words(
    number: int, title: str, category: Category, debt_type: str, severity: Severity, what: str, why: str, pay: str
) -> _Words:
    return _Words(
        id=f"GEN-{number:03}",
        title=title,
        category=category,
        debt_type=debt_type,
        severity=severity,
        what=what,
        why=why,
        pay=pay,
    )


_TEXTS = {
    "complex-functions": _words(
        1, "Functions are too complex", Category.CODE, "design debt", Severity.LOW, "Functions more complex than a reader can hold",
        "Every change of such a function costs reading it anew, and its branches are rarely all tested.",
        "Take steps out as functions of their own, starting with those that change most."),
    "dead-code": _words(
        2, "Unused code stands beside the used", Category.CODE, "dead code", Severity.LOW, "Imports, names and expressions that nothing uses",
        "Readers take it for part of what happens, and reviewers keep it up to date.", "Delete it; history keeps it."),
    "likely-bugs": _words(
        3, "Python constructs that are usually bugs", Category.CODE, "likely defects", Severity.MEDIUM, "Constructs that are usually bugs",
        "Undefined names, shared mutable defaults and loop variables caught by closures work until the day they do not.",
        "Read each and write what is meant."),
    "error-handling": _words(
        4, "Errors are caught and dropped", Category.CODE, "silent failure", Severity.LOW, "Handlers that catch whatever comes and tell nobody",
        "What fails is found out later and elsewhere. COD-015 speaks of those on the way from data to prediction.",
        "Catch what is expected, let the rest rise, log with the traceback."),
    "data-frame-misuse": _words(
        5, "Outdated or misleading pandas and NumPy calls", Category.CODE, "API misuse", Severity.LOW, "Calls of pandas and NumPy that mislead or go away",
        "In-place calls on copies change nothing, and removed names stop the next upgrade.",
        "Write the call that the library's documentation names instead; ruff can do many by itself."),
    "insecure-calls": _words(
        6, "Calls that let strangers in", Category.CONFIG, "security debt", Severity.MEDIUM, "Calls that are unsafe with input that somebody else controls",
        "Shell strings, eval, and requests without a time limit are how services are taken over or hang.",
        "Use the safe variant that the check names; where the input is your own, say so with a reasoned noqa."),
    "naive-times": _words(
        7, "Times without a time zone", Category.DATA, "time-zone assumption", Severity.LOW, "Times made without a time zone",
        "Days and windows shift by hours between a laptop, a container and the warehouse, and features with them.",
        "Use aware times in UTC and convert where they are shown."),
    "global-state": _words(
        8, "Functions rewrite module-level names", Category.CODE, "hidden state", Severity.LOW, "Functions that rewrite names of their module",
        "What a call does depends on which calls came before it, in this process alone.", "Pass state in and out, or keep it in an object."),
    "printed-logs": _words(
        9, "Production code prints instead of logging", Category.CODE, "observability debt", Severity.LOW, "Lines that print, or log through the root logger",
        "Printed lines have no level, time or origin, and nobody can search or silence them.", "Log through the module's own logger."),
    "blanket-suppressions": _words(
        10, "Checks are switched off for whole lines", Category.CODE, "suppressed debt", Severity.LOW, "Comments that switch every check off",
        "A bare noqa or type: ignore hides the next fault on its line too.", "Name the code that is excused, and why."),
    "orchestrator-upgrade": _words(
        11, "Airflow code that the next version drops", Category.CONFIG, "pipeline upgrade", Severity.LOW, "Uses of what newer Airflow has removed or moved",
        "The upgrade becomes a project, and security fixes wait for it.", "Follow what the check names; ruff can do many by itself."),
    "blocking-async": _words(
        12, "Async handlers block the event loop", Category.CODE, "serving performance", Severity.MEDIUM, "Blocking calls in async functions",
        "One slow call stops every request of the worker.", "Use the async client, or run the call in a thread."),
    "route-declarations": _words(
        13, "Routes of FastAPI ignore what they are asked with", Category.CODE, "interface debt", Severity.LOW, "Routes whose path takes a value that the function does not",
        "Callers are asked for something that changes nothing.", "Take the value, or drop it from the path."),
    "unclosed-files": _words(
        14, "Files are opened and not closed", Category.CODE, "resource debt", Severity.LOW, "Opens without a `with`",
        "Handles leak in long-running services, and half-written files stay behind errors.", "Open in a `with` block."),
}  # fmt: skip


_NOTES = {
    "dead-code": "where CFG-031 tells them, as no linter looks at the repository, they are not told twice; ",
    "complex-functions": f"a function counts where both its branches ({_TANGLED} and more) and its length are told (once), and where the history shows that its "
    "file is changed every other month or more; without a history it is silent; ",
    "likely-bugs": "a default counts where the function puts something into it that the next call finds, or keeps it on an object into whose attribute the file does, and nowhere gives the name another value; what each call writes "
    "anew (`logs['loss'] = …`), takes out, or does only where a value was given is left out, as readers shrugged at it; "
    "`is nan` is left out, and so are closures over a loop, which are nearly always called within its turn; ",
    "error-handling": "handlers that raise, log, print or say in their answer what they caught are left out; ",
    "global-state": "functions count, each once, that answer requests themselves, of which several run at a time (readers shrugged at those that prepare for them); names that are made where they are not there yet or behind a lock, and functions that "
    "run once at the start or the end, are left out; ",
    "insecure-calls": "requests without a limit count in what answers requests, in what runs in production and in libraries, SQL where a route puts into it what it is asked with; "
    "a setup.py that executes the file of its version, loaders of YAML that make no objects, archives in ZIP or with a filter, requests to the machine itself or with `timeout=None`, and addresses that a file's own `OpenerDirector()` reads are left out; ",
    "naive-times": "they count in what answers requests or runs in production, where they are compared with or subtracted from a time that somebody else made (`datetime.now() - row.created_at`), "
    "and beside times of UTC or with a zone in the same component: a repository that is naive throughout has one zone, and times that are only kept or shown readers shrugged at; ",
    "printed-logs": "they count in what answers requests, where they stand in a handler of errors and the file has a logger beside: there the error is missing where it is looked for (other prints there, and those where nothing logs, readers shrugged at); prints of functions that are named "
    "for it (print_…, show…, …summary), of command-line programs (a main guard, argparse, click and their like), of files that train, and of handlers of functions in a cloud, "
    "where printing is the log, are left out; ",
    "unclosed-files": "they count in what answers requests, where the file is put into a list, a tuple or a dictionary: any other is closed when its statement or function ends; ",
}


def _make(group: Group) -> Rule:
    words = _TEXTS[group.slug]

    def check(facts: Facts) -> Iterator[Finding]:
        return _findings(facts, group, words)

    codes = ", ".join(group.codes)
    return Rule(
        id=words.id, slug=group.slug, title=words.title, category=words.category, debt_type=words.debt_type,
        severity=words.severity, confidence=Confidence.MEDIUM, since=Maturity.PILOT, needs=("ruff", "python"), uses=("git",),
        credits=("CR-25",), facets=(notebook_files, *_FACETS.get(group.slug, ()), *((harmless_hits,) if group.slug in _HARMLESS else ())),
        version=3, origin=Origin.RUFF, must_do=False, check=check,
        page=RulePage(
            detects=f"Hits of ruff's checks {codes} in production code, {_gathered(group)}. "
            f"Lines that a noqa comment excuses do not count{', nor those that `# nosec` or `# pylint: disable=` does' if group.slug in _HARMLESS else ''}; tests, examples, documentation and notebooks (those that stand as Python files too) are left out"
            + (", and so are imports of an `__init__.py`, which are made for others; " if "F401" in group.codes else "; ")
            + ("what `init` of an Azure ML entry script keeps for its `run` is left out too; " if "PLW0603" in group.codes else "")
            + _NOTES.get(group.slug, "")
            + (f"{', '.join(sorted(_ASKED))} count where a request can reach the file alone; " if "S608" in group.codes else "")
        + ("it is shown although CI lints." if group.slug in _ALWAYS else "where CI lints and a failure counts, it is silent."),
            why=words.why, pay_down=words.pay,
            example=f"Debt: {group.fewest} or more hits of {group.codes[0]} in production code\n\nClean: `# noqa: {group.codes[0]} - the reason`",
            references="Ruff's own pages of the checks named above (`ruff rule CODE`).",
        ),
    )  # fmt: skip


def _gathered(group: Group) -> str:
    if group.is_whole:
        return f"gathered over the repository, as they ask for one decision: {group.fewest} are enough"
    return (
        f"gathered over the repository, where {group.fewest} are enough; two and more components (top folders, or those below src, "
        f"packages, services and apps) with {group.least} and more that are at least a quarter of all are items of their own"
    )


def _findings(facts: Facts, group: Group, words: _Words) -> Iterator[Finding]:
    code, table = facts.one(CodeBase), facts.one(ExposureTable)
    if code is None or (group.slug not in _ALWAYS and any(credit.id == "CR-25" for credit in facts.all(Credit))):
        return
    notebooks, asked = facts.rows(notebook_files), frozenset[str]() if code.is_library else _asked(facts, code)
    near = frozenset[str]() if code.is_library else _asked(facts, code, 1)
    fitting = _fitting(facts, group, code)
    harmless = _harmless(facts, group)
    places: dict[str, list[tuple[str, LintHit]]] = {}
    for file in facts.all(LintedFile):
        module = code.modules.get(file.path)
        if module is not None and module.is_own and (group.slug in _ALWAYS or not notebooks.get(file.path)):
            own = [
                hit
                for hit in file.hits
                if BY_CODE[hit.code] is group
                and not _is_excused(module, hit)
                and not _is_meant(module, hit)
                and (file.path, hit.code, hit.line) not in harmless
            ]
            is_asked = file.path in asked
            if group.slug == _ONE_EACH:
                own = _tangled(module, table, own)
            elif group.slug in _REACHED and not is_asked:
                own = []
            elif group.slug == _PRINTS:
                is_logged = file.path in near and _logs(module)
                own = [hit for hit in own if is_logged and (file.path, hit.line) in fitting]
            elif group.slug == _TIMES:
                is_mixed = _component(file.path) in fitting and (is_asked or module.in_production)
                own = [hit for hit in own if is_mixed and (file.path, hit.line) in fitting]
            elif group.slug == "global-state":
                own = _once_each(module, [hit for hit in own if _answers(module, hit)])
            elif group.slug == "insecure-calls":
                own = [
                    hit
                    for hit in own
                    if (hit.code != "S608" or (file.path, hit.line) in fitting)
                    and _is_open(hit.code, code, module, file.path in near if hit.code in _RUNS else is_asked)
                ]
            places.setdefault(_component(file.path), []).extend((file.path, hit) for hit in own)
    enough = max(group.least, _SHARE * sum(_count(group, hits) for hits in places.values()))
    named = {
        place: hits
        for place, hits in sorted(places.items())
        if place != _REST and _count(group, hits) >= enough and not group.is_whole
    }
    if len(named) == 1:
        named = {}  # one habit of one team, wherever it shows most
    rest = [hit for place, hits in sorted(places.items()) if place not in named for hit in hits]
    for place, hits in named.items():
        yield _finding(facts, words, f" in {place}", place, hits, _count(group, hits))
    fewest = group.least if named else group.fewest
    if _count(group, rest) >= fewest:
        yield _finding(facts, words, " elsewhere" if named else "", _REST, rest, _count(group, rest))


def _harmless(facts: Facts, group: Group) -> Set[tuple[str, str, int]]:
    """(path, check, line) of the hits that are no debt, or another rule's."""
    if group.slug == _UNUSED:
        return told_names(facts)
    rows = facts.rows(harmless_hits).items() if group.slug in _HARMLESS else ()
    return {(path, row.code, row.line) for path, found in rows for row in found}


def _asked(facts: Facts, code: CodeBase, steps: int | None = None) -> frozenset[str]:
    """Files that somebody else's request can reach: what answers them, without jobs that write their answers down, and what it imports (in so many steps)."""
    served = facts.one(ServedCode)
    closures = served.closures.items() if served is not None else ()
    return frozenset(
        path
        for start, closure in closures
        if any(not site.detail.startswith("batch") for site in code.modules[start].facts.serving)
        for path in (closure if steps is None else code.closure(start, steps))
    )


def _fitting(facts: Facts, group: Group, code: CodeBase) -> frozenset[object]:
    """What a hit is held against: lines that print an error or hold what a route is asked with, or components that make times with a zone too and lines that hold theirs against another's."""
    if group.slug == _PRINTS:
        return frozenset((path, row.line) for path, rows in facts.rows(printed_errors).items() for row in rows)
    if group.slug == "insecure-calls":
        return frozenset((path, row.line) for path, rows in facts.rows(asked_texts).items() for row in rows)
    if group.slug == _TIMES:
        zoned = Counter[str]()
        for path, rows in facts.rows(zoned_times).items():
            if path in code.modules and code.modules[path].is_own:
                zoned[_component(path)] += len(rows)
        held = ((path, row.line) for path, rows in facts.rows(held_times).items() for row in rows)
        return frozenset((*(place for place, count in zoned.items() if count >= _ZONED), *held))
    return frozenset()


def _logs(module: CodeModule) -> bool:
    """Whether a file has a logger beside its prints, and is no program that trains, which somebody watches."""
    return not module.facts.training and any(one.module.partition(".")[0] in _LOGGERS for one in module.facts.imports)


def _tangled(module: CodeModule, table: ExposureTable | None, hits: list[LintHit]) -> list[LintHit]:
    """Functions both long and branched of a file that people are seen to change again and again."""
    known = table.files.get(module.path) if table is not None and table.is_measured else None
    if known is None or known.touches_per_month < _CHANGED:
        return []
    codes: dict[int, set[str]] = {}
    for hit in hits:
        codes.setdefault(hit.line, set()).add(hit.code)
    branches = {one.line: one.complexity for one in module.facts.functions}
    return [
        hit
        for hit in hits
        if codes[hit.line] & _BRANCHES and codes[hit.line] & _LENGTH and branches.get(hit.line, 0) >= _TANGLED
    ]


def _once_each(module: CodeModule, hits: list[LintHit]) -> list[LintHit]:
    """The first hit of each function: ruff tells each name that it rewrites."""
    first: dict[str, LintHit] = {}
    for hit in hits:
        around = [one for one in module.facts.functions if one.line <= hit.line <= one.end_line]
        first.setdefault(max(around, key=lambda one: one.line).qualname if around else "", hit)
    return list(first.values())


def _answers(module: CodeModule, hit: LintHit) -> bool:
    """Whether a line stands in a route or a handler itself, of which several run at a time."""
    scopes = {
        site.scope for site in module.facts.serving if site.scope and site.detail.startswith(("route", "handler"))
    }
    return any(
        one.line <= hit.line <= one.end_line and any(f"{one.qualname}.".startswith(f"{scope}.") for scope in scopes)
        for one in module.facts.functions
    )


def _is_open(check: str, code: CodeBase, module: CodeModule, is_asked: bool) -> bool:
    """Whether somebody else's input can reach a call, or something that nobody watches waits for it."""
    if check in _ASKED:
        return is_asked
    is_offered = code.is_library and module.role == "production" and module.entry != "main"
    return is_asked or is_offered or (check == _SLOW and module.in_production)


def _count(group: Group, hits: Sequence[tuple[str, LintHit]]) -> int:
    """Things to mend."""
    return len({(path, hit.line) for path, hit in hits}) if group.slug == _ONE_EACH else len(hits)


def _is_excused(module: CodeModule, hit: LintHit) -> bool:
    """A package's `__init__.py` imports names for others to import; Azure ML's entry scripts have no other place for what they load."""
    if hit.code == "F401":
        return module.path.endswith("__init__.py")
    return hit.code == "PLW0603" and _is_start_of_entry(module, hit.line)


def _is_start_of_entry(module: CodeModule, line: int) -> bool:
    """Whether a line stands in the `init` that Azure ML calls once before each `run` of a scoring script."""
    start = next((one for one in module.facts.functions if one.qualname == "init"), None)
    if start is None or not start.line <= line <= start.end_line:
        return False
    is_azure = any(one.module.startswith(_AZURE_ML) for one in module.facts.imports) or any(
        site.name.startswith("AZUREML_") for site in module.facts.environment
    )
    return is_azure and any(one.qualname == "run" for one in module.facts.functions)


def _is_meant(module: CodeModule, hit: LintHit) -> bool:
    """A setup.py that executes the file of its version, and prints where printing is what a program is for."""
    if hit.code == "S102":
        return module.path.endswith("setup.py")
    if hit.code != "T201":
        return False
    if module.facts.has_main_guard or any(site.detail.startswith("handler") for site in module.facts.serving):
        return True
    if any(one.module.partition(".")[0] in _COMMAND_LINES for one in module.facts.imports):
        return True
    return any(one.line <= hit.line <= one.end_line and _SHOWS.search(one.qualname) for one in module.facts.functions)


def _component(path: str) -> str:
    """The top folder, or the one below a folder that holds packages or services: each is another team's."""
    folders = path.split("/")[:-1]
    return "/".join(folders[: 2 if folders and folders[0] in _HOLDERS else 1]) or _REST


def _finding(
    facts: Facts, words: _Words, where: str, place: str, hits: Sequence[tuple[str, LintHit]], count: int
) -> Finding:
    codes = Counter(hit.code for _, hit in hits)
    paths = sorted({path for path, _ in hits})
    slow = [(path, hit) for path, hit in hits if hit.code == _SLOW]
    lets_in = [(path, hit) for path, hit in hits if hit.code != _SLOW]
    if slow and lets_in:
        message = f"{_said(words, where, lets_in, len(lets_in))}; and {SAYS[_SLOW].partition(',')[0].lower()}: {_spread(slow, len(slow))}."
    else:
        message = f"{_said(words, where, hits, count)}{_worst(facts, words, hits)}."
    return Finding(
        subject=Subject(kind="folder", name=place), title="Requests that may wait for ever" if {*codes} == {_SLOW} else None,
        message=message,
        severity=Severity.LOW if codes.keys() <= _MILD or not _hurts(facts, hits) else None,
        evidence=tuple(_evidence(hits)),
        occurrences=float(count),
        drivers=_drivers(facts, paths),
    )  # fmt: skip


def _said(words: _Words, where: str, hits: Sequence[tuple[str, LintHit]], count: int) -> str:
    return f"{_what(words, Counter(hit.code for _, hit in hits))}{where}: {_spread(hits, count)}"


def _spread(hits: Sequence[tuple[str, LintHit]], count: int) -> str:
    """How many of which, and where."""
    codes, files = Counter(hit.code for _, hit in hits), Counter(path for path, _ in hits)
    told = ", ".join(f"{code} {number}" for code, number in codes.most_common(4))
    worst = min(files, key=lambda path: (-files[path], path))
    return f"{count} ({told}), " + (f"in {worst}" if len(files) == 1 else f"in {len(files)} files, most in {worst}")


def _worst(facts: Facts, words: _Words, hits: Sequence[tuple[str, LintHit]]) -> str:
    """The functions to begin with: those with the most branches."""
    code = facts.one(CodeBase)
    if code is None or words.id != _TEXTS[_ONE_EACH].id:
        return ""
    places = {(path, hit.line) for path, hit in hits}
    ranked = sorted(
        (one.complexity, one.qualname)
        for path in {path for path, _ in places}
        for one in code.modules[path].facts.functions
        if (path, one.line) in places
    )
    return "; begin with " + ", ".join(f"{name} ({count} branches)" for count, name in ranked[: -_NAMED - 1 : -1])


def _what(words: _Words, codes: Counter[str]) -> str:
    """The check's own words where it speaks nearly alone, else the group's."""
    [(code, count)] = codes.most_common(1)
    if count < _NEARLY * codes.total():
        return words.what
    said = SAYS.get(code, words.what)
    return said if len(codes) == 1 else f"{said}, and the like"


def _hurts(facts: Facts, hits: Sequence[tuple[str, LintHit]]) -> bool:
    """A request that never ends stops a service; a script that hangs is stopped by whoever started it."""
    code = facts.one(CodeBase)
    asked = _asked(facts, code) if code is not None and not code.is_library else frozenset[str]()
    return any(hit.code != _SLOW or path in asked for path, hit in hits)


def _evidence(hits: Sequence[tuple[str, LintHit]]) -> Iterator[Evidence]:
    """The first of each code and file, worst files first."""
    counts = Counter((path, hit.code) for path, hit in hits)
    first: dict[tuple[str, str], int] = {}
    for path, hit in hits:
        first.setdefault((path, hit.code), hit.line)
    ordered = sorted(counts, key=lambda key: (-counts[key], key))
    for path, code in ordered[:_SHOWN]:
        yield Evidence(kind="line", path=path, line=first[path, code], ref=code, value=counts[path, code])
    if len(ordered) > _SHOWN:
        yield Evidence(kind="more", ref="files and checks", value=len(ordered) - _SHOWN)


def _drivers(facts: Facts, paths: Sequence[str]) -> tuple[Driver, ...]:
    table = facts.one(ExposureTable)
    if table is None or not any(path in table.files for path in paths):
        return ()
    touches = sum(table.files[path].touches_per_month for path in paths if path in table.files)
    return (
        Driver(
            name="commits_per_month",
            value=round(touches, 3),
            unit="touches of these files a month",
            ref=f"{len(paths)} files",
        ),
    )


RULES: tuple[Rule, ...] = tuple(_make(group) for group in GROUPS)
