"""Databases in files of a service's container that no volume of its compose file holds: every deployment begins with none."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Sequence
from typing import Final

from debtscope.api import Facts, join
from debtscope.model.frozen import frozen
from debtscope.model.regex import regex
from debtscope_collectors.joins.ci_texts import said_in_ci
from debtscope_collectors.joins.facts import CodeBase
from debtscope_collectors.joins.images import is_development, repository
from debtscope_collectors.joins.places import is_aside
from debtscope_collectors.joins.served import run_by
from debtscope_collectors.joins.serving import HandledRequest
from debtscope_collectors.sources.docs.facts import DocPage
from debtscope_collectors.sources.infrastructure.facts import InfraResource
from debtscope_collectors.sources.python.kept_state import StateFile, state_files

_WRITES: Final = frozenset(
    {"commit", "executemany", "to_sql", "bulk_save_objects", "upsert", "add_documents", "add_texts", "create_all"}
)
_SERVERS: Final = regex(r"postgres|postgis|mysql|mariadb|mongo|pgvector|timescale|cockroach|mssql|chroma")
_DATABASE: Final = regex(r"DATABASE|(?:^|_)DB(?:_|$)|SQLALCHEMY|SQLITE|CHROMA|DSN$", re.IGNORECASE)
_VOLUME: Final = regex(r"(?:[ \t]-v[ =]|--volume[ =]|--mount[ =]|^VOLUME[ \t])", re.MULTILINE)
_DEPTH: Final = 6


@frozen
class LostState:
    """One database that a service writes, in a container that keeps nothing."""

    service: str
    """Of a compose file; `` for an image that stands alone."""
    by: str
    """The compose file, or the Dockerfile."""
    line: int | None
    path: str
    """The module that names the file."""
    state: StateFile


@join(LostState, facets=(state_files,))
def lost_state(facts: Facts) -> Iterator[LostState]:
    """By compose file and service; none where a database server runs beside, or a setting of the service names another place."""
    code = facts.one(CodeBase)
    rows = facts.rows(state_files)
    services = [one for one in facts.all(InfraResource) if one.tool == "compose" and not is_development(one.path)]
    if code is None or code.is_library or not any(rows.values()):
        return
    alone = _alone(facts, services)
    told: set[tuple[str, str]] = set()
    writing = {one.path for one in facts.all(HandledRequest) if _writes(one)}
    for module in sorted(writing):
        if not run_by(code, module):
            continue
        near = code.closure(module, _DEPTH)
        for path in sorted(p for p in near if rows.get(p) and p in code.modules and not is_aside(p)):
            for state in rows[path]:
                for one in _losing(services, path, state):
                    if (one.path, state.target) not in told:
                        told.add((one.path, state.target))
                        line = next((s.line for s in one.settings if s.key.startswith("build")), one.line)
                        yield LostState(service=one.name, by=one.path, line=line, path=path, state=state)
                runs = run_by(code, module).partition(":")[2]
                if alone and (runs, state.target) not in told:
                    told.add((runs, state.target))
                    yield LostState(service="", by=runs, line=None, path=path, state=state)


def _alone(facts: Facts, services: Sequence[InfraResource]) -> bool:
    """Images are all that runs the project: no service of compose is built here, no manifest, no volume in an image or in a command that a page shows."""
    if any(_context(one) is not None for one in services) or any(
        one.tool in ("kubernetes", "terraform") for one in facts.all(InfraResource)
    ):
        return False
    if any(_VOLUME.search(page.text) for page in facts.all(DocPage)):
        return False
    return not any(_VOLUME.search(text) for text in said_in_ci(facts))


def _writes(request: HandledRequest) -> bool:
    return any(call.rpartition(".")[2] in _WRITES for step in request.steps for call in step.function.calls)


def _losing(services: Sequence[InfraResource], path: str, state: StateFile) -> Iterator[InfraResource]:
    """The first service of each file that is built from the module's folder, where none of that file keeps the state."""
    files = dict.fromkeys(one.path for one in services)
    for file in files:
        here = [one for one in services if one.path == file]
        if any(_SERVERS.search(repository(one.value("image"))[0]) for one in here):
            continue
        built = [one for one in here if _builds(one, path)]
        if built and not any(_keeps(one, state) for one in built):
            yield built[0]


def _context(service: InfraResource) -> str | None:
    """The folder that a service's image is built from, `` for the whole repository; None where it builds none."""
    setting = next((one for one in service.settings if one.key in ("build", "build.context")), None)
    if setting is None or "://" in setting.value or "$" in setting.value:
        return None
    folder = posixpath.normpath(posixpath.join(posixpath.dirname(service.path), setting.value))
    return "" if folder == "." else folder


def _builds(service: InfraResource, path: str) -> bool:
    context = _context(service)
    return context is not None and (not context or path.startswith(f"{context}/"))


def _keeps(service: InfraResource, state: StateFile) -> bool:
    """A volume at or above the state, one that may be, or a setting that puts the state elsewhere."""
    if any(one.key.startswith("env_file") for one in service.settings):
        return True
    if any(
        _DATABASE.search(one.key.rpartition(".")[2]) for one in service.settings if one.key.startswith("environment")
    ):
        return True
    if any(one.key.startswith("volumes.") for one in service.settings):
        return True  # the long form: its parts are not read here
    parts = set(posixpath.normpath(state.target).split("/")[:-1]) | {posixpath.basename(state.target)}
    context = _context(service) or ""
    for one in service.settings:
        if one.key == "volumes":
            host, _, inside = one.value.partition(":")
            target = (inside or host).partition(":")[0].rstrip("/")
            source = (
                posixpath.normpath(posixpath.join(posixpath.dirname(service.path), host)) if host[:1] == "." else host
            )
            mounts_all = source == (context or ".") or target.count("/") <= 1
            if mounts_all or posixpath.basename(target) in parts:
                return True
    return False
