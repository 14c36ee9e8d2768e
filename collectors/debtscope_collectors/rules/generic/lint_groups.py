"""Generic Python debt, one rule a group of ruff's checks: at most one item a group and component, never one a line."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

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
from debtscope_collectors.joins.served import ServedCode
from debtscope_collectors.sources.python.harmless import harmless_hits
from debtscope_collectors.sources.python.localized import localized_times
from debtscope_collectors.sources.python.notebook_files import notebook_files
from debtscope_collectors.sources.ruff.facts import LintedFile
from debtscope_collectors.sources.ruff.groups import BY_CODE, GROUPS, Group

_SHOWN = 8
_SHARE = 0.25
"""Of a group's hits that a component holds to be told apart: a dozen folders with the same habit are one decision."""
_HOLDERS = frozenset({"src", "lib", "libs", "packages", "services", "apps", "projects"})
"""Folders of which each below is a component."""
_ALWAYS = frozenset({"insecure-calls", "likely-bugs"})
"""Shown although the repository's CI lints: what it runs need not ask for these."""
_HARMLESS = frozenset({"likely-bugs", "error-handling", "insecure-calls", "naive-times", "global-state"})
"""Groups of which some hits do no harm where they stand."""
_BRANCHES, _LENGTH = frozenset({"C901", "PLR0912"}), frozenset({"PLR0915", "PLR0911"})
_CHANGED = 0.1
"""Changes a month of a file from which a complex function of it is read again."""
_LOGGERS = frozenset({"logging", "loguru", "structlog"})
_SPOKEN = frozenset({"printed-logs"})
"""What a library does for its callers too: it tells its versions, and how far it is when asked to."""
_ASKED = frozenset({"S310", "S602", "S605", "S608", "S701"})
"""Addresses, SQL, shell lines and pages made of texts: they matter where a request can reach them; elsewhere the parts are the project's own."""
_SAYS = {
    "B006": "Default values that all calls of a function share",
    "BLE001": "Handlers that catch every error and tell nobody",
    "C901": "Functions with more branches than a reader can hold",
    "F401": "Imports that nothing uses",
    "LOG015": "Lines that log through the root logger",
    "PLW0603": "Functions that rewrite names of their module",
    "S113": "Requests without a time limit, which wait for ever where the other side does not answer",
    "S608": "SQL made of texts in what answers requests",
    "T201": "Lines that print",
    "W605": "Backslashes in texts that mean nothing to Python, which newer ones refuse",
}
"""What a sentence says where one check speaks, or nearly one."""
_NEARLY = 0.75
"""Of the hits, from which the sentence is that check's."""
_MILD = frozenset({"B006", "B023", "W605"})
"""Harmless until somebody changes the shared value, keeps the closure beyond its turn of the loop, or Python changes; alone they are low."""
_SLOW = "S113"
"""What waits is told after what lets in."""
_ONE_EACH = "complex-functions"
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
    "complex-functions": "a function counts where both its branches and its length are told (once), and where its file is still changed, as far as the history tells; ",
    "likely-bugs": "defaults that the function neither changes, keeps nor gives back, and closures that are called in the turn of the loop that makes them, are left out; ",
    "error-handling": "handlers that raise, log, print or say in their answer what they caught are left out; ",
    "global-state": "names that are made where they are not there yet, and functions that run once at the start or the end, are left out; ",
    "insecure-calls": "a setup.py that executes the file of its version, loaders of YAML that make no objects, archives in ZIP, and requests to the machine itself are left out; ",
    "naive-times": "times that a zone's `localize` takes have one; both ends of a difference, names of files and days, and texts and constants without an hour need none; ",
    "printed-logs": "they count in what answers requests or runs in production, and in a file that has a logger beside; prints of functions that are named for it (print_…, show…, …summary), of command-line programs (a main guard, argparse, "
    "click and their like) and of handlers of functions in a cloud, where printing is the log, are left out; ",
}


def _make(group: Group) -> Rule:
    words = _TEXTS[group.slug]

    def check(facts: Facts) -> Iterator[Finding]:
        return _findings(facts, group, words)

    codes = ", ".join(group.codes)
    return Rule(
        id=words.id, slug=group.slug, title=words.title, category=words.category, debt_type=words.debt_type,
        severity=words.severity, confidence=Confidence.MEDIUM, since=Maturity.PILOT, needs=("ruff", "python"), uses=("git",),
        credits=("CR-25",), facets=(notebook_files, *((localized_times,) if group.slug == "naive-times" else ()), *((harmless_hits,) if group.slug in _HARMLESS else ())),
        version=2, origin=Origin.RUFF, must_do=False, check=check,
        page=RulePage(
            detects=f"Hits of ruff's checks {codes} in production code, {_gathered(group)}. "
            "Lines that a noqa comment excuses do not count; tests, examples, documentation and notebooks (those that stand as Python files too) are left out"
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
    code = facts.one(CodeBase)
    if code is None or (group.slug not in _ALWAYS and any(credit.id == "CR-25" for credit in facts.all(Credit))):
        return
    served, notebooks = facts.one(ServedCode), facts.rows(notebook_files)
    localized = _localized(facts, group)
    harmless = (
        {(path, row.code, row.line) for path, rows in facts.rows(harmless_hits).items() for row in rows}
        if group.slug in _HARMLESS
        else set[tuple[str, str, int]]()
    )
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
                and (file.path, hit.line) not in localized
                and (file.path, hit.code, hit.line) not in harmless
            ]
            own = _weighty(facts, group, module, own)
            asked = not code.is_library and _is_asked(served, file.path)
            hits = [(file.path, hit) for hit in own if hit.code not in _ASKED or asked]
            places.setdefault(_component(file.path), []).extend(hits)
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
    is_high = named or (code.is_library and group.slug in _SPOKEN)
    fewest = group.least if is_high else group.fewest
    if _count(group, rest) >= fewest:
        yield _finding(facts, words, " elsewhere" if named else "", _REST, rest, _count(group, rest))


def _weighty(facts: Facts, group: Group, module: CodeModule, hits: list[LintHit]) -> list[LintHit]:
    """What of a file's hits is worth a line: functions both long and branched that people still change; prints where a log is looked for."""
    if group.slug == _ONE_EACH:
        table = facts.one(ExposureTable)
        known = table.files.get(module.path) if table is not None else None
        if known is not None and known.touches_per_month < _CHANGED:
            return []
        codes: dict[int, set[str]] = {}
        for hit in hits:
            codes.setdefault(hit.line, set()).add(hit.code)
        return [hit for hit in hits if codes[hit.line] & _BRANCHES and codes[hit.line] & _LENGTH]
    if group.slug == "printed-logs" and hits:
        served = facts.one(ServedCode)
        has_logger = any(one.module.partition(".")[0] in _LOGGERS for one in module.facts.imports)
        if not (module.in_production or has_logger or _is_asked(served, module.path)):
            return []
    return hits


def _localized(facts: Facts, group: Group) -> set[tuple[str, int]]:
    """Where a naive time is given its zone at once."""
    if group.slug != "naive-times":
        return set()
    return {(path, row.line) for path, rows in facts.rows(localized_times).items() for row in rows}


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
        return module.path.rpartition("/")[2] == "setup.py"
    if hit.code != "T201":
        return False
    if module.facts.has_main_guard or any(site.detail.startswith("handler") for site in module.facts.serving):
        return True
    if any(one.module.partition(".")[0] in _COMMAND_LINES for one in module.facts.imports):
        return True
    return any(one.line <= hit.line <= one.end_line and _SHOWS.search(one.qualname) for one in module.facts.functions)


def _is_asked(served: ServedCode | None, path: str) -> bool:
    """Whether somebody else's words can reach a file: through what answers requests."""
    return served is not None and served.holds(path)


def _component(path: str) -> str:
    """The top folder, or the one below a folder that holds packages or services: each is another team's."""
    folders = path.split("/")[:-1]
    return "/".join(folders[: 2 if folders and folders[0] in _HOLDERS else 1]) or _REST


def _finding(
    facts: Facts, words: _Words, where: str, place: str, hits: Sequence[tuple[str, LintHit]], count: int
) -> Finding:
    codes = Counter(hit.code for _, hit in hits)
    files = Counter(path for path, _ in hits)
    ordered = sorted(codes.most_common(), key=lambda one: one[0] == _SLOW)
    told = ", ".join(f"{code} {number}" for code, number in ordered[:4])
    paths, worst = sorted(files), min(files, key=lambda path: (-files[path], path))
    spread = f"in {worst}" if len(paths) == 1 else f"in {len(paths)} files, most in {worst}"
    return Finding(
        subject=Subject(kind="folder", name=place),
        message=f"{_what(words, codes)}{where}: {count} ({told}), {spread}.",
        severity=Severity.LOW if codes.keys() <= _MILD or not _hurts(facts, hits) else None,
        evidence=tuple(_evidence(hits)),
        occurrences=float(count),
        drivers=_drivers(facts, paths),
    )  # fmt: skip


def _what(words: _Words, codes: Counter[str]) -> str:
    """The check's own words where it speaks nearly alone, else the group's."""
    [(code, count)] = codes.most_common(1)
    if count < _NEARLY * codes.total() or (code == _SLOW and len(codes) > 1):
        return words.what
    said = _SAYS.get(code, words.what)
    return said if len(codes) == 1 else f"{said}, and the like"


def _hurts(facts: Facts, hits: Sequence[tuple[str, LintHit]]) -> bool:
    """A request that never ends stops a service; a script that hangs is stopped by whoever started it."""
    served = facts.one(ServedCode)
    return any(hit.code != "S113" or _is_asked(served, path) for path, hit in hits)


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
