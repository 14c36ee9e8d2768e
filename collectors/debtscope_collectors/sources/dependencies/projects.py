"""pyproject.toml, setup.cfg and setup.py (by `ast`, literals only), environment.yml and Pipfile."""

from __future__ import annotations

import ast
import configparser
import posixpath
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Final

from debtscope.model.regex import regex
from debtscope_collectors.sources import redact
from debtscope_collectors.sources.dependencies.facts import DependencyFile, Requirement
from debtscope_collectors.sources.dependencies.lines import conda_requirement, name_of, parse_requirement
from debtscope_collectors.sources.shape import is_list, mapping, sequence, text, words

Find = Callable[[str], "int | None"]
_COMMENT: Final = regex(r"\s#.*$")
"""Behind a requirement of a setup.cfg, whose reader keeps it; a `#` of an address has no blank before it."""
_DEVELOPMENT = frozenset(("dev", "test", "tests", "lint", "docs", "doc", "develop", "development"))


def pyproject(path: str, data: Mapping[str, object], find: Find) -> DependencyFile | None:
    """PEP 621, PEP 735 groups, poetry and pdm; None when the file declares no dependencies at all."""
    project, tool = mapping(data.get("project")), mapping(data.get("tool"))
    poetry = mapping(tool.get("poetry"))
    found: list[Requirement] = []
    found += _listed(project.get("dependencies"), "", find)
    for group, items in mapping(project.get("optional-dependencies")).items():
        found += _listed(items, group, find)
    for groups in (mapping(data.get("dependency-groups")), mapping(mapping(tool.get("pdm")).get("dev-dependencies"))):
        for group, items in groups.items():
            found += _listed(items, group, find)
    found += _listed(mapping(tool.get("uv")).get("dev-dependencies"), "dev", find)
    found += _poetry(poetry.get("dependencies"), "", find)
    found += _poetry(poetry.get("dev-dependencies"), "dev", find)
    for group, body in mapping(poetry.get("group")).items():
        found += _poetry(mapping(body).get("dependencies"), group, find)
    declares = bool(found) or "dependencies" in project or "dependencies" in poetry
    if not declares:
        return None
    is_library = poetry.get("package-mode") is not False and _is_published(data, project, poetry)
    return DependencyFile(
        path=path, kind="pyproject", requirements=tuple(found), is_library=is_library,
        project=name_of(text(project.get("name")) or text(poetry.get("name"))), home=_home(tool, poetry),
    )  # fmt: skip


def _home(tool: Mapping[str, object], poetry: Mapping[str, object]) -> str:
    """`package-dir` and `where` of setuptools, `from` of poetry, `package-dir` of pdm."""
    setuptools = mapping(tool.get("setuptools"))
    where = words(mapping(mapping(setuptools.get("packages")).get("find")).get("where"))
    packaged = sequence(poetry.get("packages"))
    told = (
        text(mapping(setuptools.get("package-dir")).get("")), *where[:1],
        *(text(mapping(one).get("from")) for one in packaged[:1]),
        text(mapping(mapping(tool.get("pdm")).get("build")).get("package-dir")),
    )  # fmt: skip
    return _folder(next(filter(None, told), ""))


def _folder(told: str) -> str:
    """A folder below its own file's, as `src/python`; `` for that one, and for others."""
    folder = posixpath.normpath(told[:200]) if told else ""
    return "" if folder in (".", "") or folder.startswith(("..", "/")) else folder


def _is_published(data: Mapping[str, object], project: Mapping[str, object], poetry: Mapping[str, object]) -> bool:
    """Applications have a pyproject too: a library is built, and says to the world what it is. Without a build system pip takes
    setuptools: a version and addresses of the project then stand for it."""
    built = bool(mapping(data.get("build-system")) or (project.get("version") and mapping(project.get("urls"))))
    public = ("classifiers", "urls", "keywords", "license", "homepage", "repository", "license-files")
    said = sum(1 for key in public if project.get(key) or poetry.get(key))
    private = any("private" in word.lower() for word in words(project.get("classifiers") or poetry.get("classifiers")))
    return built and said >= 2 and not private


def _listed(items: object, group: str, find: Find) -> Iterator[Requirement]:
    for item in words(items):
        if found := parse_requirement(_COMMENT.sub("", item), line=find(item), group=group):
            yield found


def _poetry(table: object, group: str, find: Find) -> Iterator[Requirement]:
    for name, body in mapping(table).items():
        if name.lower() == "python":
            continue
        spec = text(body) or text(mapping(body).get("version"))
        yield _tabled(name, spec, mapping(body), group, find(name))


def _tabled(name: str, spec: str, body: Mapping[str, object], group: str, line: int | None) -> Requirement:
    """poetry and Pipfile: a bare version is exact in poetry, `^`, `~` and `*` are not; git needs `rev` or `tag`."""
    url = text(body.get("git")) or text(body.get("url"))
    pinned = bool(re.match(r"^(?:==)?\s*\d[\w.+-]*$", spec))
    if url:
        ref = text(body.get("rev")) or text(body.get("ref")) or text(body.get("tag"))
        pinned = bool(ref) or "git" not in body
        spec = redact.line(url) + (f"@{ref}" if ref else "")
    return Requirement(
        name=name_of(name), spec="" if spec == "*" else spec, line=line, is_pinned=pinned or "path" in body,
        is_url=bool(url), group=group, extras=tuple(sorted(words(body.get("extras")))),
    )  # fmt: skip


def setup_cfg(path: str, source: str, find: Find) -> DependencyFile | None:
    """`install_requires` and extras of a setup.cfg."""
    parser = configparser.RawConfigParser(strict=False)
    try:
        parser.read_string(source)
    except (configparser.Error, RecursionError):
        return None
    found = list(_listed(parser.get("options", "install_requires", fallback="").splitlines(), "", find))
    if parser.has_section("options.extras_require"):
        for group, items in parser.items("options.extras_require"):
            found += _listed(items.splitlines(), group, find)
    if not found:
        return None
    name = parser.get("metadata", "name", fallback="")
    is_library = parser.has_option("metadata", "classifiers") or parser.has_option("metadata", "url")
    homes = parser.get("options", "package_dir", fallback="").split("\n")
    at_top = next((one.strip()[1:] for one in homes if one.strip().startswith("=")), "")
    where = at_top or parser.get("options.packages.find", "where", fallback="").strip().partition("\n")[0]
    return DependencyFile(
        path=path, kind="setup.cfg", requirements=tuple(found), is_library=is_library, project=name_of(name), home=_folder(where.strip())
    )  # fmt: skip


def setup_py(path: str, source: str) -> DependencyFile | None:
    """Literal lists of a setup() call, and names bound to literal lists; nothing is executed."""
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None
    bound = {
        target.id: node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    calls = [n for n in ast.walk(tree) if isinstance(n, ast.Call) and _called(n.func) == "setup"]
    if not calls:
        return None
    keywords = {keyword.arg: keyword.value for call in calls for keyword in call.keywords if keyword.arg}
    found = list(_literals(keywords.get("install_requires"), bound, ""))
    extras = keywords.get("extras_require")
    extras = bound.get(extras.id, extras) if isinstance(extras, ast.Name) else extras
    if isinstance(extras, ast.Dict):
        for key, value in zip(extras.keys, extras.values, strict=True):
            group = key.value if isinstance(key, ast.Constant) and isinstance(key.value, str) else "extra"
            found += _literals(value, bound, group)
        found += _extras_added(
            tree, node.id if isinstance(node := keywords.get("extras_require"), ast.Name) else "", bound
        )
    name = keywords.get("name")
    title = name.value if isinstance(name, ast.Constant) and isinstance(name.value, str) else ""
    is_library = "classifiers" in keywords or "url" in keywords
    return DependencyFile(
        path=path, kind="setup.py", requirements=tuple(found), is_library=is_library, project=name_of(title),
        home=_folder(_given_home(keywords)),
    )  # fmt: skip


def _given_home(keywords: Mapping[str, ast.expr]) -> str:
    """Of `package_dir={"": "src/python"}`, `find_packages("src/python")` and `find_packages(where="src/python")`."""
    match keywords.get("package_dir"):
        case ast.Dict(keys=[ast.Constant(value="")], values=[ast.Constant(value=str(told))]):
            return told
        case _:
            pass
    found = keywords.get("packages")
    if not isinstance(found, ast.Call) or _called(found.func) not in ("find_packages", "find_namespace_packages"):
        return ""
    where = [*found.args[:1], *(one.value for one in found.keywords if one.arg == "where")]
    told = where[0].value if where and isinstance(where[0], ast.Constant) else ""
    return told if isinstance(told, str) else ""


def _extras_added(tree: ast.Module, name: str, bound: Mapping[str, ast.expr]) -> Iterator[Requirement]:
    """`extras_require["gpu"] = [...]` after the literal."""
    for node in ast.walk(tree):
        target = node.targets[0] if isinstance(node, ast.Assign) else None
        if (
            isinstance(node, ast.Assign)
            and isinstance(target, ast.Subscript)
            and isinstance(target.value, ast.Name)
            and target.value.id == name
            and isinstance(target.slice, ast.Constant)
        ):
            yield from _literals(node.value, bound, str(target.slice.value))


def _called(node: ast.expr) -> str:
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""


_DEPTH: Final = 8
"""How deep lists may be added to and chosen between."""


def _literals(
    node: ast.expr | None, bound: Mapping[str, ast.expr], group: str, depth: int = 0
) -> Iterator[Requirement]:
    """The literals of a list, of all lists that are added, and of both branches of a choice: each is declared for some machine."""
    if isinstance(node, ast.Starred):
        node = node.value
    if isinstance(node, ast.Name):
        name, node = node.id, bound.get(node.id)
        bound = {key: value for key, value in bound.items() if key != name}  # `names = names + [...]`
    if depth > _DEPTH:
        return
    if isinstance(node, ast.Constant) and isinstance(node.value, str) and depth:
        if found := parse_requirement(node.value, line=node.lineno, group=group):
            yield found
        return
    if isinstance(node, (ast.List, ast.Tuple)):
        parts = [one for one in node.elts if isinstance(one, (ast.Constant, ast.IfExp, ast.Starred))]
    elif isinstance(node, ast.IfExp):
        ways = [list(_literals(part, bound, group, depth + 1)) for part in (node.body, node.orelse)]
        specs = {(one.name, one.spec) for way in ways for one in way}
        differing = {name for name, count in Counter(name for name, _ in specs).items() if count > 1}
        for one in (one for way in ways for one in way):  # no one version is what the project wants
            yield replace(one, spec="") if one.name in differing else one
        return
    elif isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        parts = [node.left, node.right]
    else:
        return
    for part in parts:
        yield from _literals(part, bound, group, depth + 1)


def conda(path: str, data: object, find: Find) -> DependencyFile | None:
    """environment.yml, its pip section included."""
    dependencies = mapping(data).get("dependencies")
    if not is_list(dependencies):
        return None
    found: list[Requirement] = []
    for item in dependencies:
        if isinstance(item, str):
            one = conda_requirement(item, find(item))
            if one and one.name not in ("python", "pip"):
                found.append(one)
        for written in words(mapping(item).get("pip")):
            if one := parse_requirement(written, line=find(written), group="pip"):
                found.append(one)
    return DependencyFile(path=path, kind="conda", requirements=tuple(found))


def pipfile(path: str, data: Mapping[str, object], find: Find) -> DependencyFile:
    """packages and dev-packages."""
    found: list[Requirement] = []
    for section, group in (("packages", ""), ("dev-packages", "dev")):
        for name, body in mapping(data.get(section)).items():
            spec = text(body) or text(mapping(body).get("version"))
            one = _tabled(name, spec, mapping(body), group, find(name))
            found.append(one)
    return DependencyFile(path=path, kind="pipfile", requirements=tuple(found))


def is_development(group: str) -> bool:
    """Whether a group's name says that it is for working on the project only."""
    return group.lower() in _DEVELOPMENT


_PIXI: Final = regex(
    r"^- conda: \S{1,300}/([\w.-]{1,100})-([\w.!+]{1,60})-\w{1,60}\.(?:conda|tar\.bz2)$|^- pypi: \S{1,400}\n  name: (\S{1,100})\n  version: (\S{1,60})$",
    re.MULTILINE,
)


def pixi_locked(source: str) -> Iterator[tuple[str, str]]:
    """(name, version) of the packages of a pixi.lock, which lists each at its end."""
    for found in _PIXI.finditer(source):
        yield name_of(found[1] or found[3]), found[2] or found[4]


def locked(kind: str, data: object) -> Iterator[tuple[str, str]]:
    """(name, version) of a parsed lock file."""
    root = mapping(data)
    match kind:
        case "Pipfile.lock":
            for section in ("default", "develop"):
                for name, body in mapping(root.get(section)).items():
                    yield name_of(name), text(mapping(body).get("version")).lstrip("=")
        case _:
            for item in (*sequence(root.get("package")), *sequence(root.get("packages"))):
                body = mapping(item)
                if name := text(body.get("name")):
                    yield name_of(name), text(body.get("version"))
