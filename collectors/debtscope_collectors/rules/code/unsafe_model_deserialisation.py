"""Loading a model file can run foreign code

Detects
-------
Calls that rebuild objects by running code from the file (pickle, cloudpickle, dill, joblib, `torch.load` without `weights_only`, `numpy.load(allow_pickle=True)`,
`pandas.read_pickle`, Keras `safe_mode=False`), judged by where the file comes from. A request or an upload is critical, and so is a download by what production runs;
another download is high, and so is one from a model hub without a commit; in production an object of a bucket that the project does not write itself is medium. A digest
that is checked in the same function, or handed to who downloads, lowers it one level, and so does a notebook. Five and more downloads are one item.

Files of one's own are low, and told (by module for what runs in production, from five on and for the rest as one item) where the system is in production and what runs
there loads one that others can write: from a place that the environment names, or from a mount or a folder that several share (`/mnt`, `/dbfs`, `/tmp`). Elsewhere who may
replace the file has the code as well, as readers of real repositories found of nearly all of them: arguments of a helper, attributes, paths of the image, what git or DVC
pins, the project writes, its registry holds (also by the folder that a platform fills from it: `AZUREML_MODEL_DIR`) or a command line names. Pickles of a library, a research project or a pilot are its own affair, and so are lines that somebody
looked at (`# nosec`). Loads in functions that nobody calls are left out. `torch.load` without
the argument counts only where the lock file or the declaration holds torch below 2.6, where the default became safe.

Why it is debt
--------------
Whoever can replace the file runs code with the rights of the process that loads it: a shared bucket, a hub account or an upload form becomes a way into training machines
and services. Moving a fleet of pickles to another format later costs far more than choosing one now.

How to pay it down
------------------
Store weights as safetensors, skops or ONNX, or load with `weights_only=True`, which reads tensors, numbers and texts alone: a checkpoint that holds objects (arguments, a
whole model) is saved anew as a state dict first. Where a pickle has to stay, pin its digest and compare it before loading, and keep the place it lies in write-protected.

Example
-------
Debt: `torch.load(hf_hub_download(repo, "m.pt"), weights_only=False)`; clean: `torch.load(path, weights_only=True)`

References
----------
Python documentation, pickle. OWASP, Deserialization of Untrusted Data (CWE-502). PyTorch 2.6 release notes, torch.load.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import replace

from debtscope.api import (
    Category,
    Confidence,
    Driver,
    Evidence,
    Facts,
    Finding,
    GitHistory,
    Maturity,
    Severity,
    Subject,
    facet,
    file_subject,
    rule,
)
from debtscope.model.frozen import frozen
from debtscope.model.regex import regex
from debtscope_collectors.joins.facts import CodeBase, CodeModule, RepositoryMaturity
from debtscope_collectors.joins.served import ServedCode
from debtscope_collectors.joins.torch_versions import torch_held
from debtscope_collectors.joins.unused_code import DeadLines
from debtscope_collectors.sources.dvc.facts import DvcProject
from debtscope_collectors.sources.python.origins import Origin, origin_of
from debtscope_collectors.sources.python.view import ModuleView

_LOADERS = frozenset(
    {
        "pickle.load", "pickle.loads", "_pickle.load", "cPickle.load", "cloudpickle.load", "cloudpickle.loads", "dill.load",
        "dill.loads", "joblib.load", "sklearn.externals.joblib.load", "torch.load", "pandas.read_pickle", "numpy.load",
        "keras.models.load_model", "keras.saving.load_model", "tensorflow.keras.models.load_model",
        "langchain_community.vectorstores.FAISS.load_local", "langchain.vectorstores.FAISS.load_local",
        "langchain_community.vectorstores.faiss.FAISS.load_local", "fastai.learner.load_learner", "fastai.basic_train.load_learner",
        "fastai.vision.all.load_learner", "fastai.vision.load_learner", "fastai.text.all.load_learner", "fastai.tabular.all.load_learner",
    }
)  # fmt: skip
_LOADING = frozenset(name.rpartition(".")[2] for name in _LOADERS)
_WORDS = ("pickle", "joblib", "dill", "torch", "load_model", "load_local", "load_learner")
"""One of these stands in every file that names a loader."""
_FILE_KEYWORDS = ("folder_path", "file", "f", "filename", "filepath", "filepath_or_buffer", "filepath_or_object", "fp")
_REVIEWED = regex(r"#\s*(?:nosec\b|noqa:\s?S30)")
_WRITERS = regex(
    r"^(?:(?:pickle|_pickle|cPickle|cloudpickle|dill|joblib)\.dumps?|torch\.save|numpy\.save\w*|.*\.to_pickle)$"
)
_DIGEST = regex(r"^(?:\w{0,20}_)?(?:hash|sha256|sha|md5|digest|checksum)(?:_prefix|sum)?$")
_WRITING = frozenset({"dump", "dumps", "to_pickle"})
_ASIDE = frozenset({"test", "docs", "example", "vendored", "generated"})
_LOCAL = frozenset({"path", "argument", "parameter"})
_OWN = 0.1
_HANDED = 0.15
"""How open to others a path is that code hands on, and (above) what the project itself writes or pins."""
_OUTSIDE = "outside"
_LOOKED_AT = "looked-at"
"""The price of files of one's own: a look and a keyword each, where a stranger's file wants another format."""
_MANY = 5
"""From so many on, loads of downloads are one item, and files of what runs in production that load the project's own."""
_SHARED = regex(
    r"^(?:/(?:mnt|media|dbfs|Volumes|efs|nfs|net|gcs|s3|shared?|tmp|var/tmp|dev/shm)/|dbfs:/|\\\\)(?!\{\}$)[^/]"
)
"""Mounts, and folders into which anybody on the machine writes."""
_SAFE = frozenset({"safe", "open"})
"""A new installation gets torch 2.6, whose default reads tensors alone."""
_LEVELS = (Severity.LOW, Severity.MEDIUM, Severity.HIGH, Severity.CRITICAL)


@frozen
class Load:
    """One call that may run code from a file."""

    function: str
    line: int
    scope: str
    origin: str
    """remote, hub, pinned, bucket, registry, request, argument, environment, parameter, attribute, written, path or unknown."""
    target: str
    """What is known of the file: a folded path, a url's host, the name of the argument."""
    path: str
    """The folded path, `{}` for what is not constant; an argument may stand in a part of it."""
    weights_only: str
    """For torch: off, absent; `` for others."""
    is_verified: bool
    """A digest is compared in the same function."""
    excerpt: str


@facet(Load, version=10, tests=False, broken=True)
def loads(view: ModuleView) -> Iterator[Load]:
    """Every unsafe load of the file, with the origin of what it loads."""
    if not view.spells(_WORDS):  # most files: spares resolving every call of theirs
        return
    saving = [word for word in view.call_table.words if word.startswith("save") or word in _WRITING]
    writes = [call for call in view.calls_to(saving) if _WRITERS.match(view.called(call) or "")]
    written = {(text, view.scope(call)) for call in writes for text in _targets(view, call)}
    anywhere = {text for text, _ in written}
    for call in view.calls_to(_LOADING):
        name = view.called(call) or ""
        if name == "pickle.Unpickler.load" or name == "_pickle.Unpickler.load":
            source: ast.AST | None = call.func
        elif name in _LOADERS:
            source = view.argument(call, *_FILE_KEYWORDS, 0)
        else:
            continue
        guard = _guard(view, name, call)
        if source is None or guard is None:
            continue
        origin = origin_of(view, source)
        if origin.kind == "memory":
            continue
        if (origin.text, view.scope(call)) in written:
            continue  # its own file, written a moment ago
        if origin.text and origin.text in anywhere:
            origin = Origin(kind="written", text=origin.text, path=origin.path)
        yield Load(
            function=name,
            line=view.place(call),
            scope=view.scope(call),
            origin=origin.kind,
            target=origin.text,
            path=origin.path,
            weights_only=guard,
            is_verified=_is_verified(view, call),
            excerpt=view.snippet(call),
        )


def _targets(view: ModuleView, call: ast.Call) -> Iterator[str]:
    for argument in (*call.args[:3], *(k.value for k in call.keywords)):
        origin = origin_of(view, argument)
        if origin.kind in ("path", "argument", "environment", "registry") and origin.text:
            yield origin.text


def _guard(view: ModuleView, name: str, call: ast.Call) -> str | None:
    """None where the call runs no code; for torch how `weights_only` is given; else an empty text."""
    if name == "torch.load":
        given = view.argument(call, "weights_only")
        if given is None:
            return None if view.has_star(call) else "absent"
        return "off" if view.constant(given) is False else None
    if name == "numpy.load":
        given = view.argument(call, "allow_pickle", 2)
        return "" if given is not None and view.constant(given) is True else None
    if name.endswith(".load_local"):
        given = view.argument(call, "allow_dangerous_deserialization")
        if given is None:
            return (
                "" if name.startswith("langchain.") else None
            )  # refused by default since it moved to langchain_community
        return "" if view.constant(given) is True else None
    if name.endswith(".load_model"):
        given = view.argument(call, "safe_mode")
        return "" if given is not None and view.constant(given) is False else None
    return ""


def _is_verified(view: ModuleView, call: ast.Call) -> bool:
    """A digest is made and something is compared around the call, or who fetches the file is told one."""
    function = view.function(call)
    if function is None:
        return False
    first, last = view.place(function), view.end(function)
    if any(k.arg and _DIGEST.search(k.arg) and first <= k.lineno <= last for k in view.nodes(ast.keyword)):
        return True  # who downloads compares: `download(url, hash_prefix=…)`
    makes = any(
        first <= view.place(c) <= last and (view.name(c.func) or "").startswith(("hashlib.", "hmac."))
        for c in view.calls
    )
    return makes and any(first <= view.place(c) <= last for c in view.compares)


@rule(
    id="COD-004",
    category=Category.CODE,
    debt_type="MLSecOps, security debt",
    severity=Severity.CRITICAL,
    confidence=Confidence.MEDIUM,
    since=Maturity.RESEARCH,
    needs=("python",),
    uses=("git", "dvc", "dependencies"),
    credits=("CR-21",),
    facets=(loads,),
)
def check(facts: Facts) -> Iterator[Finding]:
    code = facts.one(CodeBase)
    if code is None:
        return
    torch, pinned, served = torch_held(facts), _pinned(facts, code), facts.one(ServedCode)
    maturity = facts.one(RepositoryMaturity)
    is_production = maturity is not None and maturity.value is Maturity.PRODUCTION
    dead = DeadLines(facts)
    live: dict[str, list[Finding]] = {}
    mild: list[Finding] = []
    grave: list[Finding] = []
    is_open = False
    for path, found in sorted(facts.rows(loads).items()):
        module = code.modules.get(path)
        if module is None or module.role in _ASIDE:
            continue
        for load in found:
            if (load.weights_only == "absent" and torch in _SAFE) or dead.hold(path, load.line):
                continue
            place = _Place(module, load, pinned, served, code.is_library, is_production)
            finding, origin = _finding(place)
            if finding.severity is not Severity.LOW:
                grave.append(finding)
            elif is_production and module.is_own and not code.is_library and not _REVIEWED.search(load.excerpt):
                is_open = is_open or (place.is_live and _is_open(load, origin))
                (live.setdefault(path, []) if place.is_live else mild).append(finding)
    yield from (replace(one, tier=_OUTSIDE) for one in (grave if len(grave) < _MANY else [_as_grave(grave)]))
    groups = (
        [*live.values(), mild] if len(live) < _MANY else [[*(one for ones in live.values() for one in ones), *mild]]
    )
    for ones in groups if is_open else ():
        if ones:  # who mends one load of a module mends the others beside it
            told = _mild(ones, torch) if len(ones) > 1 else ones[0]
            path = ones[0].subject.path if ones is not mild and len(groups) > 1 else None
            yield replace(told, tier=_LOOKED_AT, subject=file_subject(path) if path and len(ones) > 1 else told.subject)


@frozen(kw_only=False)
class _Place:
    """One load, and what is known of the project around it."""

    module: CodeModule
    load: Load
    pinned: _Pinned
    served: ServedCode | None
    is_library: bool
    is_production: bool
    """Somebody is known to use the system as a whole; a pilot's page is not production yet."""

    @property
    def is_served(self) -> bool | None:
        """Whether serving code reaches it; None where nothing tells."""
        return self.served.holds(self.module.path) if self.served else None

    @property
    def is_live(self) -> bool:
        """Whether an application runs it in production."""
        return not self.is_library and (self.module.in_production or bool(self.is_served))


def _finding(place: _Place) -> tuple[Finding, str]:
    """What is told of a load, and where its file comes from at last."""
    module, load = place.module, place.load
    if load.origin == "argument" and "/" in load.path.partition("{}")[0].lstrip("/"):
        load = replace(load, origin="path")  # an option completes a name below a folder that the code says
    of_stage = load.origin == "argument" and (module.entry or "").startswith("dvc:")
    is_pinned = of_stage or (load.origin in _LOCAL and bool(load.path) and place.pinned.holds(load.path))
    if load.origin in ("path", "bucket") and not is_pinned and place.pinned.writes(load.path):
        load = replace(load, origin="written")
    severity, origin, weight = _judge(load, is_pinned, place)
    replaced = "those bytes" if load.function.endswith(".loads") else "that file"
    if load.is_verified or module.is_tried_out:
        severity = _LEVELS[max(0, _LEVELS.index(severity) - 1)]
    where = "in production" if place.is_live and place.is_production and module.role != "script" else "here"
    drivers = [
        Driver(
            name="origin", value=weight if severity is not Severity.LOW else min(weight, _HANDED), unit="x", ref=origin
        )
    ]
    if (is_served := place.is_served) is not None:
        drivers.append(
            Driver(
                name="served",
                value=float(is_served),
                unit="x",
                ref="reached by serving code" if is_served else "no serving code reaches it",
            )
        )
    finding = Finding(
        subject=file_subject(module.path, load.scope or None),
        line=load.line,
        severity=severity,
        confidence=Confidence.HIGH if severity is Severity.CRITICAL else None,
        message=(
            f"{load.function} at {module.path}:{load.line} executes code from {origin}; whoever can replace {replaced} "
            f"runs code {where}."
        ),
        evidence=(
            Evidence(kind="line", path=module.path, line=load.line, excerpt=load.excerpt),
            Evidence(kind="origin", path=module.path, line=load.line, ref=load.origin, value=load.target or None),
        ),
        drivers=tuple(drivers),
    )
    return finding, "pinned" if is_pinned else load.origin


def _is_open(load: Load, origin: str) -> bool:
    """Whether others than who changes the code may write the file; whoever can replace what lies beside the code can replace the code."""
    return origin == "environment" or (origin == "path" and _SHARED.match(load.path) is not None)


def _mild(mild: list[Finding], torch: str) -> Finding:
    """Loads of files that strangers hardly reach: true, mild and many, so one item."""
    keyword = (
        "The torch that is declared has no weights_only: save"
        if torch == "ancient"
        else "Load with weights_only=True where the file holds tensors alone (a checkpoint with settings or an optimiser's objects has to be saved anew as a "
        "state dict first), or save"
    )
    return _folded(
        mild,
        "loads of the project's own files",
        "Files are loaded that can run code",
        "loads {first} execute code from files that the project writes, registers or pins, or that a caller or a setting names; whoever can replace "
        "one of them runs code here.",
        max((finding.drivers[0] for finding in mild), key=lambda driver: driver.value),
        Severity.LOW,
        f"{keyword} as safetensors, skops or ONNX; else say in the docstring what is run.",
    )


def _as_grave(grave: list[Finding]) -> Finding:
    """Loads of what comes from outside: one function that compares a digest serves them all, and they weigh as the gravest does."""
    first = max(
        grave, key=lambda finding: (_LEVELS.index(finding.severity or Severity.CRITICAL), finding.drivers[0].value)
    )
    told = _folded(
        grave,
        "loads of downloads",
        "Downloads are loaded that can run code",
        "loads {first} execute code from downloads, buckets or bytes from outside; whoever can replace them runs code here.",
        first.drivers[0],
        first.severity or Severity.CRITICAL,
    )
    return replace(told, drivers=first.drivers, confidence=first.confidence)


def _folded(
    findings: list[Finding],
    name: str,
    title: str,
    message: str,
    origin: Driver,
    severity: Severity,
    remediation: str | None = None,
) -> Finding:
    places = [finding.evidence[0] for finding in findings]
    many = len(places) > 1
    first = f"({'first ' * many}{places[0].path}:{places[0].line})"
    return Finding(
        subject=Subject(kind="repo", name=name),
        title=title,
        severity=severity,
        message=f"{len(places)} {message.format(first=first, s='s' * many, verb='s' * (not many))}",
        evidence=tuple(places),
        occurrences=float(len(places)),
        drivers=(origin,),
        remediation=remediation,
    )


def _judge(load: Load, is_pinned: bool, place: _Place) -> tuple[Severity, str, float]:
    """Severity, origin in words, and how open the place is to others (1 = anybody)."""
    file = (load.path or load.target).replace("{}", "…")
    named = f" ({load.target})" if load.target else ""
    thing = "bytes" if load.function.endswith(".loads") else "a file"
    match load.origin:
        case "remote":
            return Severity.CRITICAL if place.is_live else Severity.HIGH, f"a download{named}", 1.0
        case "hub":
            return Severity.HIGH, f"a model hub{named}, of which no commit is named", 1.0
        case "bucket":
            level = Severity.MEDIUM if place.is_live and place.is_production else Severity.LOW
            return level, f"a bucket{named}", 0.3
        case "registry":
            return Severity.LOW, f"a model of the workspace's registry{named}", _OWN
        case "request":
            return Severity.CRITICAL, "a request or an upload", 1.0
        case "pinned":
            return Severity.LOW, f"a commit of a model hub{named}", _OWN
        case "written":
            return Severity.LOW, f"{file}, which the project itself writes", _OWN
        case _ if is_pinned:
            return Severity.LOW, f"{file}, which git or DVC pins", _OWN
        case "path":
            return Severity.LOW, f"{file}, which nothing pins", _HANDED
        case "argument":
            return Severity.LOW, f"the command-line argument {load.target}", _OWN
        case "environment":
            return Severity.LOW, f"a path taken from the environment{named}", _HANDED
        case "parameter":
            return Severity.LOW, f"{thing} that the caller chooses{named}", _HANDED
        case "attribute":
            told = f"a file that {load.target} names" if thing == "a file" else f"bytes held by {load.target}"
            return Severity.LOW, told, _HANDED
        case _:
            return Severity.LOW, f"{thing} whose origin the code does not show", _HANDED


@frozen(kw_only=False)
class _Pinned:
    """Paths whose content git or DVC pins, and names of files that the project's own code writes."""

    exact: frozenset[str]
    texts: tuple[str, ...]
    made: frozenset[str]

    def writes(self, target: str) -> bool:
        """Whether some code of the project writes a file of that name."""
        return target.rpartition("/")[2] in self.made

    def holds(self, target: str) -> bool:
        """Whether a folded path (`{}` for what is not known) is among them, from any folder up."""
        path = target.removeprefix("./").removeprefix("../").lstrip("/")
        if not path.strip("{}/."):
            return False
        if "{}" not in path:
            return path in self.exact or any(known.endswith(f"/{path}") for known in self.texts)
        pattern = re.compile(r"(?:.{1,300}/)?" + r"[^\n]{0,200}".join(re.escape(part) for part in path.split("{}")[:6]))
        return path.count("/") + path.count(".") > 0 and any(pattern.fullmatch(known) for known in self.texts)


def _pinned(facts: Facts, code: CodeBase) -> _Pinned:
    history = facts.one(GitHistory)
    paths = set(history.tracked) if history else set[str]()
    for project in facts.all(DvcProject):
        paths |= project.tracked_outputs()
    weights = tuple(sorted(p for p in paths if not p.endswith((".py", ".md", ".ipynb"))))
    made = (access.target for module in code.modules.values() for access in module.facts.writes)
    names = frozenset(target.rpartition("/")[2] for target in made if target)
    return _Pinned(exact=frozenset(paths), texts=weights, made=frozenset(n for n in names if n.strip("{}.")))
