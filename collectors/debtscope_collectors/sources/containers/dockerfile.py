"""Dockerfiles by their own line rules: continuation, comments, heredocs, ENV, RUN, CMD; stages merged into the last image."""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from debtscope.model.regex import regex
from debtscope_collectors.sources import redact
from debtscope_collectors.sources.containers.facts import ContainerSpec, EnvironmentSetting, ImageBase, ImageBuild
from debtscope_collectors.sources.shape import words

_INSTALL = regex(
    r"\bpip[0-9.]*\s+install\b|\buv\s+(?:sync|pip|add)\b|\bconda\s+(?:env|install|create)\b|\bmamba\s+(?:env|install|create)\b"
    r"|\bpoetry\s+install\b|\bpdm\s+(?:install|sync)\b|\bpipenv\s+(?:install|sync)\b|\bsetup\.py\s+install\b"
)
_FROM_OTHER = regex(r"(?:--\w[\w-]{0,20}=\S{1,200} {1,4}){0,3}?--from=([^\s$]{1,200})")
_DEFAULT = regex(r"\$\{\w{1,80}:-([^${}]{1,200})\}")
_TAKEN = regex(r"\$\{?([A-Za-z_][A-Za-z0-9_]{0,80})")
_HEREDOC = regex(r"<<-?\s*['\"]?([A-Za-z_][A-Za-z0-9_]*)['\"]?")
_PIPED = regex(r"\b(?:curl|wget)\b[^|;&\n]{0,500}\|[ \t]*(?:sudo[ \t]+)?(?:-E[ \t]+)?(?:ba|z|da)?sh\b")
_SYSTEM = regex(
    r"\b(?:apt-get|apt|aptitude|apk|yum|dnf|microdnf|zypper|conda|mamba|micromamba)\b[^;&|\n]{0,120}?\b(?:install|add)\b([^;&|]{1,4000})"
)
_UNSEEN = regex(
    r"(?:^|[\s;&])(?:(?:ba|z)?sh|\.|source)[ \t]+\S{1,200}|(?:^|[\s;&])(?:\./|/)[\w./-]{1,200}\.sh\b|\bmake\b|xargs|\$\{?\w{1,40}PACKAGES"
)
_CREDENTIAL = regex(
    r"(?:PASS(?:WORD|WD|PHRASE)?|SECRET(?:_?KEY)?|_?TOKEN|API_?KEY(?:_SECRET)?|ACCESS_?KEY(?:_ID)?|PRIVATE_?KEY|CREDENTIALS?)$",
    re.IGNORECASE,
)
_NO_SECRET = regex(r"|\d+|true|false|none|null|/.*|.*\.(?:json|pem|key|txt|ya?ml)|.*[${}<>].*", re.IGNORECASE)
_DEVELOPMENT = regex(r"(?:^|[-_])(?:dev|devel|development|debug|tests?|ci|lint)(?:$|[-_])", re.IGNORECASE)
_PROGRAM = regex(r"[A-Za-z_][\w.]{0,120}:[A-Za-z_]\w{0,80}|[\w./-]{1,200}\.py")
"""A program of the project as a server is given it: `service:Ranker`, `src/app.py`."""
_VARIABLE = regex(r"\$\{?([A-Za-z_]\w{0,80})\}?")
_NAMED = regex(r"\$\{([A-Za-z_]\w{0,80})(:?-[^{}$]{0,200})?\}|\$([A-Za-z_]\w{0,80})")
_HOME = regex(r"(?<![\w.])/home/([A-Za-z0-9][\w.-]{0,40})")
_MAKES_USER = regex(r"\b(?:useradd|adduser)\b([^;&|\n]{1,300})")
_WHOLE = frozenset({".", "./", "/", "*"})
_CHECKOUT = regex(
    r"\bgit (?:-C \S{1,200} )?(?:checkout|reset --hard)(?: (?:-q|-f|--quiet|--force|--detach)){0,3} [\"']?([\w.${}/-]{1,120})"
)
_FIXED = regex(r"(?:tags/)?v?\d{1,4}(?:\.\d{1,6}){1,3}[\w.-]{0,20}|(?=[a-f]{0,6}\d)[0-9a-f]{7,40}")
_MAX_LINES = 5000


@dataclass(slots=True)
class _Stage:
    image: str | None
    line: int
    name: str
    command: tuple[str, ...] = ()
    entry: tuple[str, ...] = ()
    environment: list[EnvironmentSetting] = field(default_factory=list[EnvironmentSetting])
    installs: list[tuple[str, int | None]] = field(default_factory=list[tuple[str, "int | None"]])
    copies: list[str] = field(default_factory=list[str])
    user: str = ""
    has_health: bool = False
    copies_all: int | None = None
    piped: list[tuple[str, int]] = field(default_factory=list[tuple[str, int]])
    command_line: int | None = None
    ports: list[str] = field(default_factory=list[str])
    secrets: list[EnvironmentSetting] = field(default_factory=list[EnvironmentSetting])
    asked: set[str] = field(default_factory=set[str])
    """Arguments of the build without a value."""
    baked: list[EnvironmentSetting] = field(default_factory=list[EnvironmentSetting])
    system: list[str] = field(default_factory=list[str])
    is_unseen: bool = False
    revision: str = ""


def instructions(source: str) -> Iterator[tuple[str, str, int]]:
    """(instruction in capitals, arguments, line of its beginning)."""
    lines = source.splitlines()[:_MAX_LINES]
    at = 0
    while at < len(lines):
        start = at
        raw = lines[at].strip()
        at += 1
        if not raw or raw.startswith("#"):
            continue
        parts: list[str] = []
        while True:
            more = raw.endswith("\\")
            parts.append(raw[:-1].rstrip() if more else raw)
            if not more or at >= len(lines):
                break
            raw = lines[at].strip()
            at += 1
            while (not raw or raw.startswith("#")) and at < len(lines):
                raw = lines[at].strip()
                at += 1
        whole = " ".join(parts)
        word, _, rest = whole.partition(" ")
        heredoc = _HEREDOC.search(rest) if word.upper() in ("RUN", "COPY", "ADD") else None
        body: list[str] = []
        while heredoc and at < len(lines):
            body.append(lines[at].strip())
            at += 1
            if body[-1] == heredoc[1]:
                body.pop()
                break
        yield word.upper(), "\n".join([rest.strip(), *body]), start + 1


def read_dockerfile(
    path: str, source: str, ignores: tuple[str, ...] | None = None
) -> Iterator[ContainerSpec | ImageBuild]:
    """One spec per stage that starts from an outside image; later stages of the file inherit what they build on.

    After them the build as a whole; `ignores` are the lines of its .dockerignore.
    """
    stages: list[_Stage] = []
    arguments: dict[str, str] = {}
    outside: dict[str, str] = {}  # those before the first FROM: no other is known to a FROM line
    bases: list[ImageBase] = []
    given: list[EnvironmentSetting] = []
    homes: dict[str, None] = {}
    for word, rest, line in instructions(source):
        homes.update(dict.fromkeys(_homes(word, _VARIABLE.sub(lambda one: arguments.get(one[1], one[0]), rest))))
        if word == "FROM":
            names = {stage.name for stage in stages if stage.name}
            image, name = _from(rest, outside, names)
            stages.append(_stage(image, name, line, stages))
            if image and image not in names and not (image.isdigit() and int(image) < len(stages)):
                bases.append(ImageBase(image=image, line=line, stage=name))
        elif word == "ARG" and "=" in rest:
            for name, value in _pairs(rest):
                arguments[name] = _filled(value, outside if not stages else arguments)
                given += _secrets([(name, value)], line)
            if not stages:
                outside = dict(arguments)
        elif stages:
            _apply(stages[-1], word, rest, line)
            if word == "RUN" and (found := _CHECKOUT.search(rest)):
                revision = _VARIABLE.sub(lambda name: arguments.get(name[1], name[0]), found[1])
                stages[-1].revision = revision if _FIXED.fullmatch(revision) else ""
            if word == "COPY" and (image := _copied_from(rest, stages)):
                bases.append(ImageBase(image=image, line=line, stage=""))
    taken = set(_TAKEN.findall(source))
    for stage in stages:
        _name_program(stage, arguments)
        stage.environment = [replace(one, builds=one.name in taken) for one in stage.environment]
    yield from _specs(path, stages)
    if stages:
        named = tuple(stage.name for stage in stages if stage.name)
        yield replace(_build(path, _deployed(stages), bases, given, ignores), homes=tuple(homes), stages=named)


def _filled(told: str, arguments: dict[str, str]) -> str:
    """A text with the arguments in it that have a value; `$PY` is no beginning of `$PYTHON`."""

    def value(found: re.Match[str]) -> str:
        given = arguments.get(found[1] or found[3])
        return found[0] if given is None or (found[2] and not given) else given

    return _NAMED.sub(value, told) if "$" in told else told


def _homes(word: str, rest: str) -> Iterator[str]:
    """The users whose homes an instruction makes or names: those of the image, whose folders nobody's machine has."""
    if word == "USER":
        yield rest.partition(":")[0].strip()
    elif word in ("COPY", "ADD"):
        rest = rest.rpartition(" ")[2]  # what stands before comes from the machine that builds
    for found in _MAKES_USER.finditer(rest[:20_000]) if word == "RUN" else ():
        names = [one for one in found[1].split() if not one.startswith("-")]
        yield from names[-1:]
    yield from (found[1] for found in _HOME.finditer(rest[:20_000]))


def _name_program(stage: _Stage, arguments: dict[str, str]) -> None:
    """The program that a command names by a variable (`bentoml serve $SERVICE`), by what the file gives the variable."""
    if not any("$" in word for word in (*stage.entry, *stage.command)):
        return
    known = arguments | {one.name: one.value for one in stage.environment if "$" not in one.value}
    programs = {name: value for name, value in known.items() if _PROGRAM.fullmatch(value)}

    def fill(word: str) -> str:
        return _VARIABLE.sub(lambda found: programs.get(found[1], found[0]), word)

    stage.entry, stage.command = tuple(map(fill, stage.entry)), tuple(map(fill, stage.command))


def _copied_from(rest: str, stages: list[_Stage]) -> str:
    """The outside image of a `COPY --from=`; `` where it is a stage of the file."""
    found = _FROM_OTHER.match(rest)
    name = found[1] if found else ""
    return (
        "" if name.isdigit() or name in {stage.name for stage in stages} or not ("/" in name or ":" in name) else name
    )


def _deployed(stages: list[_Stage]) -> _Stage:
    """The last stage, unless its name says that developers or tests use it."""
    return next((stage for stage in reversed(stages) if not _DEVELOPMENT.search(stage.name)), stages[-1])


def _specs(path: str, stages: list[_Stage]) -> Iterator[ContainerSpec]:
    named = {stage.name for stage in stages if stage.name}
    for index, stage in enumerate(stages):
        if stage.image in named and index + 1 < len(stages):
            continue
        yield ContainerSpec(
            path=path, kind="dockerfile", name=stage.name or path, image=stage.image, line=stage.line,
            command=redact.command((*stage.entry, *stage.command)), environment=tuple(stage.environment),
            installs=tuple(stage.installs), copies=tuple(stage.copies),
        )  # fmt: skip


def _build(
    path: str, last: _Stage, bases: list[ImageBase], given: list[EnvironmentSetting], ignores: tuple[str, ...] | None
) -> ImageBuild:
    return ImageBuild(
        path=path, bases=tuple(bases), base=last.image or "", user=last.user, has_health=last.has_health,
        copies_all=last.copies_all, ignores=ignores, secrets=(*last.secrets, *given), baked=tuple(last.baked), piped=tuple(last.piped),
        command=redact.command((*last.entry, *last.command)), command_line=last.command_line,
        environment=tuple(last.environment), ports=tuple(last.ports), system_packages=tuple(dict.fromkeys(last.system)),
        installs_unseen=last.is_unseen, revision=last.revision,
    )  # fmt: skip


def _from(rest: str, arguments: dict[str, str], names: set[str]) -> tuple[str | None, str]:
    """(image, name of the stage); `${TYPE:-full}` is the stage of that name where there is one."""
    parts = [part for part in rest.split() if not part.startswith("--")]
    image = parts[0] if parts else None
    if image and "$" in image:
        filled = _filled(image, arguments)
        image = image if not filled or filled.endswith((":", "@")) else filled  # an empty one is for whoever builds
    if image and (default := _DEFAULT.fullmatch(image)) and default[1] in names:
        image = default[1]
    return image, parts[2] if len(parts) > 2 and parts[1].lower() == "as" else ""


def _stage(image: str | None, name: str, line: int, stages: list[_Stage]) -> _Stage:
    stage = _Stage(image=image, line=line, name=name)
    for before in stages:
        if before.name and before.name == image:
            stage.image, stage.line = before.image, before.line
            stage.environment += before.environment
            stage.installs += before.installs
            stage.copies += before.copies
            stage.command, stage.entry, stage.command_line = before.command, before.entry, before.command_line
            stage.user, stage.has_health, stage.copies_all = before.user, before.has_health, before.copies_all
            stage.piped += before.piped
            stage.secrets += before.secrets
            stage.baked += before.baked
            stage.ports += before.ports
            stage.system += before.system
            stage.is_unseen |= before.is_unseen
    return stage


def _apply(stage: _Stage, word: str, rest: str, line: int) -> None:
    match word:
        case "ENV":
            pairs = list(_pairs(rest))
            stage.environment += [
                EnvironmentSetting(name=name, value=redact.setting(name, value), line=line) for name, value in pairs
            ]
            stage.secrets += _secrets(pairs, line)
            stage.baked += _baked(pairs, stage.asked, line)
        case "ARG":
            stage.asked.add(rest.strip())
        case "CMD":
            stage.command, stage.command_line = _argv(rest), line
        case "ENTRYPOINT":
            stage.entry, stage.command, stage.command_line = _argv(rest), (), line
        case "RUN":
            if _INSTALL.search(rest):
                stage.installs.append((redact.line(rest.strip()), line))
            if "|" in rest and (piped := _PIPED.search(rest[:20_000])):
                stage.piped.append((redact.line(piped[0]), line))
            for found in _SYSTEM.finditer(rest[:20_000]):
                stage.system += [one.partition("=")[0] for one in found[1].lower().split() if not one.startswith("-")]
            stage.is_unseen |= _UNSEEN.search(rest[:20_000]) is not None
        case "COPY" | "ADD" if "--from=" not in rest:
            parts = _argv(rest) if rest.startswith("[") else tuple(p for p in rest.split() if not p.startswith("--"))
            stage.copies += [redact.without_user(part) for part in parts[:-1]]
            if stage.copies_all is None and _WHOLE.intersection(parts[:-1]):
                stage.copies_all = line
        case "USER":
            stage.user = rest.strip()
        case "HEALTHCHECK":
            stage.has_health = rest.strip().upper() != "NONE"
        case "EXPOSE":
            stage.ports += rest.split()
        case _:
            return


def _pairs(rest: str) -> Iterator[tuple[str, str]]:
    first, _, value = rest.partition(" ")
    if "=" not in first:
        yield first, value.strip()
        return
    for pair in _split(rest):
        name, equals, value = pair.partition("=")
        if equals:
            yield name, value


def _secrets(pairs: list[tuple[str, str]], line: int) -> list[EnvironmentSetting]:
    """Credentials with a literal value: no number, no switch, no path of a file, no variable."""
    return [
        EnvironmentSetting(name=name, value=redact.HIDDEN, line=line)
        for name, value in pairs
        if _CREDENTIAL.search(name) and not _NO_SECRET.fullmatch(value[:500])
    ]


def _baked(pairs: list[tuple[str, str]], asked: set[str], line: int) -> list[EnvironmentSetting]:
    """Credentials that stay in the image's configuration, for whoever can pull it."""
    return [
        EnvironmentSetting(name=name, value=redact.HIDDEN, line=line)
        for name, value in pairs
        if _CREDENTIAL.search(name) and value.strip().strip("'\"").strip("${}") in asked and "$" in value
    ]


def _argv(rest: str) -> tuple[str, ...]:
    if rest.startswith("["):
        try:
            return words(json.loads(rest))
        except (ValueError, RecursionError):
            pass  # Docker falls back to the shell form, and so do we
    return tuple(_split(rest))


def _split(text: str) -> list[str]:
    try:
        return shlex.split(text)
    except ValueError:
        return text.split()
