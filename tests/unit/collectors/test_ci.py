"""What CI definitions of eight hosts run, one level into what they call, and what counts as running tests."""

from __future__ import annotations

import random
from collections.abc import Mapping
from time import process_time

import pytest

from debtscope.testing import facts_of
from debtscope_collectors.joins.ci_tests import CiTests, runs_tests
from debtscope_collectors.sources.ci.facts import CiWorkflow

CI = ["ci", "files"]


def _workflow(files: Mapping[str, str]) -> CiWorkflow:
    (found,) = facts_of(files, collectors=CI).all(CiWorkflow)
    return found


def _texts(files: Mapping[str, str]) -> list[str]:
    return [command.text for command in _workflow(files).commands]


HOSTS = {
    ".github/workflows/a.yml": (
        "github",
        "on: push\njobs:\n  a:\n    steps:\n      - run: |\n          # a note\n          pytest \\\n            tests\n",
    ),
    ".gitlab-ci.yml": ("gitlab", ".base:\n  script: [pytest tests]\nunit:\n  extends: .base\n"),
    "azure-pipelines.yml": (
        "azure",
        "trigger: [main]\nstages:\n- stage: a\n  jobs:\n  - job: t\n    steps:\n    - script: pytest tests\n",
    ),
    ".circleci/config.yml": (
        "circleci",
        "jobs:\n  t:\n    steps:\n      - checkout\n      - run: {name: t, command: pytest tests}\n",
    ),
    "bitbucket-pipelines.yml": (
        "bitbucket",
        "pipelines:\n  default:\n    - step:\n        script:\n          - pytest tests\n",
    ),
    ".travis.yml": ("travis", "language: python\nscript: pytest tests\n"),
    "buildspec.yml": ("buildspec", "phases:\n  build:\n    commands:\n      - pytest tests\n"),
    ".ci/run": ("script", "#!/usr/bin/env bash\npytest tests\n"),
    "Jenkinsfile": ("jenkins", "pipeline {\n  stages {\n    stage('t') { steps { sh 'pytest tests' } }\n  }\n}\n"),
}


@pytest.mark.parametrize("path", HOSTS)
def test_every_host_is_read(path: str) -> None:
    host, source = HOSTS[path]
    workflow = _workflow({path: source})
    assert workflow.host == host
    assert [" ".join(command.text.split()) for command in workflow.commands] == ["pytest tests"]
    assert {"push"} & set(workflow.triggers)


def test_a_buildspec_of_another_name_tells_its_python_and_jupyters_copy_tells_nothing() -> None:
    source = "phases:\n  install:\n    runtime-versions:\n      python: 3.8\n    commands: [pip install .]\n"
    workflow = _workflow({"codebuild-buildspec.yml": source, ".ipynb_checkpoints/buildspec-checkpoint.yml": source})
    assert (workflow.path, workflow.host, workflow.pythons) == ("codebuild-buildspec.yml", "buildspec", ("3.8",))


@pytest.mark.parametrize(
    ("written", "triggers"),
    [
        ("on: push", ("push",)),
        ("on: [push, pull_request]", ("push", "pull_request")),
        ("on:\n  pull_request_target:\n    branches: [main]", ("pull_request",)),
        ("'on':\n  workflow_dispatch:\n  schedule: [{cron: '0 0 * * *'}]", ("manual", "schedule")),
        ("true:\n  push:", ("push",)),
    ],
)
def test_triggers_whatever_yaml_makes_of_on(written: str, triggers: tuple[str, ...]) -> None:
    source = f"{written}\njobs:\n  a:\n    steps:\n      - run: pytest\n"
    assert _workflow({".github/workflows/a.yml": source}).triggers == triggers


def _github(run: str, more: str = "") -> str:
    return f"on: push\njobs:\n  a:\n    steps:\n      - run: {run}\n{more}"


EXPANDED = {
    "make": ("make -C sub check", {"sub/Makefile": "check: unit\n\nunit:\n\t@pytest -q\n"}),
    "make default": ("make", {"Makefile": "all: test\ntest:\n\tpytest -q\n"}),
    "tox": ("tox -e py311", {"tox.ini": "[testenv]\ncommands =\n    - pytest -q\n"}),
    "tox in pyproject": ("tox", {"pyproject.toml": '[tool.tox.env_run_base]\ncommands = [["pytest", "-q"]]\n'}),
    "nox": ("nox -s unit-3.11", {"noxfile.py": 'def unit(session):\n    session.run("pytest", "-q")\n'}),
    "just": ("just test", {"justfile": "test: lint\n    pytest -q\nlint:\n    ruff check\n"}),
    "just by just": (
        "just check",
        {"justfile": "check:\n    @uv run just lint test\nlint:\n    ruff check\ntest:\n    pytest -q\n"},
    ),
    "just of several": ("just lint test", {"justfile": "lint:\n    ruff check\ntest:\n    pytest -q\n"}),
    "make by make": (
        "make check",
        {"Makefile": "check:\n\t@$(MAKE) -j2 lint tests\nlint:\n\truff check\ntests:\n\tpytest -q\n"},
    ),
    "make with needs on two lines": (
        "make check",
        {"Makefile": "check: lint \\\n\ttests\nlint:\n\truff check\ntests:\n\tpytest -q\n"},
    ),
    "poe": ("poetry run poe test", {"pyproject.toml": '[tool.poe.tasks]\ntest = "pytest -q"\n'}),
    "poe sequence": (
        "poe all",
        {"pyproject.toml": '[tool.poe.tasks]\nall = ["lint", "unit"]\nunit = "pytest -q"\nlint = "ruff"\n'},
    ),
    "pdm": ("pdm run test", {"pyproject.toml": '[tool.pdm.scripts]\ntest = {cmd = "pytest -q"}\n'}),
    "hatch": ("hatch run test:cov", {"pyproject.toml": '[tool.hatch.envs.test.scripts]\ncov = "pytest -q"\n'}),
    "invoke": ("inv unit-tests", {"tasks.py": 'def unit_tests(c):\n    c.run("pytest -q")\n'}),
    "shell": ("cd ops && bash ./t.sh", {"ops/t.sh": "#!/bin/sh\npytest -q\n"}),
    "job file": ("ray job submit job.yaml", {"job.yaml": "entrypoint: bash t.sh\n", "t.sh": "pytest -q\n"}),
}


@pytest.mark.parametrize("case", EXPANDED)
def test_commands_are_followed_into_the_files_that_define_them(case: str) -> None:
    run, files = EXPANDED[case]
    workflow = _workflow({".github/workflows/a.yml": _github(run), **files})
    found = [command for command in workflow.commands if command.text.startswith("pytest")]
    assert len(found) == 1
    assert found[0].via
    assert found[0].line == 5


def test_a_recipe_on_two_lines_may_fail_as_one() -> None:
    files = {"Makefile": "test:\n\tuv run \\\n\t  pytest -q \\\n\t  --cov=a || true\n"}
    workflow = _workflow({".github/workflows/a.yml": _github("make test"), **files})
    assert [(one.text, one.may_fail) for one in workflow.commands[1:]] == [("uv run pytest -q --cov=a || true", True)]


def test_a_recipe_that_calls_another_makefile_has_no_goals_of_this_one() -> None:
    files = {"Makefile": "check:\n\t$(MAKE) -C docs test\ntest:\n\tpytest -q\n"}
    workflow = _workflow({".github/workflows/a.yml": _github("make check"), **files})
    assert not any("pytest" in one.text for one in workflow.commands)


def test_local_actions_reusable_workflows_and_steps_of_actions() -> None:
    files = {
        ".github/workflows/a.yml": "on: push\njobs:\n  a:\n    uses: ./.github/workflows/b.yml\n  c:\n    uses: org/x/.github/workflows/t.yml@v1\n"
        "  d:\n    steps:\n      - uses: ./act\n      - uses: nick-fields/retry@v2\n        with: {command: pytest retried}\n",
        ".github/workflows/b.yml": "on: workflow_call\njobs:\n  t:\n    steps:\n      - run: pytest called\n",
        "act/action.yml": "runs:\n  using: composite\n  steps:\n    - run: pytest acted\n",
    }
    workflows = {one.path: one for one in facts_of(files, collectors=CI).all(CiWorkflow)}
    first = workflows[".github/workflows/a.yml"]
    texts = [command.text for command in first.commands]
    assert {"pytest called", "pytest acted", "pytest retried"} <= set(texts)
    assert first.remote == ("org/x/.github/workflows/t.yml@v1",)
    assert workflows[".github/workflows/b.yml"].triggers == ("call",)


@pytest.mark.parametrize(
    ("path", "source"),
    [
        (".github/workflows/a.yml", _github("pytest || true")),
        (".github/workflows/a.yml", _github("pytest", "        continue-on-error: true\n")),
        (
            ".github/workflows/a.yml",
            "on: push\njobs:\n  a:\n    continue-on-error: true\n    steps:\n      - run: pytest\n",
        ),
        (".github/workflows/a.yml", _github("|\n          set +e\n          pytest")),
        (".gitlab-ci.yml", "t:\n  script: pytest\n  allow_failure: true\n"),
        ("azure-pipelines.yml", "steps:\n- bash: pytest\n  continueOnError: true\n"),
        (".github/workflows/a.yml", _github("make t")),
    ],
)
def test_failures_that_stop_nothing(path: str, source: str) -> None:
    files = {path: source, "Makefile": "t:\n\t-pytest\n"}
    facts = facts_of(files, collectors=CI)
    tests = facts.one(CiTests)
    assert tests is not None
    assert tests.level == "C"


def test_a_manual_job_is_no_gate() -> None:
    facts = facts_of({".gitlab-ci.yml": "t:\n  script: pytest\n  when: manual\n"}, collectors=CI)
    tests = facts.one(CiTests)
    assert tests is not None
    assert (tests.level, tests.tests[0].why_not) == ("C", "their job waits for a person")


@pytest.mark.parametrize(
    "command",
    ["pytest", "python -m pytest tests", "poetry run pytest tests/test_add.py", "tox", "nox -s tests", "dvc repro", "python -m unittest", "cd a && pytest",
     "docker compose run api tests", ".venv/bin/pytest -q", "python manage.py test", "coverage run -m pytest"],
)  # fmt: skip
def test_commands_that_run_tests(command: str) -> None:
    assert runs_tests(command)


@pytest.mark.parametrize(
    "command",
    ["pip install pytest", "python -m pip install -U tox nox", "poetry add --group dev pytest", "tox -e lint", "nox -s docs", "echo run pytest",
     "dvc pull", "uses: pytest-dev/action@v1", "cat .pytest_cache/x", "make test", "apt-get install -y ctest"],
)  # fmt: skip
def test_commands_that_do_not(command: str) -> None:
    assert not runs_tests(command)


def test_one_broken_definition_costs_itself_alone() -> None:
    files = {".github/workflows/bad.yml": "on: [push\n  jobs: {", ".github/workflows/a.yml": _github("pytest")}
    facts = facts_of(files, collectors=CI)
    assert [one.path for one in facts.all(CiWorkflow)] == [".github/workflows/a.yml"]


def test_paths_that_leave_the_workspace_are_not_followed() -> None:
    files = {".github/workflows/a.yml": _github("bash ../../etc/x.sh"), "etc/x.sh": "pytest"}
    assert _texts(files) == ["bash ../../etc/x.sh"]


def test_any_shape_is_read_without_a_fault() -> None:
    source = random.Random(5)
    scalars = (
        "push",
        "[1, 2]",
        "{a: b}",
        "null",
        "true",
        "3.5",
        "'x'",
        "[[pytest]]",
        "{run: {a: 1}}",
        "[null]",
        "2020-01-01",
    )
    keys = (
        "on",
        "jobs",
        "steps",
        "script",
        "pipelines",
        "workflows",
        "stages",
        "phases",
        "include",
        "extends",
        "run",
        "uses",
        "with",
        "commands",
        "rules",
        "only",
    )
    paths = [path for path in HOSTS if path != "Jenkinsfile"]
    for _ in range(150):
        lines = [
            f"{'  ' * depth}{source.choice(keys)}: {source.choice(scalars)}" for depth in (0, 0, 0) for _ in range(2)
        ]
        nested = (
            f"{source.choice(keys)}:\n  {source.choice(keys)}:\n    - {source.choice(keys)}: {source.choice(scalars)}\n"
        )
        text = "\n".join(dict.fromkeys(lines)) + "\n"
        facts = facts_of({source.choice(paths): source.choice((text, nested, nested + text))}, collectors=CI)
        assert facts.one(CiTests) is not None


def test_steps_of_a_jenkinsfile_stand_in_the_stage_before_them() -> None:
    source = (
        "pipeline {\n stages {\n  stage('unit') { steps { sh 'pytest tests' } }\n"
        '  stage(\'train\') { steps { catchError { sh """\n   dvc repro\n""" } } }\n }\n}\n'
    )
    commands = _workflow({"Jenkinsfile": source}).commands
    assert [(" ".join(command.text.split()), command.job, command.may_fail) for command in commands] == [
        ("pytest tests", "unit", False),
        ("dvc repro", "train", True),
    ]


def test_a_jenkinsfile_of_spaces_is_read_in_no_time() -> None:
    began = process_time()
    workflow = _workflow({"Jenkinsfile": ("sh" + " " * 4000 + "x\n") * 200 + "sh 'pytest tests'\n"})
    assert [command.text for command in workflow.commands] == ["pytest tests"]
    assert process_time() - began < 2


def test_scripts_that_start_one_another_a_thousand_times_are_cut() -> None:
    started = "bash ./scripts/b.sh\n" * 3000
    files = {
        ".github/workflows/ci.yml": "on: push\njobs:\n  a:\n    runs-on: x\n    steps:\n      - run: bash scripts/a.sh\n      - run: ./scripts/c\n",
        "scripts/a.sh": started, "scripts/b.sh": "echo b\n" * 3000, "scripts/c": "#!/bin/sh\n" + "/opt/src/scripts/d x\n" * 3000,
        "scripts/d": "#!/bin/sh\n" + "echo d\n" * 3000,
    }  # fmt: skip
    (flow,) = facts_of(files).all(CiWorkflow)
    assert 2 <= len(flow.commands) <= 3_100


def test_a_definition_without_a_live_line_is_none() -> None:
    files = {".github/workflows/ci.yml": "# on: push\n# jobs:\n#   a:\n#     steps:\n#       - run: pytest\n"}
    assert facts_of(files, collectors=CI).all(CiWorkflow) == ()


def test_a_pipeline_of_azure_is_known_by_its_shape() -> None:
    work = "stages:\n- stage: a\n  jobs:\n  - job: t\n    steps:\n    - script: pytest tests\n"
    assert _workflow({"deploy/ado/check.yaml": f"trigger: [main]\n{work}"}).host == "azure"
    others = {
        "deploy/a.yaml": work,  # a template, which others take
        "deploy/b.yaml": f"kind: pipeline\ntrigger: [main]\n{work}",
        "templates/c.yaml": f"trigger: [main]\n{work}",
        "deploy/d.yaml": "trigger: [main]\nsteps: []\n",
    }
    assert facts_of(others, collectors=CI).all(CiWorkflow) == ()
