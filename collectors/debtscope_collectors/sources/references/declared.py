"""The paths that declarations name by their own rules: Dockerfiles, compose files, kustomizations, Hydra defaults, requirements."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Mapping
from typing import Final

from debtscope.api import Workspace
from debtscope.model.frozen import frozen
from debtscope.model.regex import regex
from debtscope_collectors.sources.containers.dockerfile import instructions
from debtscope_collectors.sources.shape import mapping, sequence, text, words
from debtscope_collectors.sources.values import inside

OPEN: Final = regex(r"[$*?{}<>~%|\[\]]|://|^/|^[A-Za-z]:|\.\.\.|^-|^git@")
"""Variables, patterns, placeholders, absolute paths and addresses: what they mean is not known here."""
_LISTED: Final = regex(r"[ \t]{0,20}(?:--\S{1,200}[ \t]{1,20}){0,6}\[")
"""A line in the form of a list."""
_MERGED: Final = regex(
    r"(?:^|/)\.devcontainer/[^/]{1,80}\.ya?ml$|/[^/]{0,60}compose[^/]{0,40}override[^/]{0,40}\.ya?ml$"
)
_INCLUDE: Final = regex(r"^[ \t]{0,8}(?:-r|--requirement|-c|--constraint)[ \t=]+([\w./-]{1,200})")
_FILE_MOUNT: Final = regex(r"\.(?:ya?ml|conf|cfg|ini|toml|json|sql|sh|py|xml|properties|template)$")
_SETTINGS: Final = regex(r"/etc/(?!ssl|letsencrypt|localtime|pki|passwd)[\w.-]+/|/docker-entrypoint-initdb\.d")
"""Where programs of an image look for settings and first statements."""
_KEYS: Final = regex(r"ssl|tls|cert|secret|keys?\b|passw", re.IGNORECASE)
"""Folders that people fill with what git may not hold."""
_BUILT: Final = regex(r"(?:^|/)(?:dist|build|target|out|bin|node_modules|vendor|wheels?|wheelhouse|\.env[\w.-]*|certs?|secrets?)(?:/|$)|\.(?:whl|jar|war|tgz|tar|gz|zip|so|pem|crt|key)$")  # fmt: skip
"""What builds and people put there."""


_OPENED: Final = regex(
    r"\b(?:open|parse_requirements)\([ \t]{0,4}[\"']([\w][\w./-]{0,120}\.(?:txt|in|md|rst))[\"'][ \t]{0,4}(?:\)|,[ \t]{0,4}(?:[\"']r|encoding|session))"
    r"|\bPath\([\"']([\w][\w./-]{0,120}\.(?:txt|in|md|rst))[\"']\)\.read_text"
)
_ASKS: Final = regex(r"\b(?:exists|isfile|is_file|chdir|listdir|except|suppress|copy|copyfile)\b")
"""In a setup.py: it looks first, goes on without, or runs in another folder."""


@frozen(kw_only=False)
class Wanted:
    """One name that a declaration needs."""

    via: str
    name: str
    tries: tuple[str, ...]
    """Workspace paths, any of which will do."""
    line: int | None
    is_loose: bool
    """From where the name is meant is not known: any path that ends so will do."""


_GIT: Final = regex(r"(?:\./)?\.git(?:/|$)")
"""In every clone, and in no tree."""


def dockerfile(path: str, source: str, contexts: frozenset[str]) -> Iterator[Wanted]:
    """Sources of COPY and ADD lines; they are meant from the build's context, which may be any folder above the file."""
    folder = posixpath.dirname(path)
    above = [folder]
    while above[-1]:
        above.append(posixpath.dirname(above[-1]))
    places = (*above, *sorted(contexts))
    for word, rest, line in instructions(source):
        if word not in ("COPY", "ADD") or "--from=" in rest or re.search(r"<<|\n|\|\||>", rest):
            continue
        plain = (
            re.sub(r"[\[\]\",]+", " ", rest) if _LISTED.match(rest) else rest
        )  # `COPY .en[v] .env`: a file that need not be there
        parts = [p.strip("\"'") for p in plain.split() if not p.startswith("--")]
        for name in parts[:-1]:
            if (
                not OPEN.search(name.lstrip("/"))
                and name.strip("./")
                and not _BUILT.search(name)
                and not _GIT.match(name)
            ):
                bare = name.strip("/")
                tries = tuple(dict.fromkeys(inside(place, bare) for place in places))
                yield Wanted(word, name, tries, line, bool(folder))


def setup_texts(path: str, source: str) -> Iterator[Wanted]:
    """What a setup.py opens to read, by its whole name: lists of requirements and the readme. None of one that asks first or goes elsewhere."""
    if _ASKS.search(source):
        return
    folder = posixpath.dirname(path)
    for number, line in enumerate(source.splitlines()[:1_000], 1):
        for match in _OPENED.finditer(line.partition("#")[0]):
            name = match[1] or match[2]
            tries = tuple(dict.fromkeys((inside(folder, name), inside("", name))))
            yield Wanted("opened", name, tries, number, False)


def project(path: str, data: object, source: str) -> Iterator[Wanted]:
    """The readme and licence texts that a pyproject names; a build stops without them.

    uv installs what a project needs and builds nothing of one that names no builder: where its lock lies beside, nobody reads them.
    """
    folder = posixpath.dirname(path)
    tools = mapping(mapping(data).get("tool"))
    is_built = "build-system" in mapping(data) or "poetry" in tools or mapping(tools.get("uv")).get("package") is True
    tables = (mapping(mapping(data).get("project")), mapping(mapping(mapping(data).get("tool")).get("poetry")))
    for table in tables:
        for key in ("readme", "license"):
            name = text(mapping(table.get(key)).get("file")) or (text(table.get(key)) if key == "readme" else "")
            if name and not OPEN.search(name):
                at = next((n for n, line in enumerate(source.splitlines(), 1) if key in line and name in line), None)
                tries = (inside(folder, name), *(() if is_built else (inside(folder, "uv.lock"),)))
                yield Wanted(f"{key} of the package", name, tries, at, False)


def compose(path: str, data: object, source: str) -> Iterator[Wanted]:
    """Build contexts, their Dockerfiles, single files that are mounted, and folders that are mounted as settings."""
    folders = _compose_folders(path, source)
    for service in mapping(mapping(data).get("services")).values():
        table = mapping(service)
        build = table.get("build")
        context = text(build) or text(mapping(build).get("context"))
        if context and not OPEN.search(context):
            places = tuple(inside(folder, context) for folder in folders)
            yield Wanted("build context", context, places, line_of(source, context), False)
            name = text(mapping(build).get("dockerfile"))
            if name and not OPEN.search(name):
                whole = tuple(inside(place, name) for place in places)  # named whole: a missing context is told once
                yield Wanted("dockerfile", whole[0] or name, whole, line_of(source, name), False)
        for volume in sequence(table.get("volumes")):
            name = text(mapping(volume).get("source")) or text(volume).partition(":")[0]
            tries = tuple(inside(folder, name) for folder in folders)
            if name.startswith(".") and _FILE_MOUNT.search(name) and not OPEN.search(name) and not _BUILT.search(name):
                yield Wanted("mounted file", name, tries, line_of(source, name), False)
            elif _is_settings_folder(name, text(mapping(volume).get("target")) or text(volume).partition(":")[2]):
                yield Wanted("mounted folder", name, tries, line_of(source, name), False)


def _compose_folders(path: str, source: str) -> tuple[str, ...]:
    """Folders from which the paths of a compose file may be meant: its own; that above, of the file into which it is merged; and the
    top, where the file says itself that it is started with `--project-directory`."""
    folder = posixpath.dirname(path)
    if _MERGED.search(path):  # a file of a development container may stand alone as well
        return (posixpath.dirname(folder), folder)
    return tuple(dict.fromkeys((folder, ""))) if "--project-directory" in source else (folder,)


def _is_settings_folder(name: str, target: str) -> bool:
    """A folder of the project that a container expects settings in: a missing one is mounted empty, without a word."""
    return (
        name.startswith("./")
        and _SETTINGS.match(target) is not None
        and not OPEN.search(name)
        and not _BUILT.search(name)
        and not _KEYS.search(name)
    )


def kustomization(path: str, data: object, source: str) -> Iterator[Wanted]:
    """Resources, patches and files of generators."""
    table, folder = mapping(data), posixpath.dirname(path)
    names = [n for key in ("resources", "bases", "components", "patchesStrategicMerge") for n in words(table.get(key))]
    names += [text(mapping(patch).get("path")) for patch in sequence(table.get("patches"))]
    for key in ("configMapGenerator", "secretGenerator"):
        names += [n.rpartition("=")[2] for one in sequence(table.get(key)) for n in words(mapping(one).get("files"))]
    for name in names:
        if name and "\n" not in name and ":" not in name and not OPEN.search(name) and "github.com" not in name:
            yield Wanted("resource", name, (inside(folder, name),), line_of(source, name), False)


def hydra(workspace: Workspace, path: str, data: object, source: str) -> Iterator[Wanted]:
    """Options that a defaults list chooses of a group whose folder is in the tree."""
    folder = posixpath.dirname(path)
    for item in sequence(mapping(data).get("defaults")):
        for key, chosen in mapping(item).items():
            if key.startswith("optional ") or "hydra/" in key or "@" in key or not isinstance(chosen, str):
                continue
            group = key.removeprefix("override ").strip().lstrip("/")
            if OPEN.search(chosen) or OPEN.search(group) or chosen in ("null", "none", "_self_", ""):
                continue
            place = _group(workspace, folder, group)
            if place is not None:
                stem = inside(place, chosen.removesuffix(".yaml"))
                yield Wanted(
                    "Hydra default", f"{group}: {chosen}", (f"{stem}.yaml", f"{stem}.yml"), line_of(source, key), False
                )


def _group(workspace: Workspace, folder: str, group: str) -> str | None:
    """The folder of a group, seen from a configuration file: beside it, or beside a folder above."""
    while True:
        place = inside(folder, group)
        if workspace.is_dir(place) and workspace.find(f"{place}/*.yaml", f"{place}/*.yml"):
            return place
        if not folder:
            return None
        folder = posixpath.dirname(folder)


def mlproject(path: str, data: object, source: str) -> Iterator[Wanted]:
    """The files of its environment."""
    for key in ("conda_env", "python_env"):
        name = text(mapping(data).get(key))
        if name and not OPEN.search(name):
            yield Wanted(key, name, (inside(posixpath.dirname(path), name),), line_of(source, name), False)


def dvc(path: str, data: object, source: str) -> Iterator[Wanted]:
    """Dependencies of stages, templated ones left out; what another stage makes is for others to know."""
    folder = posixpath.dirname(path)
    for name, body in mapping(mapping(data).get("stages")).items():
        table = mapping(body)
        table = mapping(table.get("do")) or table
        place = inside(folder, text(table.get("wdir"))) if text(table.get("wdir")) else folder
        for dep in sequence(table.get("deps")):
            word = text(dep) or next(iter(mapping(dep)), "")
            if word and not OPEN.search(word) and not OPEN.search(place):
                yield Wanted(f"deps of stage {name}", word, (inside(place, word),), line_of(source, word), False)


def bentofile(path: str, data: object, source: str) -> Iterator[Wanted]:
    """The module of the service, and the list of requirements."""
    folder = posixpath.dirname(path)
    module, colon, _ = text(mapping(data).get("service")).partition(":")
    if colon and module and not OPEN.search(module):
        stem = module.removesuffix(".py").replace(".", "/")
        tries = (inside(folder, f"{stem}.py"), inside(folder, f"{stem}/__init__.py"), inside(folder, f"src/{stem}.py"))
        yield Wanted("service", module, tries, line_of(source, module), False)
    name = text(mapping(mapping(data).get("python")).get("requirements_txt"))
    if name and not OPEN.search(name):
        yield Wanted("requirements_txt", name, (inside(folder, name),), line_of(source, name), False)


def requirements(path: str, source: str) -> Iterator[Wanted]:
    """Other lists that a list of requirements includes: pip looks beside it, installers of a project's own from the top."""
    if "-r" not in source and "-c" not in source:
        return
    folder = posixpath.dirname(path)
    for number, line in enumerate(source.splitlines()[:5_000], 1):
        found = _INCLUDE.match(line)
        if found and not OPEN.search(found[1]):
            tries = dict.fromkeys((inside(folder, found[1]), inside("", found[1]) if "/" in found[1] else ""))
            yield Wanted("-r", found[1], tuple(filter(None, tries)), number, False)


def checkpoint(path: str, data: object, source: str) -> Iterator[Wanted]:
    """Suites that a Great Expectations checkpoint runs."""
    root = posixpath.dirname(posixpath.dirname(path))
    table = mapping(data)
    for one in (table, *(mapping(v) for v in sequence(table.get("validations")))):
        name = text(one.get("expectation_suite_name"))
        if name and not OPEN.search(name):
            stem = f"{root}/expectations/" if root else "expectations/"
            tries = (f"{stem}{name}.json", f"{stem}{name.replace('.', '/')}.json")
            yield Wanted("expectation suite", name, tries, line_of(source, name), False)


def scripts(data: Mapping[str, object], source: str) -> Iterator[tuple[str, int | None]]:
    """(dotted module, line) of the commands that a pyproject.toml installs."""
    project, tool = mapping(data.get("project")), mapping(data.get("tool"))
    for table in (project.get("scripts"), mapping(tool.get("poetry")).get("scripts")):
        for value in mapping(table).values():
            module, colon, _ = text(value).partition(":")
            if colon and re.fullmatch(r"[A-Za-z_][\w.]{0,200}", module):
                yield module, line_of(source, text(value))


def line_of(source: str, needle: str) -> int | None:
    """The first line that holds a text."""
    at = source.find(needle)
    return source.count("\n", 0, at) + 1 if at >= 0 else None
