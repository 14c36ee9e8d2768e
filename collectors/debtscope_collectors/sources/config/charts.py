"""Charts of Helm and modules of Terraform: which settings they declare, and which their own files take. Nothing is rendered."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Iterator
from typing import Final

from debtscope.model.frozen import frozen
from debtscope.model.regex import regex
from debtscope_collectors.sources import redact
from debtscope_collectors.sources.config.facts import Setting
from debtscope_collectors.sources.config.flatten import plain, yaml_settings
from debtscope_collectors.sources.infrastructure.hcl import Block, document, literal

_VALUES: Final = regex(r"^values[^/]{0,60}\.ya?ml$|(?:^|[-_.])values\.ya?ml$")
_READ: Final = regex(r"\.Values((?:\.[A-Za-z_]\w{0,80}){1,10})")
_INDEX: Final = regex(r"index \$?\.Values((?:\.[A-Za-z_]\w{0,80}){0,10})((?: \"[^\"]{1,80}\"){1,8})")
_WHOLE: Final = regex(r"\.Values(?![.\w])")
_GUARDS: Final = regex(
    r"\b(?:default|if|with|hasKey|coalesce|required|empty|dig|and|or|not|ternary|range|get|fail|eq|ne|kindIs|toYaml|toJson|include|tpl)\b"
)
_BOUND: Final = regex(r"^\s{0,80}(?:- )?value:\s{0,8}[\"']?\{\{-?\s{0,8}\$?\.Values((?:\.\w{1,80}){1,10})")
_NAME: Final = regex(r"^\s{0,80}- name:\s{0,8}[\"']?([A-Za-z_]\w{0,80})[\"']?\s{0,8}$")
_DEPENDENCY: Final = regex(r"^\s{0,8}(?:- )?(?:name|alias):\s{0,8}[\"']?([\w.-]{1,80})", re.MULTILINE)
_VARIABLES: Final = regex(r"\b(var|local)\.([A-Za-z_][\w-]{0,80})")
_COMMENT: Final = regex(r"(?:^|\s)(?:#|//)")
_BLOCKS: Final = regex(r"\{\{-?\s{0,8}(if|with|range|define|block|end)\b")
_DEFINED: Final = regex(r"\{\{-?\s{0,8}define \"([^\"]{1,120})\"")
_INCLUDED: Final = regex(r"\b(?:include|template) \"([^\"]{1,120})\"")
_NEEDED: Final = regex(
    r"image|replicas|\bvalue:|\btag\b|[uU][rR][iI]|[tT]hreshold|- [\"']?--|args|schedule:", re.IGNORECASE
)
_MOST: Final = 2000


@frozen
class ValueRead:
    """One `.Values.a.b` of a template."""

    key: str
    line: int
    is_guarded: bool
    """The line asks whether it is there, gives a default or takes a section whole, or stands where something was asked."""
    is_needed: bool
    """It fills an image, a number of replicas, a variable or an argument: empty, it does harm."""


@frozen
class ChartFile:
    """One file of a chart."""

    path: str
    chart: str
    """The folder of Chart.yaml."""
    kind: str
    """chart, values or template."""
    settings: tuple[Setting, ...] = ()
    reads: tuple[ValueRead, ...] = ()
    takes_all: bool = False
    """It hands `.Values` on whole, or renders other files."""
    defines: frozenset[str] = frozenset()
    includes: frozenset[str] = frozenset()
    """Names of templates."""
    bound: tuple[tuple[str, str], ...] = ()
    """(environment variable, key that gives its value)."""
    dependencies: tuple[str, ...] = ()
    """Names and aliases of the charts that it brings, whose values stand below them."""
    projects: tuple[str, ...] = ()
    """Names of the repositories which the head of a chart says that it comes from."""


@frozen
class TerraformFile:
    """What one `.tf` or `.tfvars` file declares, takes and sets."""

    path: str
    declared: tuple[tuple[str, str | None, int], ...] = ()
    """(variable, its default as text or None, line)."""
    locals: tuple[tuple[str, str, int], ...] = ()
    taken: tuple[tuple[str, int], ...] = ()
    """(`var.x` or `local.x`, line), each once."""
    given: tuple[Setting, ...] = ()
    """Of a `.tfvars` file."""


_ORIGIN = regex(r"(?m)^(?:home:.*\n?|sources:[ \t]*\n(?:[ \t]*-.*\n?)+)")
_PROJECT = regex(r"https?://(?:www\.)?(?:github|gitlab)\.com/[\w.-]{1,60}/([\w.-]{1,80}?)(?:\.git)?(?=[/\s\"'#]|$)")


def chart_of(path: str, folders: Iterable[str]) -> str | None:
    """The innermost chart in which a file lies."""
    inside = [one for one in folders if path.startswith(f"{one}/" if one else "")]
    return max(inside, key=len, default=None)


def chart_file(path: str, chart: str, text: str) -> ChartFile | None:
    """A chart's own file; None for what is neither its head, nor values, nor a template."""
    rest = path[len(chart) + 1 :] if chart else path
    name = posixpath.basename(rest)
    if rest == "Chart.yaml" or rest == "requirements.yaml":
        own = text.partition("dependencies:")[2] if rest == "Chart.yaml" else text
        return ChartFile(
            path=path, chart=chart, kind="chart", dependencies=tuple(_DEPENDENCY.findall(own)[:100]),
            projects=tuple(_PROJECT.findall("".join(_ORIGIN.findall(text)))[:20]) if rest == "Chart.yaml" else (),
        )  # fmt: skip
    if rest.startswith("templates/"):
        return _template(path, chart, text)
    if _VALUES.search(name) or rest.startswith("values/"):
        return ChartFile(path=path, chart=chart, kind="values", settings=tuple(yaml_settings(text))[:_MOST])
    return None


def _template(path: str, chart: str, text: str) -> ChartFile:
    reads: dict[str, ValueRead] = {}
    bound: list[tuple[str, str]] = []
    before, open_blocks = "", list[str]()
    for number, line in enumerate(text.splitlines(), 1):
        if ".Values" in line:
            for key in _keys(line):
                guarded = _GUARDS.search(line) is not None or any(one != "define" for one in open_blocks)
                known = reads.get(key)
                if known is None or (guarded and not known.is_guarded):
                    reads[key] = ValueRead(
                        key=key, line=number, is_guarded=guarded, is_needed=_NEEDED.search(line) is not None
                    )
            if (value := _BOUND.match(line)) and (name := _NAME.match(before)):
                bound.append((name[1], value[1][1:]))
        for word in _BLOCKS.findall(line) if "{{" in line else ():
            if word != "end":
                open_blocks.append(word)
            elif open_blocks:
                open_blocks.pop()
        before = line
    return ChartFile(
        path=path, chart=chart, kind="template", reads=tuple(reads.values())[:_MOST], bound=tuple(bound),
        takes_all=_WHOLE.search(_INDEX.sub("", text)) is not None or ".Files." in text,
        defines=frozenset(_DEFINED.findall(text)), includes=frozenset(_INCLUDED.findall(text)),
    )  # fmt: skip


def _keys(line: str) -> Iterator[str]:
    for above, names in _INDEX.findall(line):
        yield ".".join([*above.split(".")[1:], *(name.strip().strip('"') for name in names.split('" "'))])
    for found in _READ.findall(_INDEX.sub("", line)):
        yield found[1:]


def terraform_file(path: str, source: str) -> TerraformFile:
    """A file of a module, or of values for one."""
    root = document(source)
    if path.endswith(".tfvars"):
        return TerraformFile(path=path, given=tuple(_settings(root)))
    taken: dict[str, int] = {}
    for number, line in enumerate(source.splitlines(), 1):
        if "var." in line or "local." in line:
            for kind, name in _VARIABLES.findall(_COMMENT.split(line[:2000], 1)[0]):
                taken.setdefault(f"{kind}.{name}", number)
    declared = tuple(
        (block.labels[0], _default(block), block.line)
        for block in root.blocks
        if block.kind == "variable" and block.labels
    )
    own = (one for block in root.blocks if block.kind == "locals" for one in _settings(block))
    return TerraformFile(
        path=path, declared=declared, locals=tuple((one.key, one.value, one.line) for one in own),
        taken=tuple(taken.items()),
    )  # fmt: skip


def _default(block: Block) -> str | None:
    for name, expression, _ in block.attributes:
        if name == "default":
            return redact.setting(block.labels[0], plain(literal(expression)))
    return None


def _settings(block: Block) -> Iterator[Setting]:
    for name, expression, line in block.attributes[:_MOST]:
        value = "[]" if expression[:1] in ("[", "{") else redact.setting(name, plain(literal(expression)))
        yield Setting(key=name, value=value, line=line)
