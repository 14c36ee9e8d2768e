"""One reader per CI host: parsed file in, steps out. Knows the hosts' formats and nothing of files."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import reduce
from itertools import islice

from debtscope.model.regex import regex
from debtscope_collectors.sources.ci.steps import Definition, Step
from debtscope_collectors.sources.shape import is_list, mapping, sequence, text, words

_GITHUB_TRIGGERS = {
    "workflow_dispatch": "manual", "repository_dispatch": "manual", "pull_request_target": "pull_request",
    "merge_group": "pull_request", "workflow_call": "call",
}  # fmt: skip
_GITLAB_RESERVED = frozenset(
    (
        "default",
        "include",
        "stages",
        "variables",
        "workflow",
        "image",
        "services",
        "before_script",
        "after_script",
        "cache",
        "spec",
    )
)
_MAX_DEPTH = 12
_FROM_MATRIX = regex(
    r"^[ \t]{0,20}(?:(?:make|just|inv|invoke) )?\$\{\{ {0,4}matrix\.([\w.-]{1,80}) {0,4}\}\}", re.MULTILINE
)
"""A matrix's word where a command begins, or the goal of one that is defined elsewhere."""
_OF_MATRIX = regex(r"\$\{\{ {0,4}matrix\.([\w-]{1,80}) {0,4}\}\}")
_MAX_OF_MATRIX = 20
_SET = regex(r"""(?<![\w$])([A-Za-z_]\w{0,60})=("[^"]{0,200}"|'[^']{0,200}'|[^\s"']{0,200})""")
_ASKED = regex(r"\$\{?([A-Za-z_]\w{0,60})\b\}?")
_OF_ENV = regex(r"\$\{\{ {0,4}env\.(\w{1,80}) {0,4}\}\}")


def github(data: object) -> Definition:
    """.github/workflows/*.yml"""
    root, found = mapping(data), Definition()
    on = root.get("on", root.get("True", root.get("true")))
    names = tuple(mapping(on)) or words(on)
    found.triggers = [_GITHUB_TRIGGERS.get(name, name) for name in names]
    base = text(mapping(mapping(root.get("defaults")).get("run")).get("working-directory"))
    for job, body in mapping(root.get("jobs")).items():
        table = mapping(body)
        if table.get("if") is False:
            continue
        lenient = table.get("continue-on-error") is True
        found.images += _images(table.get("container"), *mapping(table.get("services")).values())
        found.pythons += _pythons(table, root)
        called = text(table.get("uses"))
        if called.startswith("./"):
            found.includes.append(Step(text=called[2:], job=job, may_fail=lenient))
        elif called:
            found.remote.append(called)
        cwd = text(mapping(mapping(table.get("defaults")).get("run")).get("working-directory")) or base
        known = {**mapping(root.get("env")), **mapping(table.get("env"))}
        steps = github_steps(table.get("steps"), job=job, may_fail=lenient, cwd=_known(cwd, known))
        matrix = mapping(mapping(table.get("strategy")).get("matrix"))
        found.runners += _runners(table.get("runs-on"), matrix)
        found.steps += (each for step in steps for each in _of_matrix(step, matrix))
    return found


def _runners(asked: object, matrix: Mapping[str, object]) -> list[str]:
    """Labels of a job, those of its matrix looked up; none where a machine of one's own is asked for."""
    labels = list(words(asked))
    if "self-hosted" in labels:
        return []
    named = [_OF_MATRIX.fullmatch(label) for label in labels]
    return [
        *(label for label, of_matrix in zip(labels, named, strict=True) if of_matrix is None and "$" not in label),
        *(label for found in named if found is not None for label in words(matrix.get(found[1]))),
        *(one for found in named if found is not None for one in _in_matrix(matrix, [found[1]])),
    ]


def _known(folder: str, variables: Mapping[str, object]) -> str:
    """`${{ env.WORKDIR }}` by what the workflow or the job sets."""
    return _OF_ENV.sub(lambda found: text(variables.get(found[1])) or found[0], folder)


def _of_matrix(step: Step, matrix: Mapping[str, object]) -> Iterator[Step]:
    """One step for each command that the matrix holds, where the step runs what stands there: `run: ${{ matrix.task.run }}`."""
    asked = _FROM_MATRIX.search(step.text)
    texts = _in_matrix(matrix, asked[1].split(".")) if asked else []
    if asked is None or not texts:
        yield step
        return
    for one in texts[:_MAX_OF_MATRIX]:
        yield replace(step, text=step.text.replace(asked[0][asked[0].index("$") :], one))


def _in_matrix(matrix: Mapping[str, object], path: Sequence[str]) -> list[str]:
    """The texts under a dotted name, of the list of that name and of `include`."""
    name, rest = path[0], path[1:]
    found: list[str] = []
    for one in (*sequence(matrix.get(name)), *(mapping(more).get(name) for more in sequence(matrix.get("include")))):
        told = text(reduce(lambda value, key: mapping(value).get(key), rest, one))
        if told:
            found.append(told)
    return list(dict.fromkeys(found))


def _images(*values: object) -> list[str]:
    """`image` of a mapping, or the value where it is the image itself."""
    named = (text(value) or text(mapping(value).get("image")) or text(mapping(value).get("name")) for value in values)
    return [image for image in named if image]


def _pythons(job: Mapping[str, object], root: Mapping[str, object]) -> Iterator[str]:
    """Of setup steps; a reference to the matrix or the environment is looked up in it."""
    matrix = mapping(mapping(job.get("strategy")).get("matrix"))
    known = {**mapping(root.get("env")), **mapping(job.get("env"))}
    for item in sequence(job.get("steps")):
        given = mapping(mapping(item).get("with"))
        for value in sequence(given.get("python-version")):
            asked = text(value)
            name = asked.rpartition(".")[2].strip(" }")
            if "matrix." in asked:
                yield from words(matrix.get(name))
                for added in sequence(matrix.get("include")):
                    yield from words(mapping(added).get(name))
            elif "env." in asked:
                yield from words(known.get(name))
            else:
                yield from asked.split()


def github_steps(steps: object, *, job: str, may_fail: bool, cwd: str = "") -> Iterator[Step]:
    """The steps of a job or of a composite action; local actions come out as `uses: ./path`."""
    for item in sequence(steps):
        step = mapping(item)
        if step.get("if") is False:
            continue
        lenient = may_fail or step.get("continue-on-error") is True
        if used := text(step.get("uses")):
            yield Step(text=f"uses: {used}", job=job, may_fail=lenient)
            given = mapping(step.get("with"))
            for key in ("command", "run", "script", "commands"):
                if "\n" in (inner := text(given.get(key))) or " " in inner:
                    yield Step(text=inner, job=job, may_fail=lenient, cwd=cwd)
            if used.startswith("docker/bake-action") and (
                targets := _TARGETS.findall(text(given.get("targets"))[:4000])
            ):
                yield Step(text=f"docker buildx bake {' '.join(targets)}", job=job, may_fail=lenient, cwd=cwd)
            if used.startswith("docker/build-push-action") and given.get("push") in (True, "true"):
                tags = map(str.strip, _TAGS.findall(text(given.get("tags"))[:20_000]))
                yield from (Step(text=f"docker push {tag}", job=job, may_fail=lenient) for tag in tags if tag)
        if script := text(step.get("run")):
            yield Step(text=script, job=job, may_fail=lenient, cwd=text(step.get("working-directory")) or cwd)


def gitlab(data: object) -> Definition:
    """.gitlab-ci.yml"""
    root, found = mapping(data), Definition()
    for entry in sequence(root.get("include")):
        local = text(entry) if isinstance(entry, str) else text(mapping(entry).get("local"))
        if local and "://" not in local:
            found.includes.append(Step(text=local.lstrip("/"), job=""))
        else:
            table = mapping(entry)
            found.remote.append(local or next((text(v) for v in table.values() if text(v)), "include"))
    default = mapping(root.get("default"))
    triggers: set[str] = set()
    for job, body in root.items():
        table = _extended(root, mapping(body), 0)
        if job in _GITLAB_RESERVED or job.startswith(".") or not table.get("script"):
            continue
        manual = table.get("when") == "manual"
        lenient = table.get("allow_failure") is True
        image = table.get("image", default.get("image", root.get("image")))
        found.images += _images(image, *sequence(table.get("services")))
        before = table.get("before_script", default.get("before_script", root.get("before_script")))
        for script in (before, table.get("script")):
            found.steps += [Step(text=s, job=job, may_fail=lenient, is_manual=manual) for s in _flat(script)]
        triggers |= _gitlab_triggers(table, manual=manual)
    found.triggers = sorted(triggers)
    return found


def _extended(root: Mapping[str, object], table: Mapping[str, object], depth: int) -> Mapping[str, object]:
    if depth > 4:
        return table
    merged: dict[str, object] = {}
    for parent in words(table.get("extends")):
        merged |= _extended(root, mapping(root.get(parent)), depth + 1)
    merged.update(table)
    return merged


def _gitlab_triggers(table: Mapping[str, object], *, manual: bool) -> set[str]:
    if manual:
        return {"manual"}
    only = words(table.get("only")) or words(mapping(table.get("only")).get("refs"))
    rules = " ".join(text(mapping(rule).get("if")) for rule in sequence(table.get("rules")))
    said = set[str]()
    if "schedules" in only or "schedule" in rules:
        said.add("schedule")
    if "merge_requests" in only or "merge_request" in rules or "MERGE_REQUEST" in rules:
        said.add("pull_request")
    other = [name for name in only if name not in ("schedules", "merge_requests", "web", "triggers")]
    if not said or other or re.search(r"COMMIT_(?:BRANCH|TAG|REF)|\"push\"", rules):
        said.add("push")
    return said


def _flat(value: object, depth: int = 0) -> Iterator[str]:
    for item in sequence(value):
        if is_list(item) and depth < _MAX_DEPTH:
            yield from _flat(item, depth + 1)
        elif script := text(item):
            yield script


def azure(data: object) -> Definition:
    """azure-pipelines.yml"""
    root, found = mapping(data), Definition()
    if root.get("trigger") != "none":
        found.triggers.append("push")
    if root.get("pr") != "none":
        found.triggers.append("pull_request")
    if root.get("schedules"):
        found.triggers.append("schedule")
    if not found.triggers:
        found.triggers.append("manual")
    stack: list[tuple[object, str, bool]] = [(root, "", False)]
    while stack:
        node, job, lenient = stack.pop()
        if is_list(node):
            stack += [(item, job, lenient) for item in reversed(sequence(node))]
            continue
        table = mapping(node)
        name = text(table.get("job")) or text(table.get("deployment")) or job
        lenient = lenient or table.get("continueOnError") is True
        template = text(table.get("template"))
        if template and "@" in template:
            found.remote.append(template)
        elif template:
            given = tuple((k, v) for k, v in mapping(table.get("parameters")).items() if isinstance(v, str))
            found.includes.append(Step(text=template.lstrip("/"), job=name, may_fail=lenient, given=given))
        inputs = mapping(table.get("inputs"))
        if text(table.get("task")).startswith("HelmDeploy@"):
            found.steps.append(Step(text=_helm(inputs), job=name, may_fail=lenient))
        for script in (
            *(table.get(k) for k in ("script", "bash", "pwsh", "powershell")),
            inputs.get("script"),
            inputs.get("inlineScript"),
        ):
            if isinstance(script, str):
                cwd = text(table.get("workingDirectory")) or text(inputs.get("workingDirectory"))
                found.steps.append(Step(text=script, job=name, may_fail=lenient, cwd=cwd if "$" not in cwd else ""))
        keys = ("steps", "jobs", "stages", "strategy", "runOnce", "deploy", "extends")
        stack += [(table[key], name, lenient) for key in reversed(keys) if key in table]
    return found


def _helm(inputs: Mapping[str, object]) -> str:
    """The command that the task HelmDeploy runs."""
    words = ["helm", text(inputs.get("command")) or "ls", text(inputs.get("releaseName"))]
    words.append(text(inputs.get("chartPath")) or text(inputs.get("chartName")))
    if file := text(inputs.get("valueFile")):
        words += ["--values", file]
    if values := text(inputs.get("overrideValues")):
        words += ["--set", ",".join(values.splitlines())]
    return " ".join(word for word in (*words, *text(inputs.get("arguments")).split()) if word)


def circleci(data: object) -> Definition:
    """.circleci/config.yml"""
    root, found = mapping(data), Definition()
    commands = mapping(root.get("commands"))
    manual: set[str] = set()
    triggers = {"push"}
    for flow in mapping(root.get("workflows")).values():
        for trigger in sequence(mapping(flow).get("triggers")):
            triggers.add("schedule" if "schedule" in mapping(trigger) else "push")
        for entry in sequence(mapping(flow).get("jobs")):
            manual |= {name for name, body in mapping(entry).items() if mapping(body).get("type") == "approval"}
    for job, body in mapping(root.get("jobs")).items():
        found.steps += _circle_steps(mapping(body).get("steps"), commands, job, 0)
    found.triggers = sorted(triggers)
    found.remote += [text(orb) for orb in mapping(root.get("orbs")).values() if text(orb)]
    return found


def _circle_steps(steps: object, commands: Mapping[str, object], job: str, depth: int) -> Iterator[Step]:
    for item in sequence(steps):
        for name, body in ({item: None} if isinstance(item, str) else mapping(item)).items():
            script = text(body) or text(mapping(body).get("command"))
            if name == "run" and script:
                yield Step(text=script, job=job, cwd=text(mapping(body).get("working_directory")))
            elif name in commands and depth < 4:
                yield from _circle_steps(mapping(commands[name]).get("steps"), commands, job, depth + 1)
            elif "/" in name:
                yield Step(text=f"uses: {name}", job=job)


def bitbucket(data: object) -> Definition:
    """bitbucket-pipelines.yml"""
    found = Definition()
    known = {"default": "push", "branches": "push", "tags": "push", "pull-requests": "pull_request", "custom": "manual"}
    for section, body in mapping(mapping(data).get("pipelines")).items():
        found.triggers.append(known.get(section, section))
        stack: list[object] = [body]
        while stack:
            node = stack.pop()
            if is_list(node):
                stack += reversed(sequence(node))
                continue
            table = mapping(node)
            manual = section == "custom" or table.get("trigger") == "manual"
            job = text(table.get("name")) or section
            found.steps += [Step(text=s, job=job, is_manual=manual) for s in _flat(table.get("script"))]
            stack += [value for key, value in reversed(list(table.items())) if key not in ("script", "after-script")]
    return found


def travis(data: object) -> Definition:
    """.travis.yml"""
    root, found = mapping(data), Definition(triggers=["push", "pull_request"])
    jobs = mapping(root.get("jobs") or root.get("matrix"))
    for job, table in [
        ("", root),
        *((text(mapping(j).get("name")), mapping(j)) for j in sequence(jobs.get("include"))),
    ]:
        found.pythons += [str(one) for one in sequence(table.get("python")) if isinstance(one, (str, int, float))]
        for key in ("before_install", "install", "before_script", "script", "after_success"):
            if lines := list(_flat(table.get(key))):  # one shell runs them all: a `cd` holds for what follows
                found.steps.append(Step(text="\n".join(lines), job=job or "travis", may_fail=key == "after_success"))
    found.steps += _of_variables(found.steps, root, jobs)
    return found


def _of_variables(steps: Sequence[Step], root: Mapping[str, object], jobs: Mapping[str, object]) -> Iterator[Step]:
    """The steps that run what each job's variables say: `make $GOAL` where the jobs have `env: GOAL=test`."""
    own = mapping(root.get("env"))
    given = [*sequence(own.get("jobs") or own.get("matrix") or (None if own else root.get("env")))]
    given += [own, own.get("global"), *(mapping(one).get("env") for one in sequence(jobs.get("include")))]
    texts = {step.text for step in steps}
    for env in given[:_MAX_OF_MATRIX]:
        said = " ".join(words(env)) or " ".join(f"{name}={value}" for name, value in mapping(env).items())
        known = {name: value.strip("'\"") for name, value in _SET.findall(said[:2000])}
        for step in steps if known else ():
            filled = _ASKED.sub(lambda found, known=known: known.get(found[1], found[0]), step.text)
            if filled not in texts:
                texts.add(filled)
                yield replace(step, text=filled)


def buildspec(data: object) -> Definition:
    """AWS CodeBuild's buildspec.yml"""
    found = Definition(triggers=["push"])
    for phase, body in mapping(mapping(data).get("phases")).items():
        lenient = mapping(body).get("on-failure") == "CONTINUE"
        python = mapping(mapping(body).get("runtime-versions")).get("python")
        found.pythons += [str(python)] if isinstance(python, (str, int, float)) else []
        found.steps += [Step(text=s, job=phase, may_fail=lenient) for s in _flat(mapping(body).get("commands"))]
    return found


def cloud_build(data: object) -> Definition:
    """Google Cloud Build: steps that are images with an entry point and its arguments. Its triggers stand in the cloud."""
    found = Definition()
    for item in sequence(mapping(data).get("steps")):
        step = mapping(item)
        if not text(step.get("name")):
            continue
        found.triggers = ["push"]
        said = text(step.get("script")) or " ".join((text(step.get("entrypoint")), *words(step.get("args")))).strip()
        lenient = step.get("allowFailure") is True
        if said:
            found.steps.append(Step(text=said, job=text(step.get("id")) or "steps", may_fail=lenient))
    return found


_SHELL_STEP = regex(
    r"\b(?:sh|bat|powershell)\b\s*+\(?\s*+(?:script\s*+:\s*+)?"
    r"(?:\"\"\"(.{0,20000}?)\"\"\"|'''(.{0,20000}?)'''|\"([^\"\n]{1,2000})\"|'([^'\n]{1,2000})')",
    re.DOTALL,
)


_TAGS = regex(r"(?:\$\{\{.{0,400}?\}\}|[^\n,])+")
"""Tags of an image: one a line or between commas, but for those within an expression."""
_TARGETS = regex(r"[\w.-]{1,80}")
_STAGE = regex(r"stage\s{0,20}\(?\s{0,20}['\"]([^'\"\n]{1,100})")
_MOST_STEPS = 2000


def jenkins(source: str) -> Definition:
    """A Jenkinsfile, by its `sh` steps: Groovy is not evaluated."""
    found = Definition(triggers=["push"])
    if re.search(r"triggers\s*\{[^}]{0,2000}cron", source):
        found.triggers.append("schedule")
    stages = [(match.start(), match[1]) for match in _STAGE.finditer(source)]
    for match in islice(_SHELL_STEP.finditer(source), _MOST_STEPS):
        script = next((group for group in match.groups() if group), "")
        start, end = match.span()
        at = bisect_left(stages, (start, "")) - 1
        stage = stages[at][1] if at >= 0 and stages[at][0] >= start - 20_000 else "jenkins"
        lenient = (
            "catchError" in source[max(start - 200, 0) : start] or "returnStatus: true" in source[start : end + 40]
        )
        found.steps.append(Step(text=script, job=stage, may_fail=lenient))
    return found


def script(source: str, name: str) -> Definition:
    """A shell script of `.ci/`: what starts it is set on the server; a change is taken for it."""
    return Definition(triggers=["push"], steps=[Step(text=source, job=name)])


YAML_HOSTS: tuple[tuple[str, tuple[str, ...], Callable[[object], Definition]], ...] = (
    ("github", (".github/workflows/*.yml", ".github/workflows/*.yaml"), github),
    ("gitlab", (".gitlab-ci.yml",), gitlab),
    (
        "azure",
        (
            "azure-pipelines*.yml",
            "azure-pipelines*.yaml",
            ".azure-pipelines/*.yml",
            ".azure/*.yml",
            ".pipelines/*.yml",
            ".pipelines/*.yaml",
            ".ado/*.yml",
            "devops-pipelines/*.yml",
            "*/devops-pipelines/*.yml",
        ),
        azure,
    ),
    ("circleci", (".circleci/config.yml",), circleci),
    ("bitbucket", ("bitbucket-pipelines.yml",), bitbucket),
    ("travis", (".travis.yml",), travis),
    ("buildspec", ("*buildspec*.yml", "*buildspec*.yaml", "buildspecs/*.yml", "buildspecs/*.yaml"), buildspec),
    (
        "cloudbuild",
        (
            "cloudbuild*.yaml",
            "cloudbuild*.yml",
            ".cloudbuild/*.yaml",
            "cloudbuild/*.yaml",
            "cloudbuild/*.yml",
            "build/*.yaml",
            "cicd/*.yaml",
            "ci/*.yaml",
        ),
        cloud_build,
    ),
)
