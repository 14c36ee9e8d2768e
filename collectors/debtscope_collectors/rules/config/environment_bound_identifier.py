"""Ids of one server's objects are written into the code

Detects
-------
Literals in programs and notebooks that name one object of one server: runs (`runs:/3f2a…`, `mlruns/0/3f2a…`), ARNs and registry
addresses with an account number, and ids (uuid, 32 hexadecimal or nine and more decimal digits) given to names like `run_id`,
`experiment_id`, `endpoint_id`, `project_id`, `deployment_id`, `block_id`; run ids in images and manifests too. At low severity, the address of a tracking server that a program sets (`set_tracking_uri("http://…")`).
Defaults that the
environment or an option overrides (a table that is read only behind `if given: return given` too) are clean, but for a run that a service loads by default where no image and no manifest sets the
variable; and so are tests, examples, documents and messages, well-known sample accounts, and
ids in configuration. Low in notebooks and experiments; several of them are one item, and so are all files that name the same object.
Version literals are not compared with packages.

Why it is debt
--------------
The id exists on one tracking server or in one account. A second environment, a new server or the next training run needs a change of
code, and until it comes the program serves what nobody meant any more.

How to pay it down
------------------
Look the object up by name and alias (`models:/churn@champion`), or take the id from the environment.

Example
-------
Debt: `run_id = "3f2a…"` in serving code. Clean: `os.environ["RUN_ID"]`.

References
----------
Sculley et al. 2015, "Configuration debt".
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence, Set

from debtscope.api import Category, Confidence, Evidence, Facts, Finding, Maturity, Severity, file_subject, rule
from debtscope.model.regex import regex
from debtscope_collectors.joins.facts import CodeBase, CodeModule
from debtscope_collectors.joins.listing import listed
from debtscope_collectors.joins.places import is_aside
from debtscope_collectors.joins.together import together
from debtscope_collectors.sources.containers.facts import ContainerSpec, ServingManifest
from debtscope_collectors.sources.python.bound import BoundLiteral, bound_literals

_SHOWN = 6
_NAMED = 3
_OUTSIDE = frozenset({"test", "docs", "example", "vendored", "generated"})
_PLACES = frozenset({"home", "path", "drive", "platform", "address", "host", "bucket", "database", "neighbour"})
_RUN = regex(r"(?:runs:/|mlruns/\d{1,20}/|/)([0-9a-f]{32})(?:/|$)")


@rule(
    id="CFG-038",
    category=Category.CONFIG,
    debt_type="configuration debt",
    severity=Severity.MEDIUM,
    confidence=Confidence.MEDIUM,
    since=Maturity.PILOT,
    needs=("python",),
    uses=("containers",),
    facets=(bound_literals,),
)
def check(facts: Facts) -> Iterator[Finding]:
    """One finding for the files that name one object; notebooks and scripts folded from two on."""
    code = facts.one(CodeBase)
    given = {one.name for spec in facts.all(ContainerSpec) for one in spec.environment}
    bound: dict[str, list[BoundLiteral]] = {}
    for path, rows in facts.rows(bound_literals).items():
        module = code.modules.get(path) if code else None
        if module is None or module.role in _OUTSIDE or is_aside(path):
            continue
        ids = [one for one in rows if one.kind not in _PLACES and (not one.is_default or _stands(one, module, given))]
        if ids:
            bound[path] = ids
    for path, line, text in _deployed(facts):
        for found in _RUN.finditer(text):
            bound.setdefault(path, []).append(BoundLiteral(kind="run", text=found[1], line=line or 1))
    project: list[Finding] = []
    aside: list[Finding] = []
    trackers: list[Finding] = []
    for paths in _sharing(bound):
        mild = {path for path in paths if _is_mild(code, path)}
        tracks = all(one.kind == "tracker" for path in paths for one in bound[path])
        paths.sort(key=lambda path: (path in mild, path))
        found = _finding({path: bound[path] for path in paths}, mild=len(mild) == len(paths) or tracks)
        (aside if len(mild) == len(paths) else trackers if tracks else project).append(found)
    yield from project
    yield from together(
        trackers,
        "one tracking server",
        "{n} programs ({first} first) record their runs at an address that is written into them.",
    )
    yield from together(aside, "ids of one server", "{n} files ({first} first) name {all} ids that one server gave.")


def _stands(one: BoundLiteral, module: CodeModule, given: Set[str]) -> bool:
    """The default of a serving module's variable that no image and no manifest sets: the run is what answers."""
    if one.kind != "run" or not module.facts.serving:
        return False
    return any(one.text in site.detail and site.name not in given for site in module.facts.environment)


def _deployed(facts: Facts) -> Iterator[tuple[str, int | None, str]]:
    """Texts of images and manifests that may name a run."""
    for spec in facts.all(ContainerSpec):
        if not is_aside(spec.path):
            yield spec.path, spec.line, " ".join(spec.command)
            yield from ((spec.path, one.line, one.value) for one in spec.environment)
    for manifest in facts.all(ServingManifest):
        if not is_aside(manifest.path):
            yield from ((manifest.path, manifest.line, uri) for uri in manifest.uris)


def _is_mild(code: CodeBase | None, path: str) -> bool:
    module = code.modules.get(path) if code else None
    return module is not None and (module.facts.kind == "notebook" or module.role == "experiment")


def _sharing(bound: Mapping[str, Sequence[BoundLiteral]]) -> list[list[str]]:
    """The files in groups: those that name the same object are mended together."""
    groups: list[tuple[set[str], list[str]]] = []
    for path, ids in sorted(bound.items()):
        texts, paths = {one.text for one in ids}, [path]
        for group in [group for group in groups if not texts.isdisjoint(group[0])]:
            groups.remove(group)
            texts |= group[0]
            paths += group[1]
        groups.append((texts, paths))
    return [paths for _, paths in groups]


def _finding(bound: Mapping[str, Sequence[BoundLiteral]], *, mild: bool) -> Finding:
    """Of the files of one group, at the first of them."""
    named = Counter(text for ids in bound.values() for text in {one.text for one in ids})
    heads = [(path, min(ids, key=lambda one: (-named[one.text], one.line))) for path, ids in bound.items()]
    rest = [(path, one) for path, ids in bound.items() for one in ids if (path, one) not in heads]
    placed = heads + rest
    path, first = placed[0]
    texts = dict.fromkeys(one.text for _, one in placed)
    more = f" and {len(texts) - 1} more" if len(texts) > 1 else ""
    others = list(bound)[1:]
    also = f"; {listed(others, _NAMED)} {'name' if len(others) > 1 else 'names'} the same" if others else ""
    return Finding(
        subject=file_subject(path),
        line=first.line,
        severity=Severity.LOW if mild else None,
        message=f"{path}:{first.line} is bound to the {first.kind} {_short(first.text)}{more}{also}.",
        evidence=tuple(
            Evidence(kind="line", path=at, line=one.line, ref=one.kind, value=_short(one.text))
            for at, one in placed[:_SHOWN]
        ),
        occurrences=len(placed),
        cause=f"id:{first.text}",
    )


def _short(text: str) -> str:
    """Enough of an id to find it."""
    return text if len(text) <= 60 else text[:59] + "…"
