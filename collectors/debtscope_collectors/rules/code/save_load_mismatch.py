"""What training saves is not what serving loads

Detects
-------
A serving module, or code that one imports, that loads a model file by a path, while code, notebooks, stages or commands of the repository
save models under other names and nothing there makes this one: no save, no file in the tree, no DVC output or import, no copy
into the image, no download, no command in CI or a script that names it. Paths are compared by file name, with the unknown parts of both
standing for anything; a save or copy to a wholly unknown place silences the rule, and what a notebook that trains nothing writes is no model. Registry addresses, hub names and
environment variables without a default are not meant. Also a model of one library that MLflow is told to log by the flavour of
another (`mlflow.lightgbm.log_model` of a booster of XGBoost), and a key that served code takes from a loaded dictionary where the
dictionaries that are saved with the other keys do not hold it (silent where a function saves whatever dictionary it is handed). Where the repository saves no model at all, the files that a service loads which an image of the
repository runs, and that nothing brings (none in git, fetched, copied or named in a document), are one item, medium.

Why it is debt
--------------
Somebody copies or renames the file by hand. The next training changes nothing in production, or the next deployment finds no
file, and nobody knows which run the served model came from.

How to pay it down
------------------
Load by registry name and alias, or take the path from the one setting that training writes to; delete the copy.

Example
-------
Training saves `models/m.joblib` and the API loads `model_final.pkl`: debt. Both use `MODEL_PATH` of the settings: clean.

References
----------
Sculley et al. 2015, "Undeclared consumers"; ML Test Score, Infra 3.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from difflib import get_close_matches

from debtscope.api import (
    Category,
    Confidence,
    Evidence,
    Facts,
    FileEntry,
    Finding,
    Maturity,
    Severity,
    file_subject,
    rule,
)
from debtscope.model.regex import regex
from debtscope_collectors.joins.facts import CodeBase, CodeModule
from debtscope_collectors.joins.model_loads import ModelLoads, is_model_file, model_constants
from debtscope_collectors.joins.places import is_aside
from debtscope_collectors.joins.served import ServedCode, run_by
from debtscope_collectors.sources.ci.facts import CiWorkflow
from debtscope_collectors.sources.containers.facts import ContainerSpec, Workload
from debtscope_collectors.sources.docs.facts import DocPage
from debtscope_collectors.sources.dvc.facts import DvcProject
from debtscope_collectors.sources.python.bundles import bundles
from debtscope_collectors.sources.python.flavours import foreign_flavours

_ALIKE = 2
"""Keys that two dictionaries share where they are the same bundle."""
_OUTSIDE = ("test", "docs", "example", "vendored", "generated")
_DOWNLOADS = regex(
    r"(?:^|[._])(?:download\w*|urlretrieve|snapshot_download|hf_hub_download|cached_download|gdown|get_object|fget_object|unpack_archive|wget|extractall)$"
)
_COPIES = regex(r"^(?:shutil\.(?:copy\w*|move)|os\.(?:rename|replace|symlink))$")
_ABOUT_MODELS = regex(r"model|artifact|artefact|export|promot|deploy|publish|release|register", re.IGNORECASE)
_SAVES = regex(
    r"(?:^|[._])(?:dump|save\w*|export\w*|to_onnx|write_bytes|to_pickle|log_artifact\w*|copy\w*|move|rename|replace|symlink\w*|convert_sklearn)$"
)
_OF_A_HUB = regex(
    r"^(?:yolo(?:v?\d{1,2}|_nas|e)?[\w.-]{0,20}|rtdetr[\w-]{0,10}|(?:mobile_|fast_?)?sam\d?[\w.-]{0,20})\.pt$",
    re.IGNORECASE,
)
"""Weights that their library fetches by the name of the file."""
_HOLE = regex(r"\{\}")


@rule(
    id="COD-017",
    category=Category.CODE,
    debt_type="save/load defect",
    severity=Severity.HIGH,
    confidence=Confidence.MEDIUM,
    since=Maturity.PILOT,
    needs=("python",),
    uses=("dvc", "containers", "ci", "files", "docs"),
    facets=(model_constants, foreign_flavours, bundles),
)
def check(facts: Facts) -> Iterator[Finding]:
    """One finding a model file that is loaded and that nothing makes."""
    code, loads, served = facts.one(CodeBase), facts.one(ModelLoads), facts.one(ServedCode)
    if code is not None and not code.is_library:
        yield from _flavours(code, facts)
        yield from _other_keys(code, served, facts)
    if code is None or loads is None or served is None or code.is_library:
        return
    modules = [module for module in code.modules.values() if module.role not in _OUTSIDE]
    saved = _saved(modules)
    if not saved:
        yield from _unprovided(facts, code, loads, served, modules)
    if not saved or any(_HOLE.sub("", _stem(path)) == "" for path in saved):
        return
    known = {posixpath.basename(path) for path in _in_tree(facts)} | {_base(path) for path in saved}
    commands = _commands(facts, modules)
    told: set[str] = set()
    for path in sorted(served.closures):
        if _is_fetched(code, path):
            continue
        for target in loads.of(path):
            base = _base(target)
            if base in told or target.startswith("models:/") or not is_model_file(target) or "{}" in base:
                continue
            if any(_same(base, one) for one in known) or any(base in text for text in commands):
                continue
            told.add(base)
            yield _finding(code, path, target, sorted(saved))


def _unprovided(
    facts: Facts, code: CodeBase, loads: ModelLoads, served: ServedCode, modules: list[CodeModule]
) -> Iterator[Finding]:
    """One finding for all model files that serving loads, where nothing makes, holds, fetches or explains them."""
    known = {posixpath.basename(path) for path in _in_tree(facts)}
    folders = {part for path in _in_tree(facts) for part in [posixpath.basename(path.rstrip("/"))] if "." not in part}
    told = " ".join((*_commands(facts, modules), *(page.text for page in facts.all(DocPage))))
    found: dict[str, tuple[str, int | None, str, str]] = {}
    for path in sorted(served.closures):
        if is_aside(path) or not run_by(code, path) or facts.all(Workload) or _is_fetched(code, path):
            continue  # where no image is seen, or a cluster mounts what it likes, the files may come with the place
        for inner in sorted(served.closures[path]):
            for target in loads.of(inner) if inner in code.modules and not is_aside(inner) else ():
                base = _base(target)
                if base in found or "{}" in target or "://" in target or not is_model_file(target):
                    continue
                if target.startswith(("/", "~")) or _OF_A_HUB.match(base) or base in known or base in told:
                    continue
                if posixpath.basename(posixpath.dirname(target)) in folders:
                    continue  # the image copies the folder from somewhere, or a stage makes it
                line, where, text = _place(code, inner, target)
                found[base] = (where, line, target, text)
    if not found:
        return
    where, line, target, text = next(iter(found.values()))
    more = f" and {len(found) - 1} more model files" if len(found) > 1 else ""
    yield Finding(
        subject=file_subject(where, "models that nothing brings"),
        line=line,
        title="Serving loads model files that nothing brings",
        message=f"{where} loads {target}{more}; the repository neither holds nor makes nor fetches {'them' if more else 'it'}, and no page says where "
        f"{'they come' if more else 'it comes'} from.",
        severity=Severity.MEDIUM,
        evidence=(
            *(Evidence(kind="line", path=place, line=at, ref=name, excerpt=words) for place, at, name, words in list(found.values())[:8]),
            Evidence(kind="searched", ref=_base(target), value=0, excerpt="the tree, saves, DVC, images, CI, scripts, downloads, documents"),
        ),
        occurrences=float(len(found)),
        remediation="Keep the files in a registry, a release or DVC, fetch them by name and version when the image is built, and write down what they were trained on.",
    )  # fmt: skip


def _other_keys(code: CodeBase, served: ServedCode | None, facts: Facts) -> Iterator[Finding]:
    """Keys that served code takes from a loaded dictionary, and that no dictionary like it is saved with."""
    rows = {
        path: found
        for path, found in facts.rows(bundles).items()
        if path in code.modules and code.modules[path].role not in _OUTSIDE
    }
    saved = [(path, one) for path, found in sorted(rows.items()) for one in found if one.kind == "saved"]
    if any(one.kind == "open" for found in rows.values() for one in found):
        return  # the dictionary that is meant may be one of those
    for path, found in sorted(rows.items()) if saved and served is not None else ():
        for taken in found if served is not None and served.holds(path) else ():
            if taken.kind != "taken":
                continue  # what a served file saves itself
            alike = [(p, one) for p, one in saved if len(set(one.keys) & set(taken.keys)) >= _ALIKE]
            known = {key for _, one in alike for key in one.keys}
            missing = [(key, line) for key, line in zip(taken.keys, taken.lines, strict=True) if key not in known]
            if not alike or not missing:
                continue
            (key, line), (place, bundle) = missing[0], alike[0]
            more = f", and {len(missing) - 1} more keys" if len(missing) > 1 else ""
            yield Finding(
                subject=file_subject(path, "keys of the bundle"),
                title="Serving takes a key that training does not save",
                line=line,
                message=f"{path}:{line} takes {key!r}{more} from what it loads; {place}:{bundle.line} saves {', '.join(bundle.keys[:6])}.",
                evidence=(
                    Evidence(kind="line", path=path, line=line, ref=key),
                    Evidence(kind="line", path=place, line=bundle.line, ref=", ".join(bundle.keys[:8])),
                ),
                remediation="Save and load through one function, or a class with fields, that both sides import.",
            )  # fmt: skip


def _flavours(code: CodeBase, facts: Facts) -> Iterator[Finding]:
    """Models that MLflow is told to keep as another library's: what loads them by that flavour fails, or gets something else."""
    for path, found in sorted(facts.rows(foreign_flavours).items()):
        module = code.modules.get(path)
        for one in found if module is not None and module.role not in _OUTSIDE else ():
            yield Finding(
                subject=file_subject(path, f"{one.scope or 'log_model'} as {one.flavour}"),
                line=one.line,
                title="A model is logged as another library's",
                message=f"{path}:{one.line} logs a model of {one.made_by} by mlflow.{one.flavour}: who loads it by that flavour gets an error or another model.",
                evidence=(Evidence(kind="line", path=path, line=one.line, ref=one.flavour, excerpt=one.text),),
                remediation=f"Log it by the flavour of {one.made_by}, and load what was logged once in a test.",
            )


def _saved(modules: list[CodeModule]) -> set[str]:
    """Model files that code writes; `{}` stands for unknown parts."""
    found: set[str] = set()
    for module in modules:
        if module.facts.kind == "notebook" and not module.facts.training:
            continue  # what an evaluation keeps for its next run is no model
        for access in module.facts.writes:
            if access.target and posixpath.splitext(access.target)[1] and is_model_file(access.target):
                found.add(access.target)
            elif (
                _SAVES.search(access.call)
                and (access.target or "{}").strip("{}/") == ""
                and _of_model(module, access.call)
            ):
                found.add("{}")  # a model may go anywhere
    return found


def _of_model(module: CodeModule, call: str) -> bool:
    return bool(module.facts.training) or any(word in call for word in ("joblib", "pickle", "torch", "save_model"))


def _is_fetched(code: CodeBase, path: str) -> bool:
    """Serving code downloads, or a script about models copies: files come under names that the code need not tell."""
    near = [code.modules[one] for one in code.closure(path) if one in code.modules]
    if any(_DOWNLOADS.search(name) for module in near for name in module.facts.called):
        return True
    return any(
        _COPIES.match(name)
        for module in code.modules.values()
        if module.role not in _OUTSIDE and (_ABOUT_MODELS.search(module.path) or module.facts.training)
        for name in module.facts.called
    )


def _in_tree(facts: Facts) -> Iterator[str]:
    """Files of the tree, outputs and imports of DVC, and what an image copies."""
    for entry in facts.all(FileEntry):
        yield entry.path
    for project in facts.all(DvcProject):
        for stage in project.stages:
            yield from stage.outs
        for file in project.files:
            yield from (out.path for out in file.outs)
    for spec in facts.all(ContainerSpec):
        yield from spec.copies


def _commands(facts: Facts, modules: list[CodeModule]) -> list[str]:
    """Command lines of CI, containers, stages and code."""
    found = [command.text for workflow in facts.all(CiWorkflow) for command in workflow.commands]
    found += [" ".join(spec.started) for spec in facts.all(ContainerSpec)]
    found += [cmd for project in facts.all(DvcProject) for stage in project.stages for cmd in stage.cmd]
    return [*found, *(site.name for module in modules for site in module.facts.commands)]


def _base(path: str) -> str:
    return posixpath.basename(path.replace("\\", "/"))


def _stem(path: str) -> str:
    return posixpath.splitext(_base(path))[0]


def _same(one: str, other: str) -> bool:
    """Whether two file names can be one, unknown parts standing for anything."""
    if "{}" not in other:
        return one == other
    pattern = ".{0,100}".join(re.escape(part) for part in other.split("{}")[:6])
    return re.fullmatch(pattern, one) is not None


def _finding(code: CodeBase, path: str, target: str, saved: list[str]) -> Finding:
    line, where, text = _place(code, path, target)
    near = get_close_matches(_base(target), [_base(one) for one in saved], n=1, cutoff=0.3) or [_base(saved[0])]
    makers = [
        (module.path, access.line, access.target)
        for module in code.modules.values()
        for access in module.facts.writes
        if access.target in saved and module.role not in _OUTSIDE
    ]
    return Finding(
        subject=file_subject(where, _base(target)),
        line=line,
        message=(
            f"{where} loads {target}, but nothing in the repository, DVC or CI makes it; training saves {near[0]}"
            f"{' and others' if len(saved) > 1 else ''}."
        ),
        evidence=(
            Evidence(kind="line", path=where, line=line, ref=target, excerpt=text),
            *(Evidence(kind="line", path=one, line=at, ref=what, excerpt=f"saves {what}") for one, at, what in makers[:4]),
            Evidence(kind="searched", ref=_base(target), value=0, excerpt="saves, the tree, DVC outputs, images, CI, scripts, downloads"),
        ),
    )  # fmt: skip


def _place(code: CodeBase, path: str, target: str) -> tuple[int | None, str, str]:
    """Line, module and words of the load: the module itself, or one that it imports."""
    for one in code.closure(path, 2):
        for access in code.modules[one].facts.reads if one in code.modules else ():
            if access.target == target:
                return access.line, one, f"{access.call}({target})"
    return None, path, f"loads {target}"
