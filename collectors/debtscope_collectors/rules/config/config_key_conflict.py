"""One setting has several values at once

Detects
-------
A setting that two or more places of one project give different values at the same time: parameter files, Hydra compositions
(what is composed, in its order: files beside it, groups, overrides, packages, options that commands choose), `.env`, variables and arguments in images and manifests, values of Helm charts (under the name
of the variable that they fill) and of Terraform modules, constants of modules like config.py. Names are compared without case,
separators and the project's own prefix (`CHURN_THRESHOLD` is `threshold`). What the commands of Makefiles, pipelines and scripts give to a
program counts where they agree, and so does a default of its options that they leave; a line of a file of variables where a program of its
project, an image, a manifest or a script takes the variable. A value of a Hydra configuration that every
option composed after it replaces is reported too. Settings of model and data only (thresholds, seeds,
splits, windows, hyperparameters), of six letters and more; not paths, ports, names, levels. Alternatives are no conflict: files
that hold mostly the same keys, options that a composition does not choose, siblings of a `default` or `base` file, folders whose
files differ among themselves, files of different environments, files and sections named after different models or purposes
(`retraining.yaml` may well have its own rate), folders with a dvc.yaml each that take nothing from one another. Defaults in code are shown as evidence where others disagree; alone they are none, being there to be
overridden, and so is the default of an option that one command leaves and another replaces. And of a published library a project file whose `requires-python` admits an older version than the one that ruff or black
write for, and on which CI runs nothing: who installs it there is the first to try it (low, one item).

Why it is debt
--------------
Nobody can see which value is in force; a change in one file changes nothing, or only half of the system, and what was validated
is not what runs.

How to pay it down
------------------
Keep one file with a schema, overlays for what differs by environment, and delete the copies; check at start that no other
source sets the key.

Example
-------
Debt: `threshold: 0.5` in params.yaml and `--threshold 0.42` in the manifest. Clean: `base.yaml` and `prod.yaml`.

References
----------
Sculley et al. 2015, "Configuration debt".
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence, Set

from debtscope.api import Category, Driver, Evidence, Facts, Finding, Maturity, Severity, Subject, file_subject, rule
from debtscope.api import Confidence as Sure
from debtscope.model.regex import regex
from debtscope_collectors.joins.compositions import Shadowed
from debtscope_collectors.joins.facts import CodeBase
from debtscope_collectors.joins.images import is_side_place
from debtscope_collectors.joins.settings import Given, SettingsModel, alternatives, normal
from debtscope_collectors.joins.together import together
from debtscope_collectors.sources.ci.facts import CiWorkflow
from debtscope_collectors.sources.config.facts import SettingsFile
from debtscope_collectors.sources.dependencies.facts import PythonPin
from debtscope_collectors.sources.dvc.facts import DvcProject

_ONE_WORD = Driver(name="part", value=0.1, unit="x", ref="one word of one file")
_SHORTEST = 6
_SHOWN = 8
_OF_MODELS = regex(
    r"threshold|cut_?off|seed(?:$|_)|random_state|test_size|val(?:id)?_(?:size|ratio|split)|train_(?:size|ratio|split)|split_ratio|learning_rate"
    r"|batch_size|epochs|n_estimators|(?:^|_)max_(?:depth|iter|features|leaf|len|length|tokens|bins|age|seq)|(?:^|_)min_|(?:^|_)num_|^n_"
    r"|window|horizon|look_?back|(?:^|_)lags?_|dropout|weight_decay|class_weight|hidden|embedding_dim|latent|n_?fold|folds|warmup|temperature"
    r"|(?:^|_)top_?[kpn](?:_|$)|(?:^|_)alpha_|gamma|lambda|regulari|subsample|colsample|early_stopping|patience|sample_(?:rate|frac|size)"
    r"|oversampl|imput|outlier|contamination|smoothing|chunk_(?:size|overlap)|stride|optimizer|scheduler|loss_fn|criterion|target_(?:rate|recall|col)"
)
_NOT_OF_MODELS = regex(
    r"replica|retr(?:y|ies)|timeout|memory|cpu|gpu|worker|thread|pool|connection|port$|queue|interval|size_mb|bytes|node|instance|log|cache|host"
    r"|version|name$|path$|file$|_dir$|url|uri|conv|pods?$|capacity|backoff|rate_limit|burst|server|client|broker|partition|cron|period|retention|tsdb|jobs$|email|encrypt|slow_query|error_rate"
)
_SPEAKING = frozenset(
    {"params", "param", "parameters", "config", "conf", "configs", "configuration", "settings", "setting", "default",
     "defaults", "base", "main", "common", "global", "train", "training", "model", "models", "hyperparameters",
     "hyperparams", "hparams", "prepare", "data", "preprocess", "preprocessing", "process", "pipeline", "fit",
     "evaluate", "evaluation", "eval", "estimator", "ml", "split", "trainer", "args", "options", "experiment",
     "project", "data_split", "data_preparation", "featurize", "features", "feature_engineering", "model_params",
     "model_training", "train_params", "dev", "prod", "local", "env", "example", "inference", "serving", "serve",
     "predict", "prediction", "api", "app", "constants", "feature", "engineering", "preparation", "hyperparameter", "hyper", "label", "labels",
     "trainings", "cfg", "parameter", "job", "service", "scoring", "score", "scorer", "run", "core"}
)  # fmt: skip
_OVERLAID = ("helm", "terraform")
_VAGUE = frozenset(
    {"threshold", "cutoff", "window", "horizon", "patience", "stride", "temperature", "smoothing", "batch_size"}
)
"""Names that many things have: below different keys they are different settings."""
_OPERATED = frozenset(
    {"deployment", "rolling", "update", "kafka", "redis", "db", "database", "canary", "health", "checks", "autoscaling", "logging", "alerts",
     "alerting", "security", "scaling", "kubernetes", "infrastructure", "network", "storage", "queue", "producer", "consumer"}
)  # fmt: skip
_OF_THE_HUB = frozenset({"name_or_path", "architectures", "transformers_version"})
"""Keys by which the hub's tools describe a model that somebody trained: no setting of the project."""
_SCORING = regex(r"(?:eval\w{0,10}|predict\w{0,6}|infer\w{0,8}|scor(?:e|ing)|test|embed\w{0,6}|export)[^/]{0,30}$")
_FROM_FILES = ("config", "params", "composed")


@rule(
    id="CFG-005",
    category=Category.CONFIG,
    debt_type="configuration debt",
    severity=Severity.HIGH,
    confidence=Sure.MEDIUM,
    since=Maturity.PILOT,
    needs=("config",),
    uses=("python", "containers", "dvc", "git", "dependencies", "ci"),
)
def check(facts: Facts) -> Iterator[Finding]:
    """One finding a key, and one for versions of Python."""
    yield from _pythons(facts)
    model = facts.one(SettingsModel)
    if model is None:
        return
    files = {one.path: one for one in model.files}
    pipelines = _pipelines(facts)
    by_name: dict[tuple[str, str, str], list[Given]] = {}
    foreign = {
        one.path for one in model.given if one.path.endswith("/config.json") and one.name.strip("_") in _OF_THE_HUB
    }
    for one in model.given:
        if _is_meant(one.name) and one.path not in foreign and not _is_pace(one) and _is_read(one, model):
            by_name.setdefault((one.project, one.name, one.scope), []).append(one)
    for (_, name, _), given in sorted(by_name.items()):
        places = _competing(given, files, pipelines)
        if places:
            yield _finding(name, places, [one for one in given if one.kind == "default"])
    for hidden in model.shadowed:
        if _is_meant(normal(hidden.setting.leaf)):
            yield _shadowed(hidden)


def _pythons(facts: Facts) -> Iterator[Finding]:
    """Libraries that admit a version of Python that neither their linter nor their CI knows; one item for all."""
    code = facts.one(CodeBase)
    if code is None or not code.is_library:
        return  # an application runs on the one that its image has
    tried = {minor for flow in facts.all(CiWorkflow) for minor in flow.pythons}
    lowest = {one.path: one for one in facts.all(PythonPin) if one.kind == "requires"}
    by_path: dict[str, list[PythonPin]] = {}
    for one in facts.all(PythonPin):
        asked = lowest.get(one.path)
        if asked is None or asked.minor in tried or is_side_place(one.path) or asked.minor.partition(".")[0] != "3":
            continue
        if one.kind == "target" and _minor(one) > _minor(asked):  # checks for an older one refuse more, and harm nobody
            by_path.setdefault(one.path, []).append(one)
    found = [_python(lowest[path], others) for path, others in sorted(by_path.items())]
    yield from together(
        found, "versions of Python", "{n} projects ({first} first) admit another lowest Python than the one that they are checked for or list."
    )  # fmt: skip


def _minor(pin: PythonPin) -> int:
    return int(pin.minor.partition(".")[2])


def _python(asked: PythonPin, others: Sequence[PythonPin]) -> Finding:
    told = [
        f"is checked and formatted for {one.minor} (line {one.line})"
        for one in {(one.kind, one.minor): one for one in reversed(others)}.values()
    ]
    return Finding(
        subject=file_subject(asked.path, "versions of Python"),
        title="Two versions of Python are the lowest",
        message=f"{asked.path}:{asked.line} admits Python from {asked.minor} on, and {' and '.join(told)}.",
        line=asked.line,
        severity=Severity.LOW,
        confidence=Sure.HIGH,
        evidence=(
            Evidence(kind="version", path=asked.path, line=asked.line, ref="lowest admitted", value=asked.minor),
            *(Evidence(kind="version", path=one.path, line=one.line, ref=one.kind, value=one.minor) for one in others),
        ),
        occurrences=float(len(others)),
        drivers=(_ONE_WORD,),
        remediation="Delete the target (ruff takes requires-python) and the classifier of the version that no longer installs.",
    )


def _is_pace(one: Given) -> bool:
    """How many rows at once an evaluation or a scoring looks at: it changes no answer, and nothing of the training."""
    return one.name == "batch_size" and one.kind == "argument" and _SCORING.search(one.path) is not None


def _is_read(one: Given, model: SettingsModel) -> bool:
    """Whether a line of a file of variables reaches anybody: some program of its project or some manifest takes the variable."""
    if one.kind != "dotenv":
        return True
    below = f"{one.project}/" if one.project else ""
    names = {variable.name for path, use in model.uses.items() if path.startswith(below) for variable in use.variables}
    names |= {field.variable for path, use in model.uses.items() if path.startswith(below) for field in use.fields}
    read = {normal(name) for name in names | model.used}
    return any(name == one.name or name.endswith(f"_{one.name}") for name in read)


def _is_meant(name: str) -> bool:
    return len(name) >= _SHORTEST and _OF_MODELS.search(name) is not None and _NOT_OF_MODELS.search(name) is None


def _pipelines(facts: Facts) -> Mapping[str, str]:
    """Folder with a dvc.yaml -> the first folder of those that hand one another their results: DVC reads settings in each by itself."""
    stages = [stage for project in facts.all(DvcProject) for stage in project.stages]
    first = {folder: folder for folder in sorted({_folder(stage.path) for stage in stages})}
    made = {out: _folder(stage.path) for stage in stages for out in stage.outs}
    for stage in stages:
        for maker in {made[dep] for dep in stage.deps if dep in made}:
            ours, theirs = sorted((first[_folder(stage.path)], first[maker]))
            first = {folder: ours if one == theirs else one for folder, one in first.items()}
    return first


def _folder(path: str) -> str:
    return path.rpartition("/")[0]


def _pipeline(one: Given, pipelines: Mapping[str, str]) -> str | None:
    """The pipeline that a place belongs to by its folder; of the folder at the top only what DVC itself reads."""
    folder = _folder(one.path)
    while folder and folder not in pipelines:
        folder = _folder(folder)
    own = folder or one.kind == "params" or one.path.endswith("dvc.yaml")
    return pipelines.get(folder) if own else None


def _competing(given: Sequence[Given], files: Mapping[str, SettingsFile], pipelines: Mapping[str, str]) -> list[Given]:
    """One value a place, of places that are in force together and differ; empty where none do."""
    by_place: dict[tuple[str, bool], list[Given]] = {}
    for one in given:
        if one.kind != "default":
            by_place.setdefault((one.path, one.kind == "argument"), []).append(one)
    single = [ones[0] for ones in by_place.values() if len({one.value for one in ones}) == 1]
    single = [one for one in single if not _is_variant(one, single)]
    sections = {words for one in given if one.kind != "default" and (words := _apart(one))}
    kept = [
        one
        for one in single
        if any(
            o.value != one.value and _compete(one, o, files, sections) and not _are_apart(one, o, pipelines)
            for o in single
            if o is not one
        )
    ]
    agreeing = [one for one in single if one not in kept and any(one.value == other.value for other in kept)]
    return [*kept, *agreeing] if len({one.value for one in kept}) > 1 else []


def _is_variant(one: Given, others: Sequence[Given]) -> bool:
    """Beside another file of its kind with another value: a variant, or what a variant overrides."""
    if one.kind not in _FROM_FILES:
        return False
    folder = one.path.rpartition("/")[0]
    return folder != "" and any(
        other.value != one.value and other.kind in _FROM_FILES and other.path.rpartition("/")[0] == folder
        for other in others
    )


def _compete(one: Given, other: Given, files: Mapping[str, SettingsFile], sections: Set[frozenset[str]]) -> bool:
    """Whether both values hold at the same time for what may be the same thing."""
    if one.kind == other.kind and one.kind in _OVERLAID:
        return False  # one file overrides the other
    if one.program and other.program and one.program != other.program:
        return False  # options of two programs
    if one.kind == other.kind == "argument" and (one.path == one.program or other.path == other.program):
        return False  # a default that one command leaves and another replaces
    if one.tree and one.tree == other.tree:
        return False  # laid over one another as the composition says
    if one.path == other.path:
        return {one.kind, other.kind} == {"argument", "manifest"}
    if not _is_same(one, other, sections):
        return False  # of two models, stages or purposes, each with its own
    first, second = files.get(one.path), files.get(other.path)
    if first is None or second is None or {one.kind, other.kind} & {"dotenv", "composed"}:
        return True
    return not alternatives(first, second)


def _are_apart(one: Given, other: Given, pipelines: Mapping[str, str]) -> bool:
    """Settings of two pipelines, each with its own dvc.yaml."""
    ours, theirs = _pipeline(one, pipelines), _pipeline(other, pipelines)
    return ours is not None and theirs is not None and ours != theirs


def _is_same(one: Given, other: Given, sections: Set[frozenset[str]]) -> bool:
    """Whether two places mean one thing, by the keys and the file around it.

    A variable or an option stands below no key: it means the only section of files that has such a name, where that is no
    section of the infrastructure and the file is not named after one model among several.
    """
    ours, theirs = _apart(one), _apart(other)
    if ours == theirs:
        return True
    if (ours and theirs) or len(sections) != 1 or one.name in _VAGUE:
        return False
    sectioned, bare = (one, other) if ours else (other, one)
    stem = sectioned.section.partition(".")[0]
    return bare.kind not in _FROM_FILES and not _words_apart(stem, one.name) and not (ours | theirs) & _OPERATED


def _apart(one: Given) -> frozenset[str]:
    """The words of a section that name one thing among several."""
    return _words_apart(one.section, one.name)


def _words_apart(section: str, name: str) -> frozenset[str]:
    words = frozenset(section.replace("_", ".").replace("-", ".").split("."))
    return words - _SPEAKING - frozenset(name.split("_")) - {""}


def _finding(name: str, places: list[Given], defaults: list[Given]) -> Finding:
    places = sorted(places, key=lambda one: (one.kind in _FROM_FILES, one.path, one.line or 0))
    values: dict[str, list[str]] = {}
    for one in places:
        values.setdefault(one.value, []).append(one.path)
    told = "; ".join(f"{value} in {', '.join(dict.fromkeys(paths))}" for value, paths in values.items())
    served = any(one.kind in ("manifest", "argument", "image", *_OVERLAID) for one in places)
    return Finding(
        subject=Subject(kind="key", name=name, path=places[0].path, symbol=name),
        line=places[0].line,
        title=f"{name} has several values at once"[:48],
        message=f"{name} is {told}; which one wins is not visible.",
        evidence=tuple(
            Evidence(kind="config", path=one.path, line=one.line, ref=one.name, value=one.value)
            for one in [*places, *(d for d in defaults if d.value in values)][:_SHOWN]
        ),
        drivers=(
            Driver(
                name="served",
                value=1.0 if served else 0.5,
                unit="x",
                ref="set where it is served" if served else "set in files",
            ),
        ),
    )


def _shadowed(hidden: Shadowed) -> Finding:
    """A value of a primary file that no choice of a group leaves in force."""
    name, (path, first) = normal(hidden.setting.leaf), hidden.by[0]
    return Finding(
        subject=Subject(kind="key", name=hidden.setting.key, path=hidden.path, symbol=hidden.setting.key),
        line=hidden.setting.line,
        title=f"{name} is never in force"[:48],
        message=f"{hidden.setting.key} is {hidden.setting.value} in {hidden.path}, and every option that is composed after it "
        f"replaces it ({first.value} in {path}).",
        evidence=(
            Evidence(
                kind="config",
                path=hidden.path,
                line=hidden.setting.line,
                ref=hidden.setting.key,
                value=hidden.setting.value,
            ),
            *(
                Evidence(kind="config", path=where, line=one.line, ref=one.key, value=one.value)
                for where, one in hidden.by[: _SHOWN - 1]
            ),
        ),
        drivers=(Driver(name="served", value=0.5, unit="x", ref="set in files"),),
    )
