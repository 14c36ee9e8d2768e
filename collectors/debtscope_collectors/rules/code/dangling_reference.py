"""A file, module or stage is named that does not exist

Detects
-------
Names that lead nowhere in the tree: sources of COPY and ADD, build contexts, Dockerfiles and single mounted files and mounted folders of settings of compose,
scripts, modules, lists of requirements, tests, make targets and local actions in CI, Makefiles, shell scripts, Dockerfiles,
MLproject, bentofile.yaml, commands of Airflow DAGs and dvc.yaml, dependencies of DVC stages that nothing makes, resources of kustomizations, texts that a setup.py opens (`open("requirements.txt")`), options of Hydra's defaults,
ports that a compose file publishes of an image whose command listens at another (medium),
suites of Great Expectations checkpoints, commands that pyproject.toml installs, imports of modules of the project's own
packages and of names that a module of the project does not have (in tests too, medium), tests that import their neighbour by the name of a folder that is nowhere
(`app.main` beside `main.py`; medium), names that a program uses and its file neither defines nor imports (medium; not of Databricks notebooks that run another by `%run`, or that another runs, nor in a function that nobody calls), files that Feast sources read, and files that are
read in one format where the repository writes them in another. And clients in Python (`requests`, `httpx`) that ask a FastAPI or Flask service of
the repository for an address that none of its routes ends in (medium confidence).

What git ignores, DVC keeps, a submodule or link holds, a command downloads, copies, unpacks or makes of a notebook, a page tells who builds to copy there (`cp ~/.ssh/id_rsa.pub id_rsa.pub`), or code writes is there as far as
anybody can tell, and is left out. So are names with variables or patterns, what an image asks of its context where scripts build whatever Dockerfile and folder they are given or copy the Dockerfile into a folder that a tool fills, the readme of
a project that uv installs and nobody builds, absolute paths, files after which the script asks first
(in whatever line) or goes on without, commands of services that run an image of others or that run in a pod (`kubectl exec … --`), and tests, examples and documentation. Names below one missing folder are one item,
and so are those of one file, files that choose options that one group of Hydra's does not have, and three files and more that lack the same thing, or are of one name and each lack the same beside them. Low: an image that copies what a program of the project
writes, git does not hold and no job makes. What people start by hand (Makefile, shell script, a compose file for one place, a program that nothing runs) is medium, and so is an import in a function; low in a file that nothing imports, starts or tests. Where the folder of a command is not known (`cd`, a working
directory, a container), any path that ends so will do, and in an image what COPY puts at that place (`COPY . /app/worker`, `./worker/requirements.txt`). Data that code reads and nobody provides is training-data-not-versioned.

Why it is debt
--------------
The build, the job or the stage fails when somebody next needs it, which is seldom the day on which the file went away.

How to pay it down
------------------
Fix or delete the reference. Let CI build the image and dry-run the pipeline, so that the next one is seen at once.

Example
-------
`COPY src/serve.py .` where only `src/app/serve.py` exists.

References
----------
Sculley et al. 2015, pipeline jungles and dead code paths.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from debtscope.api import (
    Category,
    Confidence,
    Driver,
    Evidence,
    Facts,
    Finding,
    Maturity,
    Severity,
    Subject,
    file_subject,
    rule,
)
from debtscope.model.frozen import frozen
from debtscope.model.regex import regex
from debtscope_collectors.joins.answered_paths import AnsweredPaths, words_of
from debtscope_collectors.joins.broken_imports import BrokenImport
from debtscope_collectors.joins.dead_ports import DeadPort, dead_ports
from debtscope_collectors.joins.facts import CodeBase
from debtscope_collectors.joins.hand_made import hand_made
from debtscope_collectors.joins.listing import listed
from debtscope_collectors.joins.lost_paths import gone_paths, nearest, what_became_of
from debtscope_collectors.joins.missing_names import MissingName
from debtscope_collectors.joins.path_roles import role_by_path
from debtscope_collectors.joins.places import is_aside
from debtscope_collectors.joins.run_notebooks import run_by_others
from debtscope_collectors.joins.standing import is_test_file, standing
from debtscope_collectors.joins.together import of_siblings, plain, together
from debtscope_collectors.joins.unused_code import DeadLines
from debtscope_collectors.joins.written import WrittenNames
from debtscope_collectors.sources.docs.facts import DocPage
from debtscope_collectors.sources.docs.steps import makes
from debtscope_collectors.sources.feast.facts import FeatureStore
from debtscope_collectors.sources.pipelines.facts import Pipelines
from debtscope_collectors.sources.python.client_paths import client_paths
from debtscope_collectors.sources.python.facts import DataAccess, ModuleFacts
from debtscope_collectors.sources.python.notebook_files import run_notebooks
from debtscope_collectors.sources.python.undefined import undefined_names
from debtscope_collectors.sources.references.declared import OPEN
from debtscope_collectors.sources.references.facts import UnmetReference
from debtscope_collectors.sources.references.shell import named
from debtscope_collectors.sources.references.tree import Tree
from debtscope_collectors.sources.values import inside

_BY_HAND: Final = regex(r"(?:^|/)(?:Makefile|GNUmakefile|makefile|[^/]*\.sh|MLproject|pyproject\.toml|Procfile|docker-compose\.[\w-]+\.ya?ml|compose\.[\w-]+\.ya?ml)$")  # fmt: skip
"""Run when somebody asks for it; the others run whenever the project is built, tested or deployed."""
_TABLES: Final = (".parquet", ".csv", ".feather", ".json", ".jsonl", ".pkl", ".xlsx", ".tsv", ".arrow", ".csv.gz")
_NO_ROLE: Final = frozenset({"test", "docs", "example", "vendored", "generated"})
_COMMON_PARTS: Final = frozenset({"api", "v1", "v2", "rest"})
"""Parts that addresses of any service have."""
SHOWN: Final = 12
NAMES: Final = "names that nothing defines"
MISSING: Final = "names that lead nowhere"
"""One symbol for whatever a file lacks: the item stays the same when one of them is mended."""
HYDRA: Final = "Hydra default"
_LISTED: Final = 4
_SAME: Final = 3
"""Files from which on that lack the same thing are one item."""


@frozen
class _Broken:
    """One name that leads nowhere."""

    path: str
    line: int | None
    via: str
    name: str
    target: str
    kind: str = "path"
    near: str = ""
    confidence: Confidence = Confidence.HIGH
    is_by_hand: bool = False
    is_dead: bool = False  # nothing imports, starts or tests its file


@rule(
    id="COD-049",
    category=Category.CODE,
    debt_type="broken wiring",
    severity=Severity.HIGH,
    confidence=Confidence.HIGH,
    since=Maturity.RESEARCH,
    needs=("references",),
    uses=("files", "python", "dvc", "git", "feast", "dependencies", "pipelines", "containers", "docs"),
    facets=(undefined_names, run_notebooks, client_paths),
)
def check(facts: Facts) -> Iterator[Finding]:
    yield from _asked(facts)
    yield from map(_unheard, dead_ports(facts))
    tree = facts.one(Tree)
    if tree is None:
        return
    groups: dict[tuple[str, str], dict[str, _Broken]] = {}
    for one in (
        *_named(facts),
        *_imports(facts),
        *_features(facts, tree),
        *_formats(facts, tree),
        *_operators(facts, tree),
        *_undefined(facts),
        *_taken(facts),
    ):
        members = groups.setdefault((one.path, _root(one, tree)), {})
        members.setdefault(one.target.rstrip("/"), one)
    gone = gone_paths(facts) if groups else {}
    names: list[Finding] = []
    missing: dict[str, list[Finding]] = {}
    for (_, root), members in groups.items():
        found = _finding(root, list(members.values()), tree, gone)
        (names if root == NAMES else missing.setdefault(root, [])).append(found)
    files: dict[str, list[Finding]] = {}
    for root, ones in missing.items():
        if root.startswith("options of ") and len(ones) > 1:
            yield from _of_group(root, ones)
            continue
        if len(ones) >= _SAME:
            yield from _of_one(root, ones)
            continue
        for one in ones:
            files.setdefault(one.subject.path or "", []).append(one)
    yield from of_siblings(ones[0] if len(ones) == 1 else _of_file(path, ones) for path, ones in files.items())
    yield from _hand_made(facts, {(one.path, one.target) for members in groups.values() for one in members.values()})
    yield from together(
        names,
        NAMES,
        "{n} files use {all} names that nothing in them defines, most in {first}: each stops when it comes there.",
    )


def _hand_made(facts: Facts, told: set[tuple[str, str]]) -> Iterator[Finding]:
    found = hand_made(facts, told)
    for path, ones in sorted(found.items()):
        first, writer = ones[0]
        more = f" and {len(ones) - 1} more" if len(ones) > 1 else ""
        yield Finding(
            subject=Subject(kind="reference", name=f"{path}: made by hand", path=path, symbol="made by hand"),
            line=first.line,
            title="The image copies what somebody must have made before",
            severity=Severity.LOW,
            confidence=Confidence.MEDIUM,
            message=f"{path}:{first.line or 1} copies {first.name}{more}, which git does not hold and no job makes: the image builds only where "
            f"somebody ran {writer} before, with whatever that run left.",
            evidence=(
                *(Evidence(kind="line", path=path, line=one.line, excerpt=f"{one.via} {one.name}", ref=by) for one, by in ones[:SHOWN]),
                Evidence(kind="searched", excerpt="git, DVC, downloads, and jobs that run the program", value="not found"),
            ),
            occurrences=float(len(ones)),
            drivers=(Driver(name="by_hand", value=0.2, unit="x", ref="builds when somebody asks for it"),),
            remediation="Let CI make it before it builds the image, fetch a version of it from a registry, or load it when the service starts.",
        )  # fmt: skip


def _of_one(root: str, ones: list[Finding]) -> Iterator[Finding]:
    """Files that need the same missing thing: who puts it there mends them all."""
    yield from together(ones, f"uses of {root}", f"{{n}} files use {plain(root)}, which does not exist ({{first}}).")


def _of_group(root: str, ones: list[Finding]) -> Iterator[Finding]:
    """Compositions that choose what one group of Hydra's does not have: who puts the options back mends them all."""
    folder = plain(root.removeprefix("options of "))
    yield from together(ones, root, f"{{n}} files choose options of {folder} that it does not have ({{first}} first).")


def _of_file(path: str, ones: list[Finding]) -> Finding:
    """A file that names several things that are not there: whoever opens it mends all of them."""
    ones = sorted(ones, key=lambda one: one.line or 0)
    names = [proof.excerpt or "" for one in ones for proof in one.evidence if proof.kind == "line"]
    by_hand, levels = all(one.drivers for one in ones), {one.severity for one in ones}
    return replace(
        ones[0],
        title="A file names what does not exist",
        message=f"{path}:{ones[0].line or 1} and other lines of it name what does not exist: {listed(names, _LISTED)}.",
        severity=(ones[0].severity if len(levels) == 1 else Severity.MEDIUM) if by_hand else None,
        confidence=max((one.confidence or Confidence.HIGH for one in ones), key=list(Confidence).index),
        evidence=tuple(proof for one in ones for proof in one.evidence)[: SHOWN * 2],
        occurrences=sum(one.occurrences for one in ones),
        drivers=ones[0].drivers if by_hand else (),
    )


def _root(one: _Broken, tree: Tree) -> str:
    """The uppermost part of a target that is not there: files of one missing folder are one thing to mend."""
    if one.kind == "name":
        return NAMES
    if one.via == HYDRA:
        return f"options of {one.target.rpartition('/')[0]}"
    if one.via.endswith(" of the package"):
        return f"a {one.name} beside it"  # packages of one repository, each without its own
    parts = one.target.rstrip("/").split("." if one.kind == "module" else "/")
    if one.kind in ("target", "taken") or ".." in parts:
        return one.target
    for at in range(1, len(parts)):
        folder = "/".join(parts[:at])
        if folder and not (tree.has(folder) or (one.kind == "module" and tree.ends_with(folder))):
            return folder
    return one.target.rstrip("/")


def _named(facts: Facts) -> Iterator[_Broken]:
    """What commands and declarations name."""
    made = facts.one(WrittenNames)
    for one in facts.all(UnmetReference):
        if one.is_ignored or one.is_made or is_aside(one.path) or role_by_path(one.path) in _NO_ROLE:
            continue
        last = one.target.rstrip("/").rpartition("/")[2]
        if one.kind == "path" and made is not None and (made.keeps(one.target) or last in made.names):
            continue
        if one.kind == "path" and "." in last and any(makes(page.text, last) for page in facts.all(DocPage)):
            continue
        yield _Broken(
            path=one.path, line=one.line, via=one.via, name=one.name, target=one.target, kind=one.kind,
            is_by_hand=_BY_HAND.search(one.path) is not None or one.via in ("pytest", "make", "mounted file"),
        )  # fmt: skip


def _operators(facts: Facts, tree: Tree) -> Iterator[_Broken]:
    """Scripts in the commands of DAGs: from which folder they run is not known, so any path that ends so will do."""
    found, made = facts.one(Pipelines), facts.one(WrittenNames)
    for pipeline in found.pipelines if found else ():
        if pipeline.tool != "airflow" or is_aside(pipeline.path) or role_by_path(pipeline.path) in _NO_ROLE:
            continue
        for step in pipeline.steps:
            for one in (n for line in step.command.split("\n") if "git clone" not in step.command for n in named(line)):
                last = one.name.rpartition("/")[2]
                if one.kind != "path" or OPEN.search(one.name) or tree.ends_with(one.name) or tree.hides(one.name):
                    continue
                if made is None or last not in made.names:
                    yield _Broken(
                        path=pipeline.path, line=step.line, via=f"step {step.name}", name=one.name, target=one.name,
                        confidence=Confidence.MEDIUM,
                    )  # fmt: skip


def _imports(facts: Facts) -> Iterator[_Broken]:
    code = facts.one(CodeBase)
    for one in facts.all(BrokenImport):
        is_test = role_by_path(one.path) == "test"
        dead, late = standing(code, one.path, one.line)
        if is_test or not is_aside(one.path):
            yield _Broken(
                path=one.path, line=one.line, via="import", name=one.module, target=one.module, kind="module",
                confidence=Confidence.HIGH if one.is_relative else Confidence.MEDIUM,
                is_by_hand=is_test or late, is_dead=dead and not is_test,
            )  # fmt: skip


def _undefined(facts: Facts) -> Iterator[_Broken]:
    """Names of a program that nothing in its file defines; those in capitals, which may be there for a person to fill in, last."""
    code, run, dead = facts.one(CodeBase), run_by_others(facts), DeadLines(facts)
    for path, rows in sorted(facts.rows(undefined_names).items()):
        module = code.modules.get(path) if code else None
        if module is not None and module.is_own and not is_aside(path) and path not in run:
            for one in sorted(rows, key=lambda row: (row.name.isupper(), row.line)):
                if not dead.hold(path, one.line):
                    shown = f"{one.name} (in a class: {one.meant})" if one.meant else one.name
                    yield _Broken(
                        path=path, line=one.line, via="name", name=shown, target=one.meant or one.name, kind="name"
                    )


def _taken(facts: Facts) -> Iterator[_Broken]:
    """Names that a file of the project is asked for and does not have."""
    code = facts.one(CodeBase)
    for one in facts.all(MissingName):
        dead, late = standing(code, one.path, one.line)
        yield _Broken(
            path=one.path, line=one.line, via="import", name=f"{one.name} from {one.source}", target=f"{one.source}:{one.name}",
            kind="taken", near=one.near, is_by_hand=late, is_dead=dead and not is_test_file(one.path),
        )  # fmt: skip


def _asked(facts: Facts) -> Iterator[Finding]:
    """Clients that ask the project's own service for what it does not answer."""
    code, known = facts.one(CodeBase), facts.one(AnsweredPaths)
    for path, rows in sorted(facts.rows(client_paths).items()) if code and known else ():
        if code is None or known is None or path not in code.modules or not code.modules[path].is_own or is_aside(path):
            continue
        asked = [(row, words) for row in rows if (words := words_of(row.path))]
        meets = any(not known.lacks(words) for _, words in asked)
        lacking = [
            row
            for row, words in asked
            if known.lacks(words)
            and (meets or row.is_local)
            and not known.parts.isdisjoint({*words[:-1]} - _COMMON_PARTS)
        ]
        if lacking:
            names = ", ".join(dict.fromkeys(row.path for row in lacking[:4]))
            yield Finding(
                subject=file_subject(path, "addresses"),
                title="A client asks for what the service does not answer",
                message=f"{path}:{lacking[0].line} asks the project's own service for {names}; no route of it ends so.",
                line=lacking[0].line,
                confidence=Confidence.MEDIUM,
                evidence=tuple(
                    Evidence(kind="line", path=path, line=row.line, ref=row.path) for row in lacking[:SHOWN]
                ),
                occurrences=float(len(lacking)),
                remediation="Ask for the route that is there, and let a test send one request from the client's own address to the service.",
            )


def _unheard(one: DeadPort) -> Finding:
    """A published port behind which nothing listens."""
    return Finding(
        subject=Subject(kind="reference", name=f"{one.path}: port of {one.service}", path=one.path, symbol=one.service),
        title="A published port leads to nothing",
        message=f"{one.path}:{one.line or 1} publishes port {one.port} of {one.service}; {one.image} starts its program at {one.listens}.",
        line=one.line,
        severity=Severity.MEDIUM,
        evidence=(
            Evidence(kind="config", path=one.path, line=one.line, ref="ports", value=one.port),
            Evidence(kind="line", path=one.image, line=one.image_line, ref="listens", value=one.listens),
        ),
        remediation="Publish the port at which the program listens, or start it at the one that is published.",
    )


def _features(facts: Facts, tree: Tree) -> Iterator[_Broken]:
    """Files of Feast sources that neither lie there nor are made by anything."""
    made = facts.one(WrittenNames)
    for store in facts.all(FeatureStore):
        if store.config is not None and store.config.is_template:
            continue
        for path, source in store.sources:
            name = source.path
            if not name or "{}" in name or "://" in name or name.startswith(("/", "~")) or is_aside(path):
                continue
            tries = [inside(folder, name) for folder in (store.root, "", posixpath.dirname(path))]
            if any(tree.has(one) or tree.hides(one) or (made and made.keeps(one)) for one in tries):
                continue
            if made is None or name.rpartition("/")[2] not in made.names:
                yield _Broken(path=path, line=source.line, via="Feast source", name=name, target=tries[0])


def _formats(facts: Facts, tree: Tree) -> Iterator[_Broken]:
    """Files that are read under an ending that nobody writes, where the same name is written under another one."""
    modules = [m for m in facts.all(ModuleFacts) if role_by_path(m.path) not in _NO_ROLE and m.kind == "module"]
    made = facts.one(WrittenNames)
    kept = made.kept if made else ()
    stems: dict[str, set[str]] = {}
    for name in (*(a.target for m in modules for a in m.writes if a.target), *kept):
        stem, ending = _split(name)
        if ending and "{}" not in stem:
            stems.setdefault(stem, set()).add(ending)
    for module in modules:
        for access in module.reads:
            told = any(access.target in one.name for one in module.commands) if access.target else True
            found = None if told else _other_format(module.path, access, stems, tree)
            if found is not None and not is_aside(module.path):
                yield found


def _split(name: str) -> tuple[str, str]:
    """The last part of a path without its ending, and the ending; `` where it is no table."""
    last = name.rpartition("/")[2]
    ending = next((one for one in reversed(_TABLES) if last.endswith(one)), "")
    return last.removesuffix(ending).rstrip("*"), ending


def _other_format(path: str, access: DataAccess, stems: dict[str, set[str]], tree: Tree) -> _Broken | None:
    name = access.target or ""
    stem, ending = _split(name)
    written = stems.get(stem)
    if name.startswith(("../input/", "/kaggle/")):
        return None  # what the competition's host puts there
    if not ending or not written or ending in written or len(stem) < 5 or "{}" in name or "://" in name:
        return None
    tries = [place for folder in ("", posixpath.dirname(path)) if not (place := inside(folder, name)).startswith("..")]
    if not tries or any(tree.has(one.replace("*", "")) or tree.hides(one.replace("*", "")) for one in tries):
        return None
    if any(place.endswith(ending) for place in tree.beginning(stem)):
        return None
    other = f"{stem}{min(written)}"
    return _Broken(
        path=path, line=access.line, via="reads", name=name, target=tries[0], near=other, confidence=Confidence.MEDIUM
    )


def _nearest(one: _Broken, tree: Tree) -> str:
    if one.near or one.kind == "taken":
        return one.near
    return nearest(tree, one.target, is_beside=one.via == HYDRA)


def _finding(root: str, members: list[_Broken], tree: Tree, gone: dict[str, str]) -> Finding:
    one = members[0]
    if one.kind == "name":
        return _finding_of_names(members)
    past, near = what_became_of(gone, one.target, is_module=one.kind == "module"), _nearest(one, tree)
    told = "; ".join(filter(None, (past, f"nearest: {near}" if near and near != one.name else "")))
    what = (
        "no rule of the Makefile makes"
        if one.via == "make"
        else "where there is no such name"
        if one.kind == "taken"
        else "does not exist"
    )
    more = f" and {len(members) - 1} more below {root.removeprefix('options of ')}" if len(members) > 1 else ""
    does = "imports" if one.via == "import" else "reads" if one.via == "reads" else "names"
    via = "" if one.via in ("import", "reads") else f" ({one.via})"
    be = what if not more or what.startswith("no rule") else "do not exist"
    be = be if be.startswith("where") else f"which {be}"
    be += "; nothing imports or starts the file" if all(m.is_dead for m in members) else ""
    message = f"{one.path}:{one.line or 1} {does} {one.name}{via}{more}, {be}" + (f" ({told})." if told else ".")
    proofs = [
        Evidence(kind="line", path=m.path, line=m.line, excerpt=f"{m.via} {m.name}", ref=m.target) for m in members
    ]
    return Finding(
        subject=Subject(kind="reference", name=one.path, path=one.path, symbol=MISSING),
        message=message,
        line=one.line,
        title=_title(one.name),
        severity=_severity(members),
        confidence=one.confidence,
        evidence=(
            *proofs[:SHOWN],
            Evidence(kind="absence", ref=one.target, excerpt=told or "nothing of that name in the tree"),
        ),
        occurrences=len(members),
        drivers=(Driver(name="by_hand", value=0.2, unit="x", ref="runs when somebody asks for it"),)
        if all(m.is_by_hand for m in members)
        else (),
        cause=f"dangling: {root}",
    )


def _severity(members: list[_Broken]) -> Severity | None:
    if all(m.is_dead or (m.path.startswith(".github/") and m.via.endswith(" of the package")) for m in members):
        return Severity.LOW
    return Severity.MEDIUM if all(m.is_by_hand for m in members) else None


def _finding_of_names(members: list[_Broken]) -> Finding:
    one = members[0]
    names = ", ".join(m.name for m in members[:4]) + (" …" if len(members) > 4 else "")
    return Finding(
        subject=Subject(kind="reference", name=f"{one.path}: names", path=one.path, symbol=NAMES),
        title="Names are used that nothing defines",
        message=f"{one.path}:{one.line or 1} uses {names}, which nothing in the file defines: it stops when it comes there.",
        line=one.line,
        severity=Severity.MEDIUM,
        evidence=tuple(Evidence(kind="line", path=m.path, line=m.line, ref=m.name) for m in members[:SHOWN]),
        occurrences=len(members),
    )


def _title(name: str) -> str | None:
    title = f"{name.rstrip('/').rpartition('/')[2]} is named and does not exist"
    return title if len(title) <= 48 else None
