"""Requirement lines: PEP 508, urls, conda's `name=version`, and the words of a `pip install` command."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple

from packaging.utils import canonicalize_name

from debtscope.model.regex import regex
from debtscope_collectors.sources import redact
from debtscope_collectors.sources.dependencies.facts import Requirement

_COMMENT = regex(r"(?:^|\s)#.*$")
_URL = regex(
    r"^(?:([A-Za-z0-9][\w.-]*)(?:\[[^\]]*\])?\s*@\s*)?((?:git|hg|svn|bzr)\+\S+|https?://\S+|git@\S+)", re.IGNORECASE
)
_COMMIT = regex(r"@[0-9a-f]{7,40}(?:[#&]|$)")
_TAG = regex(r"@v?\d[\w.+-]*(?:[#&]|$)")
_EGG = regex(r"[#&]egg=([A-Za-z0-9][\w.-]*)")
_CONDA = regex(r"^(?:[\w./-]+::)?([A-Za-z0-9_][\w.-]*)\s*(.*)$")
_PIP = regex(r"\bpip[0-9.]*\s+install\s+([^&|;\n]{1,4000})|\buv\s+(?:pip\s+install|add)\s+([^&|;\n]{1,4000})")
_VALUED = frozenset(
    ("-r", "--requirement", "-c", "--constraint", "-i", "--index-url", "--extra-index-url", "-f", "--find-links", "-t",
     "--target", "--prefix", "--root", "--python", "--trusted-host", "--timeout", "--cache-dir", "--platform", "--group",
     "--upgrade-strategy", "-e", "--editable", "--progress-bar", "--index-strategy", "--retries", "--default-timeout",
     "--python-version", "--implementation", "--abi", "--src", "--proxy", "--cert", "--log", "--config-settings")
)  # fmt: skip
_TOOLING = frozenset(("pip", "setuptools", "wheel", "uv"))
_NO_PACKAGE = regex(r"[./~$%]|[^{}$]*[{}$]|\S*\.(?:txt|tar\.gz)$|(?!https?://)\S*\.whl$")
_WORDS = regex(r"^[A-Za-z][\w\"'.,:()!-]{0,60}(?: [\w\"'.,:()!-]{1,60}){1,40}$")
"""Words in a row: a message or a note where a requirement should stand."""
WILD = regex(r"(?:[<>]=?|~=)\s*v?\d[\d.]{0,20}\.\*")
"""`>=1.3.*`: older versions of pip took it for `>=1.3`, 24.1 and newer stop there."""
_MAX_LINE = 2000


@dataclass(slots=True)
class Listed:
    """What a requirements text holds."""

    requirements: list[Requirement] = field(default_factory=list[Requirement])
    includes: list[str] = field(default_factory=list[str])
    constraints: list[str] = field(default_factory=list[str])
    hashes: int = 0
    compiled: bool = False
    refused: list[tuple[int, str]] = field(default_factory=list[tuple[int, str]])
    """Lines that pip does not take, with their numbers."""


def name_of(written: str) -> str:
    """The normalised name (PEP 503)."""
    return str(canonicalize_name(written.strip()))


def parse_requirement(written: str, *, line: int | None = None, group: str = "") -> Requirement | None:
    """A PEP 508 requirement or a url; None for what is neither (paths, options, templates)."""
    written = written.strip()
    if not written or len(written) > _MAX_LINE:
        return None
    if match := _URL.match(written):
        return _from_url(match[1] or "", match[2], line, group)
    parsed = _parsed(written)
    if parsed is None:
        return _loosely(written, line, group)
    if parsed.url:
        return _from_url(parsed.name, parsed.url, line, group)
    return Requirement(
        name=parsed.normal, spec=parsed.spec, line=line, is_pinned=parsed.is_pinned, group=group, extras=parsed.extras
    )


class _Parsed(NamedTuple):
    """What a requirement says by PEP 508."""

    name: str
    normal: str
    url: str
    spec: str
    is_pinned: bool
    extras: tuple[str, ...]


@lru_cache(4_096)
def _parsed(written: str) -> _Parsed | None:
    """None where it is none. Lock files of one project repeat each other."""
    from packaging.requirements import InvalidRequirement  # its grammar is a dozen patterns
    from packaging.requirements import Requirement as Parsed

    try:
        parsed = Parsed(written)
    except (InvalidRequirement, RecursionError):
        return None
    pinned = any(s.operator in ("==", "===") and not s.version.endswith(".*") for s in parsed.specifier)
    extras = tuple(sorted(parsed.extras))
    return _Parsed(parsed.name, name_of(parsed.name), parsed.url or "", str(parsed.specifier), pinned, extras)


def _loosely(written: str, line: int | None, group: str) -> Requirement | None:
    """Old spellings that pip once took (`pkg=1.0`, `pkg >= 1.*`): the name still counts."""
    match = re.match(r"^([A-Za-z0-9][\w.-]{0,100})(?:\[[^\]]{0,200}\])?\s*([=<>!~][^;#]{0,200})$", written)
    if not match:
        return None
    spec = redact.line(match[2].strip())
    return Requirement(name=name_of(match[1]), spec=spec, line=line, is_pinned=spec.startswith("=="), group=group)


def _from_url(name: str, url: str, line: int | None, group: str) -> Requirement:
    egg = _EGG.search(url)
    tail = re.split(r"[@#?]", url.rsplit("/", 1)[-1])[0]
    guess = name or (egg[1] if egg else "") or (tail.split("-")[0] if ".whl" in tail else tail.removesuffix(".git"))
    is_file = not url.lower().startswith(("git", "hg", "svn", "bzr"))
    pinned = is_file or _COMMIT.search(url) is not None or _TAG.search(url) is not None
    clean = redact.line(url.replace("git@", "", 1) if url.startswith("git@") else url)
    return Requirement(
        name=name_of(guess or "url"), spec=clean[:300], line=line, is_pinned=pinned, is_url=True, group=group
    )


def conda_requirement(written: str, line: int | None) -> Requirement | None:
    """`pandas=1.5`, `pandas=1.5.3=py310_0`, `pandas>=1`; conda's single `=` is fuzzy and pins when it names a patch."""
    match = _CONDA.match(written.split("#", 1)[0].strip()[:300])
    if not match:
        return None
    spec = match[2].replace(" ", "")
    parts = [part for part in re.split(r"=+", spec) if part]
    exact = spec.startswith("=") and "*" not in spec and "," not in spec
    pinned = exact and (spec.startswith("==") or len(parts) > 1 or (parts[:1] != [] and parts[0].count(".") >= 2))
    return Requirement(name=name_of(match[1]), spec=spec, line=line, is_pinned=pinned)


def parse_text(source: str) -> Listed:
    """A requirements file: options, hashes and continuation lines understood, includes named but not followed."""
    listed = Listed(compiled=_is_compiled(source))
    number, pending, start = 0, "", 0
    for number, raw in enumerate(source.splitlines(), 1):
        line = raw[:_MAX_LINE].rstrip()
        start = start if pending else number
        if line.endswith("\\"):
            pending += line[:-1] + " "
            continue
        whole, pending = (pending + line).strip(), ""
        _take(_uncommented(whole), start, listed)
    if pending:
        _take(_uncommented(pending), start, listed)
    return listed


def _uncommented(line: str) -> str:
    return (_COMMENT.sub("", line) if "#" in line else line).strip()


def _take(line: str, number: int, listed: Listed) -> None:
    if not line:
        return
    if line.startswith("-"):
        flag, _, rest = line.replace("=", " ", 1).partition(" ")
        if flag in ("-r", "--requirement") or (line.startswith("-r") and len(flag) > 2):
            listed.includes.append(((rest or line[2:]).split() or [""])[0])
        elif flag in ("-c", "--constraint"):
            listed.constraints.append(rest.strip())
        elif flag in ("-e", "--editable") and _URL.match(rest.strip()):
            listed.requirements += _one(rest.strip(), number)
        return
    listed.hashes += "--hash" in line
    found = _one(re.split(r"\s--", line, maxsplit=1)[0], number)
    listed.requirements += found
    if (not found and _WORDS.match(line)) or (found and not found[0].is_url and WILD.search(found[0].spec)):
        listed.refused.append((number, redact.line(line)[:120]))


def _one(written: str, number: int) -> list[Requirement]:
    found = parse_requirement(written, line=number)
    return [found] if found else []


def _is_compiled(source: str) -> bool:
    head = source[:3000].lower()
    return "autogenerated by pip-compile" in head or "autogenerated by uv" in head or (
        "generated by" in head and ("pip-compile" in head or "uv pip compile" in head or "poetry export" in head)
    )  # fmt: skip


def pip_installs(lines: Iterable[tuple[str, int | None]]) -> Iterator[Requirement]:
    """Packages that shell lines install by name; `-r` files and local paths are not packages."""
    for text, number in lines:
        if "install" not in text and "uv add" not in text:
            continue
        for match in _PIP.finditer(text[:20_000]):
            yield from _installed(match[1] or match[2], number)


def _installed(rest: str, number: int | None) -> Iterator[Requirement]:
    try:
        argv = shlex.split(rest, comments=True)
    except ValueError:
        argv = rest.split()
    skip = False
    for word in argv:
        if skip:
            skip = False
        elif word.startswith("-"):
            skip = word in _VALUED
        elif word not in _TOOLING and not _NO_PACKAGE.match(word) and (found := parse_requirement(word, line=number)):
            yield found
