"""The served model's parameters are not the committed ones

Detects
-------
A served version whose run logged other values than the parameter file of DVC has for the same names: either the file has not changed
since the run's commit, so that somebody overrode it by hand, or it was changed afterwards and nothing has been trained since. Names are
mapped by their full path, else by their last part where that is unique in the file; numbers are compared as numbers. Silent where the
commit is not in this repository, where newer runs exist that may hold the change, and for runs of a search.

Why it is debt
--------------
Training again from the repository gives another model than the one in production, and nobody is told.

How to pay it down
------------------
Commit the values that production uses, and let registered runs refuse values from the command line.

Example
-------
Debt: the run says `max_depth 9`, params.yaml at its commit 6. Clean: the same number on both sides.

References
----------
Sculley et al. 2015, "Configuration debt".
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping

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
    rule,
)
from debtscope.model.regex import regex
from debtscope_collectors.joins.registry import Registered, registered
from debtscope_collectors.sources.config.flatten import plain
from debtscope_collectors.sources.dvc.facts import DvcProject
from debtscope_collectors.sources.dvc.templating import flat
from debtscope_collectors.sources.mlflow.facts import MlflowRun

_SHOWN = 8
_SEARCH = regex(r"optuna|hyperopt|trial|study|sweep|grid|random_?search|\bhpo\b|tun(?:e|ing)|ray", re.IGNORECASE)


@rule(
    id="CFG-025",
    category=Category.CONFIG,
    debt_type="configuration debt",
    severity=Severity.MEDIUM,
    confidence=Confidence.MEDIUM,
    since=Maturity.PRODUCTION,
    needs=("mlflow", "dvc", "git"),
)
def check(facts: Facts) -> Iterator[Finding]:
    """One finding a served model and parameter file."""
    history = facts.one(GitHistory)
    files = {path: values for project in facts.all(DvcProject) for path, values in project.param_values.items()}
    if history is None or not files:
        return
    for one in registered(facts):
        served = one.served
        run = one.store.runs.get(served.run_id or "") if served else None
        if served is None or run is None or not run.param_values or _is_searched(run):
            continue
        for path, values in sorted(files.items()):
            when = _when(one, run, path, history)
            drift = _drift(run, values) if when else []
            if when and drift:
                yield _finding(one, served.version, run, path, drift, when)


def _is_searched(run: MlflowRun) -> bool:
    return any(_SEARCH.search(text) for text in (run.name or "", run.experiment, *run.tags, *run.param_values))


def _when(one: Registered, run: MlflowRun, path: str, history: GitHistory) -> str:
    """overridden or waiting; `` where neither can be known."""
    order = {commit.sha: at for at, commit in enumerate(history.commits)}
    at = next((n for sha, n in order.items() if run.commit and sha.startswith(run.commit)), None)
    touched = history.touches.get(path)
    if at is None or not touched:
        return ""
    if touched[0] >= at:
        return "overridden"
    changed = history.commits[touched[0]].at
    newer = any(e.last_start is not None and e.last_start >= changed for e in one.store.experiments)
    return "" if newer else "waiting"


def _drift(run: MlflowRun, values: Mapping[str, object]) -> list[tuple[str, str, str]]:
    """(key of the file, its value, the run's value) of what differs."""
    committed = {
        key: value for key, value in flat(values) if isinstance(value, (str, int, float, bool)) or value is None
    }
    leaves = Counter(key.rpartition(".")[2] for key in committed)
    short = {key.rpartition(".")[2]: key for key in committed if leaves[key.rpartition(".")[2]] == 1}
    found: list[tuple[str, str, str]] = []
    for name, given in sorted(run.param_values.items()):
        key = name if name in committed else short.get(name.rpartition(".")[2].rpartition("/")[2])
        if key is None or given == "***":
            continue
        wanted, got = plain("null" if committed[key] is None else str(committed[key])), plain(given)
        if wanted != got and len(given) < 100:
            found.append((key, wanted, got))
    return found


def _finding(
    one: Registered, version: str, run: MlflowRun, path: str, drift: list[tuple[str, str, str]], when: str
) -> Finding:
    told = ", ".join(f"{key} {got} instead of {wanted}" for key, wanted, got in drift[:3])
    why = (
        f"at its commit {(run.commit or '')[:8]}: somebody set them by hand"
        if when == "overridden"
        else "as it was changed afterwards, and nothing was trained since"
    )
    many = f"{len(drift)} parameters differ" if len(drift) > 1 else "a parameter differs"
    return Finding(
        subject=Subject(kind="model", name=one.model.name, path=path, symbol=one.model.name),
        message=f"{one.model.name} v{version}: {many} from {path} {why} ({told}).",
        evidence=(
            Evidence(kind="run", path=one.store.path, ref=run.run_id),
            *(
                Evidence(kind="config", path=path, ref=key, value=f"{wanted} in the file, {got} in the run")
                for key, wanted, got in drift[:_SHOWN]
            ),
        ),
        confidence=None if when == "overridden" else Confidence.LOW,
        drivers=(Driver(name="served", value=1.0, unit="1 = the served version", ref=one.store.path),),
    )
