"""Images and base images are not pinned

Detects
-------
Names of images that can move: no tag, `latest`, `main` and the like, a tag that names a variant and no version
(`python:slim`), for Python, CUDA and the machine-learning bases also a major version alone (`python:3`). Read are FROM lines, outside images of `COPY --from=`,
compose files, Kubernetes workloads, what Terraform runs as containers (but where `ignore_changes` leaves the image to who deploys), jobs of CI, Kubeflow components and Airflow's container operators. A Kubeflow component
that names no base image, or installs packages without versions, floats as well. One item a file; an image that several
manifests run stands at the first of them. What keeps data beside the models (a database, a broker, an object store, which a newer release may refuse to read), and caches, dashboards
and proxies that a cluster, Terraform or a compose file for production runs, are one low item a repository (not those of jobs of CI, of
stages that are thrown away, of scripts' folders, nor stand-ins for a cloud's service; a cache or dashboard in a compose file for a laptop is pulled when somebody wants a newer one). Base images that commands of the repository or of its pages build themselves are low, and so is a floating `uv` in images that install by a lock. A Dockerfile that pipes a download into a shell, or installs packages
without versions from a base that floats, says so in the same item (several that do nothing else wrong are one); a job of CI that pushes an image as `latest` alone is an item of its own, and so are
steps of CI that run somebody else's action at a branch, or pipe a download without a version into a shell of root (low); packages alone are told by `unpinned-dependencies`.
Images by digest, `scratch`, stages of the same file or of another one, names with a release in them, variables without a default, images that the compose file builds itself,
`imagePullPolicy: Never`, bare names that no public registry has (built by hand, or put in by Kustomize; low where a workload of the
cluster runs one as `latest`), images whose tag a kustomization sets, what the team's own account publishes (in compose files and steps of CI), examples, tests and development containers are left out.

Why it is debt
--------------
The same commit gives another image next week: another Python, another CUDA, another default of a library. A model that
cannot be rebuilt on what it was built on cannot be compared with its successor or rolled back.

How to pay it down
------------------
1. Name version and digest: `python:3.11.9-slim@sha256:…`; let a bot propose the next one.
2. Deploy your own images by commit or digest, never by `latest`.
3. Install from a lock inside the image.

Example
-------
Debt: `FROM python:latest`, `image: registry.example.com/churn:latest`.

Clean: `FROM python:3.11.9-slim@sha256:8fb0…`.

References
----------
- Docker, Building best practices: pin base image versions
- Kubernetes, Images: avoid the latest tag
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from debtscope.api import (
    Category,
    Confidence,
    Driver,
    Evidence,
    Facts,
    Finding,
    Maturity,
    Severity,
    Subject,
    rule,
)
from debtscope.model.regex import regex
from debtscope_collectors.joins.accounts import is_of, own_accounts
from debtscope_collectors.joins.ci_texts import said_in_ci
from debtscope_collectors.joins.facts import CodeBase
from debtscope_collectors.joins.images import (
    ImageUse,
    ImageUses,
    is_bare,
    is_development,
    is_side_place,
    own_images,
    repository,
)
from debtscope_collectors.joins.listing import listed
from debtscope_collectors.joins.path_roles import role_by_path
from debtscope_collectors.joins.together import together
from debtscope_collectors.sources.ci.facts import CiWorkflow
from debtscope_collectors.sources.containers.facts import ContainerSpec, ImageBuild
from debtscope_collectors.sources.containers.incode import CodeImage, code_images
from debtscope_collectors.sources.dependencies.facts import DependencyFile
from debtscope_collectors.sources.dependencies.lines import parse_requirement

_SHOWN = 4
_PLACEHOLDER = regex(
    r"(?:^|[/<])(?:your|my)[-_]?(?:registry|repo\w*|org\w*|user\w*|account|company|image|name|dockerhub\w*)\b|<[^>]{1,60}>|\b(?:replace|change)[-_]?(?:me|this|with)",
    re.IGNORECASE,
)
"""What who copies the file has to fill in."""
_STAND_INS = regex(
    r"localstack|azurite|(?:^|/)(?:moto|fake-|mailhog|mailpit|dynamodb-local|selenium|wait-for|busybox|curl)"
)
"""What stands for a cloud's service, a mail server or a browser where people develop and test."""
_KEEPS = regex(
    r"^(?!.*(?:-ui|-manager|express|exporter|insight|admin)\b)(?:.*[/-])?(?:postgres|pgvector|timescale|mysql|mariadb|mongo|redis-stack|elastic|opensearch|neo4j|clickhouse|cassandra|influx|couch|milvus|qdrant|weaviate|chroma"
    r"|minio|kafka|redpanda|rabbitmq|activemq|zookeeper|etcd|mlflow)"
)
"""What keeps data over a change of its image."""
_PRODUCTION = regex(r"prod|deploy|azure|aws|gcp|cloud|k8s|swarm", re.IGNORECASE)
_BY_LOCK = regex(r"\buv sync\b[^\n;&|]{0,300}--(?:frozen|locked)\b")
_BESIDE = Driver(name="part", value=0.3, unit="x", ref="what runs beside the models")
_BUILT_ON = ("compose", "kubernetes", "FROM")
_SPACED = regex(r"\$\{\{[ \t]{0,4}([\w.]{1,80})[ \t]{0,4}\}\}")
_TAGGED = regex(r"--all-tags\b|\btag[ \t]+[\"']?([^\s:]{3,200}):(?!latest\b)[^\s:]{1,100}[ \t]+[\"']?\1:")
"""An image that gets `latest` beside another tag of the same name, which is pushed elsewhere: by make, or all at once."""
_EXPRESSION = regex(r"\$\{\{.{0,300}?\}\}")
_IN_NAME = regex(r"\$[^/]{0,200}$")
"""A variable in the last part of a name without a tag: it may hold one (`${IMAGE}-gpu` of `churn:1.4`)."""
_PUSH = regex(r"\bdocker (?:image )?push[ \t]+(?!-)((?:\$\{\{.{0,300}?\}\}|[^\s;&|])+)")


_ROOT_SHELL = regex(r"\b(?:curl|wget)\b[^|;&\n]{0,500}\|[ \t]*sudo(?:[ \t]+-\w{1,8}){0,3}[ \t]+(?:ba|z|da)?sh\b")
_OF_A_VERSION = regex(r"/v?\d{1,4}\.\d{1,4}(?:\.\d{1,6})?[/_-]|[0-9a-f]{40}")
_ACTION = regex(
    r"uses: ((?!actions/|github/|\./)[\w.-]{1,80}/(?!\S{0,200}\.ya?ml@)[\w./-]{1,150})@(master|main|develop|latest|HEAD|trunk)"
)
"""A step by somebody else's action at a branch; those of the host itself move as the host does."""


@rule(
    id="CFG-007",
    category=Category.CONFIG,
    debt_type="reproducibility debt",
    severity=Severity.MEDIUM,
    confidence=Confidence.HIGH,
    since=Maturity.PILOT,
    needs=("files",),
    uses=("containers", "ci", "python", "dependencies", "infrastructure", "docs"),
    credits=("CR-06",),
    facets=(code_images,),
)
def check(facts: Facts) -> Iterator[Finding]:
    uses = facts.one(ImageUses)
    own = own_accounts(facts)
    floating = [
        use
        for use in (uses.uses if uses else ())
        if use.floats and not _PLACEHOLDER.search(use.image) and not (use.by == "compose" and _is_own(use.image, own))
    ]
    builds = {build.path: build for build in facts.all(ImageBuild)}
    items = _by_file([use for use in floating if not use.is_support])
    for path, found in items.items():
        more = tuple(_installs(facts, path))
        one = _images(path, found, (*more, *(_piped(builds[path]) if path in builds else ())))
        yield (
            replace(one, severity=Severity.LOW) if _are_rebuilt(facts, found) or _are_installers(facts, found) else one
        )
    if support := [use for use in floating if use.is_support and _lasts(use, builds.get(use.path))]:
        yield _support(support)
    piped = [build for path, build in builds.items() if build.piped and path not in items and not is_development(path)]
    yield from together(
        [_download(build) for build in piped],
        "downloads that images run",
        "{n} images pipe downloads into a shell ({first} first): each changes with somebody else's page.",
    )
    yield from _components(facts)
    yield from _pushed(facts)
    yield from _actions(facts, own)
    yield from _as_root(facts)


def _is_own(image: str, accounts: frozenset[str]) -> bool:
    """What the team publishes itself: `latest` of it in a file to start with means the newest release."""
    return any(is_of(part, accounts) for part in repository(image)[0].split("/")[:-1])


def _are_rebuilt(facts: Facts, found: list[ImageUse]) -> bool:
    """Bases that commands of the repository itself build: whoever builds the children decides what is beneath them."""
    own = own_images(facts)
    return all(use.by == "FROM" and repository(use.image)[0] in own for use in found)


def _are_installers(facts: Facts, found: list[ImageUse]) -> bool:
    """Only uv, which each of the images takes to install what a lock holds: the next release installs the same."""
    paths = {use.path for use in found}
    by_lock = {
        spec.path for spec in facts.all(ContainerSpec) if any(_BY_LOCK.search(text) for text, _line in spec.installs)
    }
    return paths <= by_lock and all(repository(use.image)[0].endswith("astral-sh/uv") for use in found)


def _lasts(use: ImageUse, build: ImageBuild | None) -> bool:
    """Whether a supporting image runs beside the models: not in a job of CI, in a stage that is thrown away, for one move of a tool,
    nor in the place of a cloud's service on a laptop; from a compose file, whether it keeps what the next release has to read."""
    if use.by == "ci" or role_by_path(use.path) == "script" or _STAND_INS.search(use.image):
        return False
    keeps = _KEEPS.search(use.image) is not None
    if use.by == "FROM" and build is not None:
        return keeps and use.image == build.base
    return use.by != "compose" or keeps or _PRODUCTION.search(use.path) is not None


def _actions(facts: Facts, own: frozenset[str]) -> Iterator[Finding]:
    """Steps of CI that run whatever somebody else's branch holds: one item for the repository."""
    actions = {
        text: match
        for text in said_in_ci(facts)
        if (match := _ACTION.fullmatch(text.strip())) and not is_of(match[1].partition("/")[0], own)
    }
    found = [
        (flow.path, command.line, actions[command.text])
        for flow in (facts.all(CiWorkflow) if actions else ())
        for command in flow.commands
        if command.text in actions
    ]
    if not found:
        return
    names = list(dict.fromkeys(f"{match[1]}@{match[2]}" for _, _, match in found))
    path, line, _ = found[0]
    where = f"{path}:{line}" if line else path
    yield Finding(
        subject=Subject(kind="files", name="actions on a branch"),
        line=None,
        title="CI runs actions of a branch",
        severity=Severity.LOW,
        confidence=Confidence.HIGH,
        message=f"{listed(names, _SHOWN)} ({where} first) run{'s' if len(names) == 1 else ''} what the branch of somebody else holds that day, with what the job may do.",
        evidence=tuple(Evidence(kind="line", path=p, line=n, ref=m[1], value=m[2]) for p, n, m in found[:8]),
        occurrences=float(len(found)),
        remediation="Name a release, better its commit, and let a bot propose the next one.",
    )


def _as_root(facts: Facts) -> Iterator[Finding]:
    """Jobs of CI that hand a download without a version to a shell of root: one item for the repository."""
    piping = {
        text: found[0]
        for text in said_in_ci(facts)
        if "|" in text and (found := _ROOT_SHELL.search(text[:4000])) and not _OF_A_VERSION.search(found[0])
    }
    found = [
        (flow.path, command.line, piping[command.text])
        for flow in (facts.all(CiWorkflow) if piping else ())
        for command in flow.commands
        if command.text in piping
    ]
    if not found:
        return
    path, line, _ = found[0]
    jobs = f" and {len(found) - 1} more" if len(found) > 1 else ""
    yield Finding(
        subject=Subject(kind="files", name="downloads that CI runs as root"),
        title="CI runs a download as root",
        severity=Severity.LOW,
        message=f"{path}{f':{line}' if line else ''}{jobs} pipe{'' if jobs else 's'} a download into a shell of root: whoever owns that page runs in the job, with its secrets.",
        evidence=tuple(Evidence(kind="line", path=p, line=n, excerpt=text[:200]) for p, n, text in found[:8]),
        occurrences=float(len(found)),
        remediation="Download one version, check its digest, and run it without sudo where it can be; better take the package of the system.",
    )


def _pushed(facts: Facts) -> Iterator[Finding]:
    """Jobs that push an image under no other name than the one that moves."""
    for flow in facts.all(CiWorkflow):
        if any(_TAGGED.search(_SPACED.sub(r"${\1}", command.text)) for command in flow.commands):
            continue
        tags: dict[str, dict[str, int | None]] = {}
        for command in flow.commands:
            for found in _PUSH.finditer(command.text):
                image = _EXPRESSION.sub("${}", _SPACED.sub(r"${\1}", found[1].strip("\"'")))
                name, tag = repository(image)
                if not tag and _IN_NAME.search(name):
                    continue
                tags.setdefault(name, {}).setdefault(tag or "latest", command.line)
        for name, lines in sorted(tags.items()):
            if set(lines) == {"latest"} and not is_side_place(flow.path):
                shown = name.rpartition("/")[2]
                yield Finding(
                    subject=Subject(kind="image", name=f"{flow.path}|pushes {shown}", path=flow.path, symbol="push"),
                    title="Only latest is pushed",
                    message=f"{flow.path}{f':{at}' if (at := lines['latest']) else ''} pushes {shown} under no other tag than latest: nobody can tell "
                    "which build runs, and there is none to go back to.",
                    line=lines["latest"],
                    confidence=Confidence.MEDIUM,
                    evidence=(Evidence(kind="line", path=flow.path, line=lines["latest"], ref=f"docker push {shown}"),),
                    remediation="Tag each image with the commit, push that tag too, and deploy it by that tag or its digest.",
                )


def _by_file(uses: list[ImageUse]) -> dict[str, list[ImageUse]]:
    """Files that build on or run one image stand at the first of them: one decision, one item."""
    homes: dict[tuple[str, str], str] = {}
    found: dict[str, list[ImageUse]] = {}
    for use in uses:
        name, tag = repository(use.image)
        told = "" if use.by in _BUILT_ON else use.by
        home = homes.setdefault((f"{name}:{tag or 'latest'}", told), use.path)
        found.setdefault(home, []).append(use)
    return found


def _images(path: str, found: list[ImageUse], more: tuple[Evidence, ...]) -> Finding:
    first = found[0]
    names = list(dict.fromkeys(use.image for use in found))
    where = f"{first.path}:{first.line}" if first.line else first.path
    others = len({use.path for use in found}) - 1
    files = f" and in {others} more {'file' if others == 1 else 'files'}" if others else ""
    told = (
        f"{first.image} at {where}{files} can change between builds: {first.floats}."
        if len(names) == 1
        else f"{listed(names, _SHOWN)} in {path}{files} can change between builds: no version in their names."
    )
    return Finding(
        subject=Subject(
            kind="image",
            name=f"{path}|{repository(names[0])[0] if len(names) == 1 else 'images'}",
            path=path,
            symbol="images",
        ),
        title=f"Image {names[0]} is not pinned" if len(names) == 1 and len(names[0]) <= 25 else None,
        message=told,
        line=first.line,
        severity=Severity.LOW if all(is_bare(use.image) and use.by == "kubernetes" for use in found) else None,
        evidence=(*(_line(use) for use in found[:40]), *more),
        occurrences=float(len(found)),
    )


def _line(use: ImageUse) -> Evidence:
    return Evidence(kind="image", path=use.path, line=use.line, ref=use.image, value=use.floats)


def _support(found: list[ImageUse]) -> Finding:
    names = list(dict.fromkeys(use.image for use in found))
    verb = "names no version" if len(names) == 1 else "name no version"
    return Finding(
        subject=Subject(kind="repo", name="images beside the models"),
        title="Supporting images are not pinned",
        message=f"{listed(names, _SHOWN)} {verb}: what runs beside the models changes by itself.",
        evidence=tuple(_line(use) for use in found[:40]),
        severity=Severity.LOW,
        drivers=(_BESIDE,),
        occurrences=float(len(found)),
    )


def _piped(build: ImageBuild) -> Iterator[Evidence]:
    for text, line in build.piped:
        yield Evidence(kind="line", path=build.path, line=line, excerpt=text[:200], ref="runs what it downloads")


def _download(build: ImageBuild) -> Finding:
    return Finding(
        subject=Subject(kind="image", name=f"{build.path}|download", path=build.path, symbol="download"),
        title="An image runs what it downloads",
        message=f"{build.path}:{build.piped[0][1]} pipes a download into a shell: the image changes with that page.",
        line=build.piped[0][1],
        evidence=tuple(_piped(build)),
        severity=Severity.LOW,
        occurrences=float(len(build.piped)),
    )


def _installs(facts: Facts, path: str) -> Iterator[Evidence]:
    """Packages without a version that the same Dockerfile installs by name."""
    for file in facts.all(DependencyFile):
        if file.kind == "dockerfile" and file.path == path:
            for one in file.requirements:
                if not one.is_pinned:
                    yield Evidence(kind="line", path=path, line=one.line, ref=one.name, value=one.spec or "any version")


def _components(facts: Facts) -> Iterator[Finding]:
    code = facts.one(CodeBase)
    for path, rows in sorted(facts.rows(code_images).items()):
        role = code.modules[path].role if code and path in code.modules else "production"
        if role in ("test", "docs", "example", "vendored", "generated") or is_side_place(path):
            continue
        loose = [(row, names) for row in rows if (names := _unpinned(row))]
        bare = [row for row in rows if row.image == ""]
        if loose or bare:
            yield _component(path, loose, bare)


def _unpinned(row: CodeImage) -> list[str]:
    found = [parse_requirement(text) for text in row.packages]
    return [one.name for one in found if one is not None and not one.is_pinned]


def _component(path: str, loose: list[tuple[CodeImage, list[str]]], bare: list[CodeImage]) -> Finding:
    told: list[str] = []
    if loose:
        names = list(dict.fromkeys(name for _row, found in loose for name in found))
        told.append(f"{len(loose)} {_steps(loose)} {', '.join(names[:_SHOWN])} without a version")
    if bare:
        told.append(f"{len(bare)} {'takes' if len(bare) == 1 else 'take'} the SDK's default image")
    rows = [*(row for row, _names in loose), *bare]
    return Finding(
        subject=Subject(kind="file", name=f"{path}|components", path=path, symbol="components"),
        title="Pipeline components are not pinned",
        message=f"Of the components in {path}, {' and '.join(told)}.",
        line=min(row.line for row in rows),
        evidence=(
            *(
                Evidence(kind="line", path=path, line=r.line, ref=r.name, value=f"installs {', '.join(n)}")
                for r, n in loose
            ),
            *(
                Evidence(kind="absence", path=path, line=r.line, ref=f"{r.name}: base_image", value="not given")
                for r in bare
            ),
        ),
        occurrences=float(len({row.name for row in rows})),
    )


def _steps(loose: list[tuple[CodeImage, list[str]]]) -> str:
    return "installs" if len(loose) == 1 else "install"
