"""Image runs as root or unchecked

Detects
-------
Dockerfiles that build what is deployed, and in them: no USER in the last stage (or USER root) of a service on a base that runs as root (the project's own
base image is followed where a command of CI or of a page builds it under that name; a job or a shell that somebody starts is reached by nobody); no
HEALTHCHECK for a service that a compose file runs and neither it nor a Kubernetes probe checks (Kubernetes and the clouds' own runtimes do not ask an image's own); `COPY . .` without a .dockerignore (or one
that lets stores and `.env` through) while data, model stores, notebooks, `.env` files (or a template that asks for one) or the history lie in the context (a .dockerignore is taken at its word for data,
notebooks and history); ENV or ARG with a
literal value for a name that speaks of a credential, or an ENV that keeps one which the build is given (`ARG KEY`, `ENV KEY=$KEY`: whoever
pulls the image reads it); a development server as the command, also of the compose service that is built from it (`--reload`, `flask run --debug`,
FLASK_ENV=development, or a program that starts Flask's own server); beside one of these, notebooks, linters and test runners among the requirements that
the image installs. Images of AWS Lambda have a user of its own and need no health check. One item per Dockerfile; one for all that are low, from two on. Jobs need no health check; Dockerfiles for development, tests, examples, and in folders of scripts and tools beside others, are
left out, images on a web server's or database's base too; a securityContext that sets another user counts. Values of credentials are never shown.

Why it is debt
--------------
Whoever gets into a service that runs as root owns its node's neighbours. Without a health check traffic reaches a service that
has not loaded its model. What is copied by accident (data, keys, history) leaves the house with the image.

How to pay it down
------------------
`RUN useradd -m app` and `USER app`; a HEALTHCHECK that asks the service after the model is loaded; a .dockerignore with data,
stores, notebooks, .git and .env; credentials at run time; a production server without reload.

Example
-------
Debt: `COPY . .` without .dockerignore beside data/, no USER, `CMD uvicorn app:app --reload`.

Clean: `COPY src/ src/`, `USER app`, `HEALTHCHECK CMD curl -f http://localhost:8080/health`.

References
----------
- CIS Docker Benchmark, 4.1 (user), 4.6 (health check), 4.10 (secrets)
- Docker, Building best practices: .dockerignore
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from debtscope.api import (
    Category,
    Confidence,
    Evidence,
    Facts,
    FileEntry,
    Finding,
    GitHistory,
    Maturity,
    Severity,
    file_subject,
    rule,
)
from debtscope.model.frozen import frozen
from debtscope.model.regex import regex
from debtscope_collectors.joins.facts import CodeBase
from debtscope_collectors.joins.images import is_development, own_images, repository
from debtscope_collectors.joins.path_roles import role_by_path
from debtscope_collectors.joins.places import is_aside
from debtscope_collectors.joins.together import FROM, together
from debtscope_collectors.sources.containers.facts import ContainerSpec, ImageBuild
from debtscope_collectors.sources.dependencies.facts import DependencyFile
from debtscope_collectors.sources.values import inside

_UNPRIVILEGED = regex(
    r"nonroot|rootless|(?:^|/)(?:bitnami|chainguard|bitnamilegacy)/|cgr\.dev/|jupyter/|(?:^|/)apache/airflow|ap-airflow|micromamba|selenium/|"
    r"grafana/grafana|(?:^|/)quay\.io/astronomer|astrocrpublic|mlserver|ubi\d*/python|ubi\d*/nodejs|public\.ecr\.aws/lambda|^\$|[{}$]|"
    r"nginx-unprivileged|unprivileged|sagemaker|tritonserver|azureml|spark|prom/|rasa/|elastic"
)  # fmt: skip
_SERVER = regex(
    r"\b(?:uvicorn|gunicorn|hypercorn|granian|waitress|waitress-serve|fastapi|flask|streamlit|gradio|bentoml|mlserver|torchserve|"
    r"tensorflow_model_server|tritonserver|seldon-core-microservice|chainlit|daphne|litserve|vllm|serve run|mlflow (?:models serve|server|ui)|runserver)\b"
)  # fmt: skip
_RELOADS = regex(
    r"--reload\b|\bflask\b.*(?:--debug|\brun\b.*--debug)|\bflask run\b|\brunserver\b|\bfastapi dev\b|--autoreload\b"
)
_FROM_FILE = regex(r"(?:-r|--requirement)[ =]?([\w./-]{1,120})")
_DEVELOPMENT_FILE = regex(r"dev|test|lint|docs|notebook", re.IGNORECASE)
_DEVELOPING = frozenset({"jupyter", "jupyterlab", "notebook", "ipykernel", "pytest", "pytest-cov", "flake8", "pylint", "black", "isort", "mypy", "pre-commit"})  # fmt: skip
_OWN_SERVER = frozenset({"app.run", "application.run", "server.run", "flask.Flask.run"})
_DEBUG_SETTING = regex(r"^(?:FLASK_ENV|FLASK_DEBUG)$")
_TOOLS = regex(
    r"(?:^|/)(?:node|nginx|postgres|mysql|redis|mongo|prometheus|grafana|golang|alpine|caddy|httpd|prom/|traefik|minio|k6|maven|openjdk|envoyproxy)"
)
_HEAVY = ("data", "mlruns", "mlartifacts", "models", "artifacts", "datasets", "wandb", "outputs", "notebooks")
_NEVER = frozenset({".env", "mlruns/", "mlartifacts/"})
_TEMPLATES = (".env.example", ".env.sample", ".env.template", ".env.dist")
_MAX_FILES = 60_000


@frozen
class _Lack:
    ref: str
    line: int | None
    value: str = "missing"
    severe: bool = False


_OF_LAMBDA = regex(r"(?:^|/)(?:public\.ecr\.aws/|amazon/)(?:aws-)?lambda[/-]")
"""AWS runs these under a user of its own and asks no health check."""


@rule(
    id="CFG-009",
    category=Category.CONFIG,
    debt_type="operational debt",
    severity=Severity.LOW,
    confidence=Confidence.HIGH,
    since=Maturity.PRODUCTION,
    needs=("containers",),
    uses=("files", "python", "git", "dependencies", "ci", "docs"),
)
def check(facts: Facts) -> Iterator[Finding]:
    builds = [b for b in facts.all(ImageBuild) if not is_development(b.path)]
    # `tools/move_the_data/Dockerfile` runs once, where something else is what is deployed
    builds = [b for b in builds if role_by_path(b.path) != "script"] or builds
    models = [b for b in builds if not _TOOLS.search(b.base) and b.base != "scratch"]
    places = _Places(facts)
    found: list[Finding] = []
    for build in models:
        lacks = [
            *(() if _OF_LAMBDA.search(build.base) else (*_user(facts, build), *_health(facts, build))),
            *places.copied(build),
            *_secrets(build),
            *_server(facts, build),
        ]
        if lacks:  # alone they are some megabytes
            lacks.extend(_developer_tools(facts, build))
        if lacks:
            found.append(_finding(build, lacks))
    yield from (one for one in found if one.severity is not None)
    mild = [one for one in found if one.severity is None]
    yield from together(
        [_brief(one) for one in mild] if len(mild) >= FROM else mild,
        "images that run as root or unchecked",
        f"{{n}} images ({{first}} first) have {{all}} gaps between them: {_kinds(mild)}.",
    )


def _kinds(found: Sequence[Finding]) -> str:
    """`3 run as root, 2 have no health check`: what the images of one item lack."""
    refs = [one.ref or "" for finding in found for one in finding.evidence]
    roots, unchecked = refs.count("USER"), refs.count("HEALTHCHECK")
    other = len(refs) - roots - unchecked
    told = (
        f"{roots} run{'s' if roots == 1 else ''} as root" if roots else "",
        f"{unchecked} {'has' if unchecked == 1 else 'have'} no health check" if unchecked else "",
        f"{other} of what lies in them or starts them" if other else "",
    )
    return ", ".join(one for one in told if one)


def _user(facts: Facts, build: ImageBuild) -> Iterator[_Lack]:
    if not _is_service(facts, build):
        return  # who gets in gets in by what answers
    name = (build.user or _inherited(facts, build)).partition(":")[0]
    if name in ("root", "0"):
        yield _Lack(ref="USER", line=None, value=name)
    elif (
        not name
        and not _UNPRIVILEGED.search(build.base)
        and not any(spec.is_non_root for spec in facts.all(ContainerSpec) if not is_aside(spec.path))
    ):
        yield _Lack(ref="USER", line=None)


def _inherited(facts: Facts, build: ImageBuild) -> str:
    """The USER of the project's own image beneath, which commands of CI or of a page build under that name."""
    builds = {one.path: one for one in facts.all(ImageBuild)}
    own = own_images(facts)
    beneath = own.get(repository(build.base)[0], "")
    return builds[beneath].user if beneath in builds and beneath != build.path else ""


def _health(facts: Facts, build: ImageBuild) -> Iterator[_Lack]:
    if build.has_health or not _is_service(facts, build):
        return
    if not any(_builds(spec, build) for spec in facts.all(ContainerSpec) if not is_development(spec.path)):
        return  # Kubernetes and the clouds' runtimes ask their own probes
    if any(
        spec.has_health and ((spec.kind == "kubernetes" and not is_aside(spec.path)) or _builds(spec, build))
        for spec in facts.all(ContainerSpec)
    ):
        return
    yield _Lack(ref="HEALTHCHECK", line=None)


def _is_service(facts: Facts, build: ImageBuild) -> bool:
    """A server by its command, or a SERVE module that the command runs."""
    command = " ".join(build.command)
    if _SERVER.search(command):
        return True
    code = facts.one(CodeBase)
    entry = f"docker:{build.path}"
    return code is not None and any(
        code.modules[path].facts.serving
        for path, by in code.entry_points.items()
        if by == entry and path in code.modules
    )


def _builds(spec: ContainerSpec, build: ImageBuild) -> bool:
    """Whether a compose service builds that Dockerfile."""
    return spec.kind == "compose" and spec.is_local and _dockerfile_of(spec) == build.path


def _dockerfile_of(spec: ContainerSpec) -> str:
    return posixpath.normpath(posixpath.join(_context_of(spec), spec.dockerfile or "Dockerfile"))


def _context_of(spec: ContainerSpec) -> str:
    return posixpath.normpath(posixpath.join(posixpath.dirname(spec.path), spec.copies[0] if spec.copies else "."))


class _Places:
    """What lies in the contexts of builds."""

    def __init__(self, facts: Facts) -> None:
        self._files = [entry.path for entry in facts.all(FileEntry)[:_MAX_FILES]]
        self._specs = [spec for spec in facts.all(ContainerSpec) if spec.kind == "compose" and spec.is_local]
        self._has_history = facts.one(GitHistory) is not None

    def copied(self, build: ImageBuild) -> Iterator[_Lack]:
        """What `COPY . .` takes along and no .dockerignore holds back."""
        if build.copies_all is None:
            return
        spec = next((one for one in self._specs if _dockerfile_of(one) == build.path), None)
        context = _context_of(spec) if spec else posixpath.dirname(build.path)
        found = [name for name in self._inside("" if context == "." else context) if not _held(name, build.ignores)]
        if build.ignores is not None:  # what else a list lets through was decided by whoever wrote it
            found = [name for name in found if name in _NEVER]
        if not found:
            return
        ignored = "no .dockerignore" if build.ignores is None else "the .dockerignore lets it through"
        yield _Lack(
            ref=f"COPY . takes {', '.join(found[:5])}", line=build.copies_all, value=ignored, severe=".env" in found
        )

    def _inside(self, context: str) -> list[str]:
        prefix = f"{context}/" if context else ""
        seen: dict[str, None] = {}
        for path in self._files:
            if not path.startswith(prefix):
                continue
            first, _, rest = path[len(prefix) :].partition("/")
            if rest and first in _HEAVY[:3]:
                seen[f"{first}/"] = None
            elif path.endswith(".ipynb"):
                seen["*.ipynb"] = None
            elif not rest and first in (".env", *_TEMPLATES):  # who runs the project writes the one from the other
                seen[".env"] = None
        if not prefix and self._has_history:
            seen[".git"] = None
        order = (".env", "data/", "mlruns/", "mlartifacts/", ".git", "*.ipynb")
        return [name for name in order if name in seen]


def _held(name: str, ignores: Sequence[str] | None) -> bool:
    if ignores is None:
        return False
    if any(line in ("*", "**") for line in ignores):
        return True  # everything out, some things back in: a list of what is wanted
    bare = name.rstrip("/")
    wanted = {
        bare,
        f"/{bare}",
        f"**/{bare}",
        f"{bare}/",
        f"/{bare}/",
        f"{bare}/**",
        f"{bare}/*",
        f"**/{bare}/",
        f"{bare}*",
        f"**/{bare}/**",
    }
    if bare == "*.ipynb":
        wanted |= {
            "notebooks",
            "notebooks/",
            "**/notebooks",
            "**/notebooks/",
            "notebook/",
            "notebooks/**",
            "notebooks/*",
        }
    if bare == ".git":
        wanted |= {".*", ".git*"}
    if bare == ".env":
        wanted |= {".env.*", "*.env", ".*"}
    return any(line in wanted for line in ignores)


def _secrets(build: ImageBuild) -> Iterator[_Lack]:
    for one in build.secrets:
        yield _Lack(ref=f"ENV {one.name}", line=one.line, value="literal value in the image", severe=True)
    for one in build.baked:
        yield _Lack(ref=f"ENV {one.name}", line=one.line, value="a build argument that stays in the image", severe=True)


def _developer_tools(facts: Facts, build: ImageBuild) -> Iterator[_Lack]:
    """Notebooks, linters and test runners that the image installs with the rest of a requirements file."""
    lines = [
        (text, line) for spec in facts.all(ContainerSpec) if spec.path == build.path for text, line in spec.installs
    ]
    files = {one.path: one for one in facts.all(DependencyFile) if one.kind == "requirements"}
    for text, line in lines:
        for name in _FROM_FILE.findall(text):
            tries = (inside(build.path.rpartition("/")[0], name), inside("", name))
            file = next((files[path] for path in tries if path in files), None)
            tools = sorted({r.name for r in file.requirements if r.name in _DEVELOPING}) if file is not None else []
            if tools and not _DEVELOPMENT_FILE.search(name):
                yield _Lack(ref=", ".join(tools[:4]), line=line, value=f"developers' tools of {name}")
                return


def _server(facts: Facts, build: ImageBuild) -> Iterator[_Lack]:
    specs = (spec for spec in facts.all(ContainerSpec) if spec.kind == "dockerfile" and spec.path == build.path)
    command = " ".join((*build.command, *(word for spec in specs for word in spec.script)))
    code = facts.one(CodeBase)
    for module in (
        code.modules.values() if code is not None and "python" in command and not _SERVER.search(command) else ()
    ):
        is_flask = any(one.module.partition(".")[0] == "flask" for one in module.facts.imports)
        if module.entry == f"docker:{build.path}" and is_flask and _OWN_SERVER & set(module.facts.called):
            yield _Lack(ref=module.path, line=build.command_line, value="Flask's development server")
            return
    if match := _RELOADS.search(command):
        yield _Lack(ref=match[0], line=build.command_line, value="development server")
        return
    for spec in facts.all(ContainerSpec):
        started = " ".join(spec.started)
        if (
            spec.kind == "compose"
            and not is_development(spec.path)
            and _builds(spec, build)
            and (match := _RELOADS.search(started))
        ):
            yield _Lack(ref=f"{match[0]} in {spec.path}", line=None, value="development server")
            return
    for one in build.environment:
        if _DEBUG_SETTING.match(one.name) and one.value.lower() in ("development", "1", "true"):
            yield _Lack(ref=one.name, line=one.line, value=one.value)


def _finding(build: ImageBuild, lacks: list[_Lack]) -> Finding:
    told = list(dict.fromkeys(_words(lack) for lack in lacks))
    return Finding(
        subject=file_subject(build.path),
        title="Image holds a credential" if all(lack.severe for lack in lacks) else None,
        message=f"{build.path}: {', '.join(told)}.",
        line=next((lack.line for lack in lacks if lack.line), None),
        evidence=tuple(
            Evidence(
                kind="absence" if lack.value == "missing" else "line",
                path=build.path,
                line=lack.line,
                ref=lack.ref,
                value=lack.value,
            )
            for lack in lacks
        ),
        severity=Severity.MEDIUM if any(lack.severe for lack in lacks) else None,
        occurrences=float(len(lacks)),
    )


def _brief(finding: Finding) -> Finding:
    """With all that an image lacks in the one line that an item of several images has for it."""
    refs = ", ".join(one.ref or "" for one in finding.evidence)
    return replace(finding, evidence=(replace(finding.evidence[0], ref=refs),))


def _words(lack: _Lack) -> str:
    if lack.value == "missing":
        return f"no {lack.ref}"
    if lack.ref.startswith(("ENV ", "COPY ")):
        return f"{lack.ref} ({lack.value})"
    return f"{lack.ref} = {lack.value}" if lack.ref.isupper() else f"{lack.value} ({lack.ref})"
