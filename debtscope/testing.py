"""Helpers for authors of collectors and rules: facts and findings of a folder or of a mapping of files, and git repositories.

Everything here runs the installed collectors, joins and rules as a scan does; nothing is replaced by a double.
"""

from __future__ import annotations

import os
import subprocess
import tempfile
from collections.abc import Callable, Generator, Iterable, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import field
from datetime import date
from pathlib import Path

from debtscope.engine.facts import FactStore, collect
from debtscope.engine.judge import judge
from debtscope.engine.registry import Registry, installed
from debtscope.engine.workspace import open_workspace
from debtscope.model.errors import UsageError
from debtscope.model.finding import Finding
from debtscope.model.frozen import frozen
from debtscope.model.rule import Facts
from debtscope.model.settings import Settings
from debtscope.model.vocabulary import DiagnosticSeverity
from debtscope.store.config import load_settings

AS_OF = date(2026, 11, 20)

Tree = Path | Mapping[str, str | bytes]
"""A folder, or path -> content of files that a temporary folder gets."""


def facts_of(
    root: Tree,
    *,
    settings: Settings | None = None,
    as_of: date = AS_OF,
    collectors: Iterable[str] | None = None,
    mlflow: Sequence[str] = (),
    monitoring: Sequence[str] = (),
    sarif: Sequence[str] = (),
    upstream: Sequence[str] = (),
    registry: Registry | None = None,
) -> Facts:
    """What the collectors (all, or those named) read of a folder, with the joins. Settings default to the folder's own."""
    return _store(
        root, settings=settings, as_of=as_of, collectors=collectors, mlflow=mlflow, monitoring=monitoring, sarif=sarif,
        upstream=upstream, registry=registry or installed(),
    )  # fmt: skip


def findings_of(
    slug: str,
    root: Tree,
    *,
    settings: Settings | None = None,
    as_of: date = AS_OF,
    collectors: Iterable[str] | None = None,
    mlflow: Sequence[str] = (),
    monitoring: Sequence[str] = (),
    sarif: Sequence[str] = (),
    upstream: Sequence[str] = (),
    registry: Registry | None = None,
) -> list[Finding]:
    """What one rule finds in a folder; nothing where the engine would not let it speak (needs, maturity, settings).

    Raises AssertionError where the rule, a join or a collector stopped: a test must not mistake a fault for silence.
    """
    registry = registry or installed()
    rule = registry.rule(slug)
    if rule is None:
        told = "; ".join(f"{d.collector}: {d.message}" for d in registry.diagnostics)
        raise UsageError(f"there is no rule '{slug}'", told)
    store = _store(
        root, settings=settings, as_of=as_of, collectors=collectors, mlflow=mlflow, monitoring=monitoring, sarif=sarif,
        upstream=upstream, registry=registry,
    )  # fmt: skip
    verdicts = judge(store, [rule])
    others = {c.name for c in registry.collectors} - {*rule.needs, *rule.uses}
    told = (d for d in (*store.diagnostics, *verdicts.diagnostics) if d.collector not in others)
    faults = [f"{d.collector}: {d.message}" for d in told if d.severity is DiagnosticSeverity.ERROR]
    assert not faults, "; ".join(faults)
    return [finding for _, found in verdicts.findings for finding in found]


def _store(
    root: Tree,
    *,
    settings: Settings | None,
    as_of: date,
    collectors: Iterable[str] | None,
    mlflow: Sequence[str],
    monitoring: Sequence[str],
    sarif: Sequence[str],
    upstream: Sequence[str] = (),
    registry: Registry,
) -> FactStore:
    chosen = registry if collectors is None else registry.only(collectors)
    with _folder(root) as folder:
        settings = settings or load_settings(_reader(folder), slugs=())
        workspace = open_workspace(
            folder, as_of=as_of, settings=settings, facets=registry.facets(settings),
            mlflow=tuple(mlflow), monitoring=tuple(monitoring), sarif=tuple(sarif), upstream=tuple(upstream),
        )  # fmt: skip
        collected = collect(workspace, chosen.collectors)
    return FactStore(as_of=as_of, settings=settings, collected=collected, joins=registry.joins)


def _reader(folder: Path) -> Callable[[str], bytes | None]:
    def read(name: str) -> bytes | None:
        path = folder / name
        return path.read_bytes() if path.is_file() else None

    return read


@contextmanager
def _folder(root: Tree) -> Generator[Path, None, None]:
    if isinstance(root, Path):
        yield root
        return
    with tempfile.TemporaryDirectory(prefix="debtscope-test-") as name:
        folder = Path(name) / "repo"
        folder.mkdir()
        write_tree(folder, root)
        yield folder


def write_tree(folder: Path, files: Mapping[str, str | bytes]) -> None:
    """Writes files under a folder, making the folders on the way."""
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)


@frozen
class CommitSpec:
    """One commit to make."""

    message: str
    files: Mapping[str, str | bytes | None]
    """Path -> content; None removes the file."""
    author: str = "Ana Lima"
    email: str = ""
    """Made of the author's name when empty."""
    on: str = "2026-01-05"
    """ISO date or time; a date alone is noon UTC."""
    moves: Mapping[str, str] = field(default_factory=dict[str, str])
    """Old path -> new path, before the files are written."""
    branch: str = ""
    """Check this branch out (made where it is new) before committing."""


def git_repo(path: Path, commits: Iterable[CommitSpec]) -> list[str]:
    """Makes a git repository with dated commits by given authors; returns the commit ids in order.

    Called again on the same path it adds commits. No configuration of the machine has any say in it.
    """
    path.mkdir(parents=True, exist_ok=True)
    if not (path / ".git").exists():
        _git(path, "init", "-q", "-b", "main")
    return [_commit(path, spec) for spec in commits]


def _commit(path: Path, spec: CommitSpec) -> str:
    if spec.branch:
        known = _git(path, "branch", "--list", spec.branch).strip()
        _git(path, "checkout", "-q", *([] if known else ["-b"]), spec.branch)
    for old, new in spec.moves.items():
        (path / new).parent.mkdir(parents=True, exist_ok=True)
        _git(path, "mv", "--", old, new)
    for name, content in spec.files.items():
        if content is None:
            (path / name).unlink()
    write_tree(path, {name: content for name, content in spec.files.items() if content is not None})
    _git(path, "add", "-A", "-f", "--", ".")
    when = spec.on if "T" in spec.on else f"{spec.on}T12:00:00+00:00"
    email = spec.email or f"{spec.author.lower().replace(' ', '.')}@example.com"
    _git(path, "commit", "-q", "--allow-empty", "-m", spec.message, when=when, author=spec.author, email=email)
    return _git(path, "rev-parse", "HEAD").strip()


def _git(path: Path, *arguments: str, when: str = "", author: str = "Ana Lima", email: str = "ana@example.com") -> str:
    environment = {
        "PATH": os.environ.get("PATH", os.defpath), "HOME": str(path), "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_CONFIG_GLOBAL": os.devnull, "LC_ALL": "C.UTF-8",
        "GIT_AUTHOR_NAME": author, "GIT_AUTHOR_EMAIL": email, "GIT_COMMITTER_NAME": author,
        "GIT_COMMITTER_EMAIL": email,
    }  # fmt: skip
    if when:
        environment |= {"GIT_AUTHOR_DATE": when, "GIT_COMMITTER_DATE": when}
    command = ["git", "-c", "commit.gpgsign=false", "-c", "core.autocrlf=false", *arguments]
    done = subprocess.run(command, cwd=path, env=environment, check=True, capture_output=True, text=True)
    return done.stdout


@frozen
class FixtureCase:
    """One folder under `<rules>/<slug>/` whose name begins with debt, clean or absent."""

    slug: str
    kind: str
    """debt, clean or absent."""
    folder: Path

    @property
    def expected(self) -> Path:
        """The file beside a debt folder that lists what fires: `[{"subject": …, "line": …}]`."""
        return self.folder.with_name(f"{self.folder.name}.json")


def fixture_cases(rules: Path) -> list[FixtureCase]:
    """The fixture folders under a folder of rules, sorted."""
    return [
        FixtureCase(slug=slug.name, kind=kind, folder=case)
        for slug in sorted(rules.iterdir())
        if slug.is_dir()
        for case in sorted(slug.iterdir())
        if case.is_dir()
        for kind in ("debt", "clean", "absent")
        if case.name.startswith(kind)
    ]
