"""Keys of configuration that nothing reads

Detects
-------
Keys of parameter files and of configuration that the project's own code loads, whose name occurs nowhere in its programs: not as
an attribute, keyword, parameter, field or text of Python, not in scripts, templates, `${…}`, nor in DVC's stages. Also Hydra trees
that no program composes, and stages that name a parameter which does not exist (high). Values of a Helm chart that none of its
templates takes, variables of a Terraform module that it never takes, values for variables that it does not declare; and
what templates and modules take that nothing sets, unless they ask for it first (high). Keys that code takes by name from a map or object that
a settings file fills (the code names it, or it has three others and two thirds of all), and that no settings file and no map of the code has (medium). And what a program takes and does nothing
with: options of its command line (medium where it trains), constants of the environment, fields of pydantic's settings classes (but for what libraries take from the environment themselves, `HF_HOME`, `OMP_NUM_THREADS`); not
where the parsed options are handed on whole, where an option's help says that it does nothing, where the parser continues another one, nor what SageMaker hands to every program (`--model_dir`). Read whole and therefore clean: sections
that are spread, looped over, indexed by a variable or handed to `instantiate`, sections read by name none of whose keys is named,
files none of whose keys is named, lists, `_target_` sections. Configuration of frameworks and tools, libraries' files, examples and
tests are left out, and charts that say that they come from a project of another name, which somebody copied. Files that programs load are one item
where there are several; programs that take what no settings file has are one, and so are values of charts and modules
that nothing takes. What CI sets when it installs a chart (`helm … --set`, `overrideValues` of Azure's HelmDeploy) is set.

Why it is debt
--------------
Somebody tunes a value that does nothing, and believes in the effect; nobody dares to delete the rest.

How to pay it down
------------------
Delete the keys, and let a typed class that refuses unknown keys keep it so.

Example
-------
Debt: `train.old_lr: 0.1` that no file names. Clean: `Model(**cfg["model"])`.

References
----------
Sculley et al. 2015, "Configuration debt" ("unused or redundant settings").
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Set

from debtscope.api import (
    Category,
    Confidence,
    Evidence,
    Facts,
    Finding,
    Maturity,
    Severity,
    Subject,
    Unjudged,
    file_subject,
    rule,
)
from debtscope.model.frozen import frozen
from debtscope.model.regex import regex
from debtscope_collectors.joins.deployed_settings import DeployedKey
from debtscope_collectors.joins.facts import CodeBase
from debtscope_collectors.joins.ignored_settings import UnusedSetting
from debtscope_collectors.joins.settings import SettingsModel
from debtscope_collectors.joins.together import together
from debtscope_collectors.joins.unread import unread_code
from debtscope_collectors.joins.unset_keys import UnsetKey
from debtscope_collectors.sources.config.facts import Setting, SettingsFile
from debtscope_collectors.sources.dvc.facts import DvcProject
from debtscope_collectors.sources.dvc.templating import is_missing, lookup

_SHOWN = 8
_KEY = regex(r"[A-Za-z][A-Za-z0-9_-]{1,60}")
_TAKES_ALL = regex(
    r"LightningCLI|jsonargparse|HfArgumentParser|TrlParser|^(?:detectron2|mmcv|mmengine|mmdet|nemo|fairseq|allennlp|spacy|rasa|ultralytics"
    r"|axolotl|torchtune|llamafactory|gin|yacs|mmseg|paddle|espnet|speechbrain|rllib|kfp|great_expectations|elementary|guardrails)(?:\.|$)"
)
_COMPOSERS = ("hydra.", "omegaconf.")
_OF_TOOLS = regex(
    r"(?:defaults|hydra|tool|uwsgi|loggers|handlers|formatters)$|(?:logger|handler|formatter)_|(?:server|app|pipeline|composite|filter):|entry_points$"
)
"""Sections that Hydra, linters, uWSGI, `logging`, Paste and MLflow's projects read themselves."""
_WHOLE = frozenset(
    {
        "params",
        "kwargs",
        "args",
        "options",
        "parameters",
        "hyperparameters",
        "hyperparams",
        "hparams",
        "model_params",
        "init_args",
        "model_kwargs",
    }
)
"""Sections whose names say that they are spread."""
_NO_SETTINGS = frozenset(
    {"version", "name", "description", "author", "title", "tags", "notes", "comment", "id", "owner", "project"}
)


@rule(
    id="CFG-026",
    category=Category.CONFIG,
    debt_type="dead configuration",
    severity=Severity.LOW,
    confidence=Confidence.MEDIUM,
    since=Maturity.RESEARCH,
    needs=("config",),
    uses=("python", "dvc"),
)
def check(facts: Facts) -> Iterator[Finding | Unjudged]:
    """One finding a file, and one a stage."""
    yield from _missing(facts)
    yield from _deployed(facts)
    yield from _ignored(facts)
    yield from _unset(facts)
    model, code = facts.one(SettingsModel), facts.one(CodeBase)
    if model is None or code is None:
        return
    if gap := unread_code(facts):
        yield gap  # what was not read may read any key
        return
    params = {path for project in facts.all(DvcProject) for path in project.param_values}
    readers = _Readers.of(model)
    whole = any(
        _TAKES_ALL.search(name) for m in code.modules.values() for i in m.facts.imports for name in (i.module, *i.names)
    )
    trees = _dead_trees(model, readers)
    loaded: list[Finding] = []
    for one in model.files:
        if one.format == "env" or one.path.endswith(".schema.json") or (code.is_library and one.path not in params):
            continue
        is_dead_tree = one.path in trees
        is_read = one.path in params or (not whole and _is_loaded(one, model, readers))
        if is_dead_tree or is_read:
            unread = _unread(one, readers, is_dead_tree)
            if unread and is_dead_tree:
                yield _finding(one, unread, is_dead_tree)
            elif unread:
                loaded.append(_finding(one, unread, is_dead_tree))
    yield from together(
        loaded,
        "keys that nothing reads",
        "{n} settings files hold {all} keys that no program of the repository names, most in {first}: who sets one changes nothing.",
    )


@frozen(kw_only=False)
class _Readers:
    """Who reads what, in small letters."""

    words: Set[str]
    spread: Set[str]
    files: Set[str]
    loads: Set[str]
    is_loose: bool

    @staticmethod
    def of(model: SettingsModel) -> _Readers:
        uses = model.uses.values()
        loose = {name for use in uses for name in use.loose}
        spread = {key.lower() for use in uses for key in (*use.spread, *(use.handed if loose else ()))}
        references = {name.lower() for one in model.files for name in one.references}
        return _Readers(
            words={word.lower() for word in model.words} | references,
            spread=spread | references,
            files={name for use in uses for name in use.files},
            loads={name for use in uses for name in use.loaders},
            is_loose=bool(loose),
        )


def _is_loaded(one: SettingsFile, model: SettingsModel, readers: _Readers) -> bool:
    """Whether the project's own code names the file or composes the tree in which it stands."""
    if not readers.loads or (readers.loads <= {"json.load", "json.loads"} and one.format != "json"):
        return False
    if one.path.rpartition("/")[2] in readers.files:
        return sum(f.path.rpartition("/")[2] == one.path.rpartition("/")[2] for f in model.files) == 1
    return any(name.startswith("hydra.") for name in readers.loads) and any(
        root.is_composed and one.path.startswith(root.path.rpartition("/")[0] + "/") and "/" in root.path
        for root in model.files
    )


def _dead_trees(model: SettingsModel, readers: _Readers) -> Set[str]:
    """Files of Hydra trees in a repository that never composes."""
    if any(name.startswith(_COMPOSERS) for name in readers.loads):
        return frozenset()
    found: set[str] = set()
    for root in model.files:
        folder = root.path.rpartition("/")[0]
        if (
            root.is_composed
            and any(one.group for one in root.composes)
            and folder
            and folder.rpartition("/")[2] not in model.programs
        ):
            found |= {f.path for f in model.files if f.path.startswith(folder + "/") and not _is_named(f.path, readers)}
    return found


def _is_named(path: str, readers: _Readers) -> bool:
    """A program, or dvc.yaml, names the file."""
    name = path.rpartition("/")[2]
    return name in readers.files or name.partition(".")[0].lower() in readers.words - {"config", "default"}


def _unread(one: SettingsFile, readers: _Readers, is_dead: bool) -> list[Setting]:
    """Keys that nobody names, of sections that are not taken whole."""
    if "hydra" in one.path.split("/")[:-1]:
        return []  # the group `hydra`: Hydra's own settings
    targets = {s.key.rpartition(".")[0] for s in one.settings if s.leaf in ("_target_", "class_path", "_partial_")}
    judged = [s for s in one.settings if _is_judged(s, targets)]
    unread = [s for s in judged if not _is_read(s, readers)]
    if is_dead:
        return unread
    if len(unread) == len(judged) or (readers.is_loose and len(unread) * 2 > len(judged)):
        return []  # taken whole, by means that reading does not see
    named = {s.key.rpartition(".")[0] for s in judged if s not in unread}
    return [s for s in unread if _is_alone(s, named, readers)]


def _is_judged(item: Setting, targets: Set[str]) -> bool:
    parts = item.key.split(".")
    return (
        all(_KEY.fullmatch(part) for part in parts)
        and not _OF_TOOLS.match(parts[0])
        and item.leaf.lower() not in _NO_SETTINGS
        and not any(item.key.startswith(target + ".") or target == "" for target in targets)
    )


def _is_read(item: Setting, readers: _Readers) -> bool:
    leaf, *above = reversed(item.key.lower().split("."))
    if leaf in readers.words or leaf.replace("-", "_") in readers.words:
        return True
    return any(
        part in readers.spread or part.endswith("args") or (readers.is_loose and part in _WHOLE) for part in above
    )


def _is_alone(item: Setting, named: Set[str], readers: _Readers) -> bool:
    """Whether some key beside it is read by name, so that this one would be too."""
    section = item.key.rpartition(".")[0]
    if section in named:
        return bool(section) or not readers.is_loose
    return bool(section) and not any(part.lower() in readers.words for part in section.split("."))


def _finding(one: SettingsFile, unread: list[Setting], is_dead: bool) -> Finding:
    keys = ", ".join(s.key for s in unread[:_SHOWN]) + (" …" if len(unread) > _SHOWN else "")
    many = f"{len(unread)} keys" if len(unread) > 1 else "a key"
    why = "no program composes this tree, and " if is_dead else ""
    return Finding(
        subject=file_subject(one.path),
        line=unread[0].line,
        message=f"{one.path} holds {many} that nothing reads ({keys}): {why}no program of the repository names them.",
        evidence=(
            *(Evidence(kind="config", path=one.path, line=s.line, ref=s.key) for s in unread[:_SHOWN]),
            Evidence(
                kind="searched",
                excerpt="attributes, keywords, fields and texts of Python, scripts, templates, dvc.yaml",
            ),
        ),
        occurrences=len(unread),
    )


def _ignored(facts: Facts) -> Iterator[Finding]:
    """One finding a program: what it takes from the command line or the environment and does nothing with."""
    programs: dict[str, list[UnusedSetting]] = {}
    for one in facts.all(UnusedSetting):
        programs.setdefault(one.path, []).append(one)
    yield from together(
        list(_taken(programs)),
        "settings that programs take",
        "{n} programs take {all} settings that they do nothing with, most in {first}: who sets one changes nothing.",
    )


def _taken(programs: Mapping[str, list[UnusedSetting]]) -> Iterator[Finding]:
    for path, found in programs.items():
        every = list(dict.fromkeys(one.name for one in found))
        names = ", ".join(every[:_SHOWN]) + (" …" if len(every) > _SHOWN else "")
        many = f"{len(every)} settings" if len(every) > 1 else "a setting"
        takes = "declares" if all(one.kind == "field" for one in found) else "takes"
        trains = any(one.trains and one.kind == "option" for one in found)
        yield Finding(
            subject=file_subject(path, "what it takes"),
            line=found[0].line,
            title="Settings are taken and do nothing",
            severity=Severity.MEDIUM if trains else None,
            message=f"{path} {takes} {many} that nothing uses ({names}): who sets one changes nothing.",
            evidence=(
                *(
                    Evidence(
                        kind="ignored-setting", path=path, line=one.line, ref=one.name, value=f"{one.kind}, {one.how}"
                    )
                    for one in found[:_SHOWN]
                ),
                Evidence(kind="searched", excerpt="attributes, names and texts of Python"),
            ),
            occurrences=len(found),
        )


def _missing(facts: Facts) -> Iterator[Finding]:
    """Parameters that a stage declares and the file does not hold."""
    for project in facts.all(DvcProject):
        for stage in project.stages:
            gone = [
                (file, key)
                for file, key in stage.params
                if key and file in project.param_values and is_missing(lookup(project.param_values[file], key))
            ]
            if gone and not stage.unresolved:
                told = ", ".join(f"{key} of {file}" for file, key in gone)
                yield Finding(
                    subject=Subject(kind="stage", name=stage.base, path=stage.path, symbol=stage.base),
                    line=stage.line,
                    title="A stage names a parameter that is not there",
                    severity=Severity.HIGH,
                    confidence=Confidence.HIGH,
                    message=f"The stage {stage.base} declares {told}, which is not there.",
                    evidence=tuple(
                        Evidence(kind="config", path=stage.path, line=stage.line, ref=key, value=file)
                        for file, key in gone
                    ),
                    occurrences=len(gone),
                )


def _unset(facts: Facts) -> Iterator[Finding]:
    """One finding a program that takes keys which its settings file does not have."""
    programs: dict[str, list[UnsetKey]] = {}
    for one in facts.all(UnsetKey):
        programs.setdefault(one.path, []).append(one)
    yield from together(
        list(_lacked(programs)),
        "settings that no file has",
        "{n} programs take {all} settings that no settings file has, {first} first: they stop where they take them.",
    )


def _lacked(programs: Mapping[str, list[UnsetKey]]) -> Iterator[Finding]:
    for path, found in programs.items():
        told = ", ".join(one.key for one in found[:_SHOWN]) + (" …" if len(found) > _SHOWN else "")
        yield Finding(
            subject=file_subject(path, "what nothing sets"),
            line=found[0].line,
            title="A setting is taken that no file has",
            severity=Severity.MEDIUM,
            message=f"{path} takes {told} from {found[0].file}, which does not hold {'it' if len(found) == 1 else 'them'}, nor does any other settings file: it stops there.",
            evidence=(
                *(
                    Evidence(kind="line", path=path, line=one.line, ref=one.key, value=one.file)
                    for one in found[:_SHOWN]
                ),
                Evidence(kind="searched", excerpt="settings files of the repository, maps and assignments of its code"),
            ),
            occurrences=len(found),
        )


def _deployed(facts: Facts) -> Iterator[Finding]:
    """One finding for all values that nothing takes, and one for all that nothing sets."""
    found = list(_of_files(facts))
    yield from together(
        [one for one in found if one.severity is None],
        "values that nothing takes",
        "{n} files of charts and modules set {all} values that none of their templates and modules takes, {first} first.",
    )
    yield from together(
        [one for one in found if one.severity is not None],
        "values that nothing sets",
        "{n} files of charts and modules take {all} values that nothing sets, {first} first.",
    )


def _of_files(facts: Facts) -> Iterator[Finding]:
    files: dict[tuple[str, str], list[DeployedKey]] = {}
    for one in facts.all(DeployedKey):
        files.setdefault((one.path, one.kind), []).append(one)
    for (path, kind), keys in files.items():
        told = ", ".join(one.key for one in keys[:_SHOWN]) + (" …" if len(keys) > _SHOWN else "")
        whose = "template of the chart" if keys[0].tool == "helm" else "file of the module"
        is_unset = kind == "unset"
        says = (
            f"{path} takes {told}, which nothing sets."
            if is_unset
            else f"{path} sets {told}: no {whose} takes {'it' if len(keys) == 1 else 'them'}."
        )
        yield Finding(
            subject=file_subject(path, "what nothing sets") if is_unset else file_subject(path),
            line=keys[0].line,
            title="A value is taken that nothing sets" if is_unset else "Values of a deployment that nothing takes",
            severity=Severity.HIGH if is_unset else None,
            confidence=Confidence.HIGH,
            message=says,
            evidence=(
                *(Evidence(kind="config", path=one.path, line=one.line, ref=one.key) for one in keys[:_SHOWN]),
                Evidence(kind="searched", excerpt=f"all files below {keys[0].searched or 'the top'}"),
            ),
            occurrences=len(keys),
        )
