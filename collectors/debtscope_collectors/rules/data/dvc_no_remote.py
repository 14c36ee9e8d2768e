"""DVC data has no shared remote

Detects
-------
A DVC project that tracks data or has cached stage outputs, and no remote that another machine could reach: none at all,
or a default remote that is a folder on its author's disk (an absolute path, a home folder, a path relative to the
repository). A project whose remotes can be reached but of which none is the default is low, and so is one that keeps nothing but
outputs of stages whose inputs are all in git. Network shares that show in
the path (`//server`, `/net`, `/nfs`) are shared; below `/mnt` and `/media` confidence is low. Projects that only import,
or whose outputs all live in git, have nothing to lose. Of `.dvc/config.local` only the names of remotes are read: a remote that
stands there alone helps nobody else, and is named. A CI workflow that sets the remote itself (`dvc remote …`)
silences the rule.

Why it is debt
--------------
The hashes are in git, the bytes are in one cache. A lost disk or a colleague who leaves takes the training data along, and
until then no clone and no CI job can reproduce anything.

How to pay it down
------------------
Add a default remote on shared storage (`dvc remote add -d`), `dvc push` once, and push in CI after every run.

Example
-------
`url = /home/ana/dvcstore` in .dvc/config, and 12 outputs whose md5 is all that a clone gets.

References
----------
mllint, dvc-has-remote. Software Engineering for Machine Learning, practice 8 (data available on shared infrastructure).
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from dataclasses import replace

from debtscope.api import Category, Confidence, Evidence, Facts, FileEntry, Finding, Maturity, Severity, Subject, rule
from debtscope.model.regex import regex
from debtscope_collectors.joins.places import is_aside
from debtscope_collectors.sources.ci.facts import CiWorkflow
from debtscope_collectors.sources.dvc.facts import DvcProject, LockedPath

_LOCAL = regex(r"[/~.\\]|file:|[A-Za-z]:[\\/]|[\w\-. ]+(?:[/\\]|$)")
_SHARED = regex(r"//|\\\\|/(?:net|nfs|nas|gpfs|lustre|efs)\w*(?:/|$)", re.IGNORECASE)
_MOUNTED = regex(r"/(?:mnt|media|Volumes)/")


@rule(
    id="DAT-015",
    category=Category.DATA,
    debt_type="data loss debt",
    severity=Severity.HIGH,
    confidence=Confidence.HIGH,
    since=Maturity.RESEARCH,
    needs=("dvc",),
    uses=("ci", "git"),
)
def check(facts: Facts) -> Iterator[Finding]:
    if any("dvc remote" in command.text for flow in facts.all(CiWorkflow) for command in flow.commands):
        return
    for project in facts.all(DvcProject):
        config = posixpath.join(project.root, ".dvc/config")
        outs = _kept_by_dvc(facts, project)
        if outs and not is_aside(config):
            found = _judged(project, config, outs)
            yield from (replace(one, severity=Severity.LOW) for one in found) if _can_be_made(facts, project) else found


def _kept_by_dvc(facts: Facts, project: DvcProject) -> list[LockedPath]:
    """Outputs whose bytes only DVC has: git does not hold them, and no import brings them back."""
    tracked = {entry.path for entry in facts.all(FileEntry) if entry.is_tracked}
    outs = [out for file in project.files if not (file.import_repo or file.import_url) for out in file.outs]
    for stage in project.stages:
        outs += [out for out in (stage.locked.outs if stage.locked else ()) if out.path not in stage.uncached]
    return [out for out in outs if out.path not in tracked]


def _can_be_made(facts: Facts, project: DvcProject) -> bool:
    """Whether all that DVC keeps comes out of stages, and all that goes into those is in git: a run brings it back."""
    if any(file.outs and not (file.import_repo or file.import_url) for file in project.files):
        return False
    files = {entry.path: entry.is_tracked is not False for entry in facts.all(FileEntry)}
    made = project.tracked_outputs()
    return all(
        dep in made or files.get(dep) or any(kept and name.startswith(f"{dep}/") for name, kept in files.items())
        for stage in project.stages
        for dep in stage.deps
    )


def _judged(project: DvcProject, config: str, outs: list[LockedPath]) -> Iterator[Finding]:
    remotes = {name: url for name, url in project.remotes.items() if url}
    near = {name for name, url in remotes.items() if _LOCAL.match(url) and "://" not in url and not _SHARED.match(url)}
    near |= {name for name, url in remotes.items() if url.startswith("file://")}
    default = project.default_remote
    many = (
        f"{len(outs)} tracked outputs{_gigabytes(outs)}" if len(outs) > 1 else f"one tracked output{_gigabytes(outs)}"
    )
    verb = "have" if len(outs) > 1 else "has"
    told, severity, confidence = "", None, None
    if not remotes:
        told = f"{many} {verb} no remote at all: only the local cache holds them."
    elif (default and default in near) or near == set(remotes):
        name = default if default in near else sorted(near)[0]
        told = f"{many} {verb} no shared remote: {name} is the local folder {remotes[name]}."
        if _MOUNTED.match(remotes[name]):
            severity, confidence = Severity.MEDIUM, Confidence.LOW
    elif not default:
        told = f"{many} {verb} no default remote among {', '.join(sorted(remotes)[:4])}: `dvc push` and `dvc pull` fail as they are."
        severity = Severity.LOW
    elif default not in project.remotes:
        told = f"{many} {verb} the default remote {default}, which .dvc/config does not define."
        severity = Severity.LOW
    if not told:
        return
    only_here = sorted({*project.local_remotes, *filter(None, (project.local_default,))} - set(remotes))
    if only_here:
        told = told.removesuffix(".") + f"; {', '.join(only_here[:3])} stands only in .dvc/config.local of one machine."
    line = project.remote_lines.get(default or "") or next(iter(project.remote_lines.values()), None)
    seen = Evidence(kind="config" if remotes else "absence", path=config, line=line, ref="remote", excerpt=told)
    yield Finding(
        subject=Subject(kind="repo", name=project.root or "repo", path=config),
        message=told,
        line=line,
        severity=severity,
        confidence=confidence or (None if remotes else Confidence.MEDIUM),
        evidence=(seen,),
    )


def _gigabytes(outs: list[LockedPath]) -> str:
    size = sum({out.md5: out.size or 0 for out in outs}.values())
    return f" ({size / 1e9:.1f} GB)" if size >= 5e7 else f" ({size / 1e6:.1f} MB)" if size >= 5e4 else ""
