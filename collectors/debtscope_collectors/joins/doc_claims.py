"""What pages say of addresses, services of compose, environment variables and tools, where nothing of the repository bears it out."""

from __future__ import annotations

import re
from collections.abc import Iterator, Set
from typing import Final

from debtscope.api import Facts, join
from debtscope.model.frozen import frozen
from debtscope.model.regex import regex
from debtscope_collectors.joins.answered_paths import AnsweredPaths, words_of
from debtscope_collectors.joins.facts import CodeBase
from debtscope_collectors.joins.known_variables import KNOWN_VARIABLES, PROVIDER_KEYS
from debtscope_collectors.joins.promised_tools import Traces, promised
from debtscope_collectors.joins.settings import SettingsModel
from debtscope_collectors.sources.config.facts import TextWords
from debtscope_collectors.sources.containers.facts import ContainerSpec
from debtscope_collectors.sources.dependencies.facts import DependencyFile
from debtscope_collectors.sources.docs.facts import DocPage
from debtscope_collectors.sources.references.tree import Tree

_ENDPOINT: Final = regex(r"(?<![\w/])(GET|POST|PUT|PATCH|DELETE)\b[`*|:\s]{1,8}(/[A-Za-z_][\w/{}<>:.-]{0,120})")
_CURL: Final = regex(
    r"\bcurl\b[^\n]{0,200}?https?://(?:localhost|127\.0\.0\.1|0\.0\.0\.0):8000(/[A-Za-z_][\w/.-]{0,120})"
)
_FOREIGN: Final = regex(
    r"webhook|callback|^/(?:v2/|v1/models|v1/chat|v1/completions|v1/embeddings|api/2\.0|api/generate|api/chat|collections|connectors|repos/|_|-)"
)
_COMPOSE: Final = regex(
    r"(?:^[ \t]*(?:\$ |> |sudo )?|`(?:sudo )?|&& ?)docker[- ]compose((?:[ \t]+(?:-[-\w]+(?:[= \t][\w./-]+\.ya?ml)?))*)[ \t]+(up|run|exec|logs|restart|build|stop|start|pull|rm)\b([^\n;&|#`>)]{0,200})",
    re.MULTILINE,
)
"""As a command, which begins a line or is set as code: in a sentence the words go on."""
_VALUED: Final = frozenset(
    {"-f", "--file", "-p", "--profile", "--project-name", "--scale", "-e", "--env", "--env-file", "--tail", "-n", "--since", "--until", "-u", "--user",
     "-w", "--workdir", "-v", "--volume", "--name", "--entrypoint", "-t", "--timeout", "--build-arg", "--index", "--pull", "--wait-timeout"}
)  # fmt: skip
_ONE: Final = frozenset({"run", "exec"})
_SERVICE: Final = regex(r"[a-z][a-z0-9_-]{1,60}")
_COMPOSE_FILE: Final = regex(r"(?:^|[/._-])compose[\w.-]*\.ya?ml(?:\.\w+)?$", re.IGNORECASE)
_SETS: Final = regex(
    r"^[ \t]*(?:export[ \t]+|set[ \t]+|\$env:)?([A-Z][A-Z0-9]{1,30}(?:_[A-Z0-9]{1,30}){1,6})[ \t]?=(?!=|[ \t]?[\"']?(?:\$\(|`|<))",
    re.MULTILINE,
)
_ROW: Final = regex(r"^[ \t]*\|[ \t]*`([A-Z][A-Z0-9]{1,30}(?:_[A-Z0-9]{1,30}){1,6})`[ \t]*\|", re.MULTILINE)
_OF_VARIABLES: Final = regex(r"\bvariables?\b|\benv(?:ironment)?\b|\bsettings?\b", re.IGNORECASE)
_NEAR: Final = 200
_TABLE: Final = 3_000
_FENCE: Final = regex(r"^[ \t]{0,8}(?:```|~~~)", re.MULTILINE)
_ELSEWHERE: Final = regex(r"\bgit clone\b[^\n]{0,200}\n(?:[^\n]*\n){0,3}?[^\n]*\bcd\b")


@frozen
class DocClaim:
    """One of them."""

    path: str
    line: int
    says: str
    """In the words of the page: `POST /retrain`, `docker compose up db`, `MODEL_DIR=`."""
    kind: str
    """address, service, variable or tool."""


@join(DocClaim)
def doc_claims(facts: Facts) -> Iterator[DocClaim]:
    """By page and line, each claim of a page once; none of changelogs."""
    code, tree = facts.one(CodeBase), facts.one(Tree)
    if code is None or tree is None or code.is_library:
        return
    answered = facts.one(AnsweredPaths)
    services = _services(facts, tree)
    variables = _Variables(facts)
    traces = Traces(facts, tree) if any(map(_is_front, facts.all(DocPage))) else None
    for page in facts.all(DocPage):
        if page.kind == "changelog":
            continue
        seen: set[str] = set()
        for at, says, kind in (
            *_addresses(page, answered),
            *_composed(page, services, tree),
            *variables.unread(page),
            *_promised(page, traces),
        ):
            if says not in seen:
                seen.add(says)
                yield DocClaim(path=page.path, line=page.text.count("\n", 0, at) + 1, says=says, kind=kind)


def _is_front(page: DocPage) -> bool:
    return page.kind == "readme" and "/" not in page.path


def _promised(page: DocPage, traces: Traces | None) -> Iterator[tuple[int, str, str]]:
    """Tools that the front page counts among what is used."""
    for at, tool in promised(page, traces) if traces and _is_front(page) else ():
        yield at, f"{tool} among what the project uses", "tool"


def _addresses(page: DocPage, known: AnsweredPaths | None) -> Iterator[tuple[int, str, str]]:
    """Addresses whose last word no path of the services has; of pages but READMEs only where they tell of those services."""
    if known is None:
        return
    found = [(one.start(1), one[1], one[2]) for one in _ENDPOINT.finditer(page.text)]
    found += [(one.start(1), "curl", one[1]) for one in _CURL.finditer(page.text)]
    told = [
        (at, method, path, words)
        for at, method, path in found
        if (words := words_of(path)) and not _FOREIGN.search(path)
    ]
    if page.kind != "readme" and not any(words[-1] in known.parts for *_, words in told):
        return
    for at, method, path, words in told:
        if known.lacks(words):
            yield at, f"{method} {path}", "address"


def _services(facts: Facts, tree: Tree) -> Set[str]:
    """Names of all services of all compose files; empty where there is none, or one that was not understood."""
    files = {path for path in tree.files() if _COMPOSE_FILE.search(path)}
    specs = [one for one in facts.all(ContainerSpec) if one.kind == "compose"]
    if not files or files - {one.path for one in specs}:
        return frozenset()
    return frozenset(one.name for one in specs)


def _composed(page: DocPage, services: Set[str], tree: Tree) -> Iterator[tuple[int, str, str]]:
    if "compose" not in page.text or (page.kind != "readme" and _ELSEWHERE.search(page.text)):
        return
    if not services:
        found = _COMPOSE.search(page.text)
        lacks = (
            found is not None and "-f" not in found[1] and not any("compose" in path.lower() for path in tree.files())
        )
        if (
            found is not None
            and lacks
            and page.kind == "readme"
            and "/" not in page.path
            and found[2] in ("up", "build")
        ):
            yield found.start(), f"docker compose {found[2]}, with no compose file anywhere", "service"
        return
    for found in _COMPOSE.finditer(page.text):
        for name in _named(found[2], found[3]):
            if _SERVICE.fullmatch(name) and name not in services:
                yield found.start(), f"docker compose {found[2]} {name}", "service"


def _named(command: str, rest: str) -> Iterator[str]:
    """The services among the words behind a command: all of them, of `run` and `exec` the first."""
    words = iter(rest.split())
    for word in words:
        if word in _VALUED:
            next(words, None)
        elif word.startswith(("-", "<", "[", "$", "{", "\\", "#", "…", ".", '"', "'", "(")):
            if word[:1] != "-":
                return
        else:
            yield word
            if command in _ONE:
                return


_OF_TOOLS: Final = regex(
    r"(?:DOCKER|COMPOSE|BUILDKIT|TESTCONTAINERS|TERRAFORM|TF_VAR|HELM|MINIKUBE|PROJECT|CLUSTER|REGION|ACCOUNT|NAMESPACE|IMAGE|TAG)_"
)
"""Of programs at the reader's own shell, and names that a page's own commands are filled in with."""


class _Variables:
    """Who reads a variable that a page tells to set."""

    def __init__(self, facts: Facts) -> None:
        self._model = facts.one(SettingsModel)
        words = {word.upper() for word in self._model.words} if self._model else set[str]()
        for one in facts.all(TextWords):
            if one.role != "docs":
                words.update(word.upper() for word in one.words)
        for one in facts.all(ContainerSpec):
            words.update(setting.name.upper() for setting in one.environment)
        self._words = words
        self._libraries = {
            part
            for one in facts.all(DependencyFile)
            for need in one.requirements
            for part in re.split(r"[-_.]", need.name.upper())[:1]
        }
        self._prefixed = self._model is not None and any(use.fields for use in self._model.uses.values())

    def _reads_below(self, folder: str) -> bool:
        """Whether a program beside the page takes any variable: a page without one tells what the reader's own shell needs."""
        uses = self._model.uses.items() if self._model else ()
        return any(
            (use.variables or use.fields) and path.startswith(f"{folder}/" if folder else "") for path, use in uses
        )

    def unread(self, page: DocPage) -> Iterator[tuple[int, str, str]]:
        """Of READMEs: what their blocks assign and their tables of variables list."""
        if page.kind != "readme" or self._model is None or not self._reads_below(page.path.rpartition("/")[0]):
            return
        for at, name in (*self._assigned(page.text), *_listed(page.text)):
            if self._is_read(name) or re.search(rf"[$%]\{{?{name}\b", page.text):
                continue
            yield at, f"{name}, which nothing reads", "variable"

    def _assigned(self, text: str) -> Iterator[tuple[int, str]]:
        """Of blocks that speak of this program: of its .env, or beside a variable that it reads."""
        fences = [one.start() for one in _FENCE.finditer(text)]
        for start, end in zip(fences[::2], fences[1::2], strict=False):
            found = [(one.start(1), one[1]) for one in _SETS.finditer(text, start, end)]
            if found and (".env" in text[max(0, start - _NEAR) : end] or any(name in self._words for _, name in found)):
                yield from found

    def _is_read(self, name: str) -> bool:
        rest = name.partition("_")[2]
        if name in self._words or KNOWN_VARIABLES.fullmatch(name) or (self._prefixed and rest in self._words):
            return True
        if name.partition("_")[0] in self._libraries or _OF_TOOLS.match(name) or PROVIDER_KEYS.fullmatch(name):
            return True
        return any(name in word for word in self._words if len(word) > len(name))


def _listed(text: str) -> Iterator[tuple[int, str]]:
    """Rows of tables whose head says that they are variables: other tables list codes and constants."""
    for one in _ROW.finditer(text):
        above = text[max(0, one.start() - _TABLE) : one.start()].split("\n\n")[-1]
        if _OF_VARIABLES.search(above.partition("|\n")[0]):
            yield one.start(1), one[1]
