"""Which texts are credentials, which only look like it, and that no value ever leaves the search."""

from __future__ import annotations

import random
import string
import time

import pytest

from debtscope.api import SensitiveLine
from debtscope.engine.registry import installed
from debtscope.model.settings import Settings
from debtscope.testing import facts_of, findings_of
from debtscope_collectors.sources.secrets.detect import find_secrets
from debtscope_collectors.sources.secrets.facts import SecretFinding
from debtscope_collectors.sources.secrets.patterns import KEYWORD_GATES, KEYWORDS, PROVIDER_GATES, PROVIDERS, places

_ALNUM = string.ascii_letters + string.digits


def _made(length: int, alphabet: str = _ALNUM, seed: int = 7) -> str:
    """Values are put together here, so that no file of ours holds the form of a real key."""
    return "".join(random.Random(seed).choices(alphabet, k=length))


TOKENS = {
    "GitHub token": "gh" + "p_" + _made(36),
    "GitLab token": "gl" + "pat-" + _made(20),
    "Hugging Face token": "h" + "f_" + _made(34),
    "OpenAI key": "s" + "k-proj-" + _made(60),
    "Anthropic key": "s" + "k-ant-api03-" + _made(90),
    "Slack token": "xo" + "xb-" + _made(12, string.digits) + "-" + _made(24),
    "Databricks token": "da" + "pi" + _made(32, "0123456789abcdef"),
    "Google API key": "AI" + "za" + _made(35),
    "Stripe key": "s" + "k_live_" + _made(24),
    "SendGrid key": "S" + "G." + _made(22) + "." + _made(43),
    "AWS access key": "AK" + "IA" + _made(16, string.ascii_uppercase + "234567"),
}


@pytest.mark.parametrize("kind", TOKENS)
def test_providers_forms_are_known_in_code_and_in_notebooks(kind: str) -> None:
    value = TOKENS[kind]
    for path, text in (
        ("src/a.py", f'x = 1\nrun("{value}")\n'),
        ("n.ipynb", f'{{"source": [\n "run(\\"{value}\\")\\n"]}}'),
    ):
        hits = find_secrets(path, text.encode()).hits
        assert [(hit.kind, hit.line) for hit in hits] == [(kind, 2)]


@pytest.mark.parametrize("kind", TOKENS)
def test_a_form_inside_a_longer_word_is_none(kind: str) -> None:
    noise = f"data = '{_made(40)}{TOKENS[kind]}{_made(40, seed=3)}'".encode()
    assert find_secrets("src/a.py", noise).hits == ()


def test_an_access_key_and_its_secret_are_one_credential() -> None:
    secret = _made(40, _ALNUM + "/+")
    text = f'aws_access_key_id = "{TOKENS["AWS access key"]}"\naws_secret_access_key = "{secret}"\n'
    found = find_secrets("conf.py", text.encode())
    assert [hit.kind for hit in found.hits] == ["AWS key pair"]
    assert found.sensitive == (1, 2)


def test_private_keys_hide_all_their_lines() -> None:
    body = "\n".join(_made(64, _ALNUM + "+/", seed=n) for n in range(6))
    text = f"-----BEGIN RSA PRIVATE KEY-----\n{body}\n-----END RSA PRIVATE KEY-----\n"
    found = find_secrets("deploy/id", text.encode())
    assert [hit.kind for hit in found.hits] == ["private key"]
    assert found.sensitive == tuple(range(1, 9))
    assert find_secrets("tests/id", text.encode()).hits == ()


@pytest.mark.parametrize(
    "text",
    [
        'password = os.environ["PASSWORD"]',
        'password: "{{ vault_password_2024_prod }}"',
        "token = '<your-token-1234567890>'",
        'api_key = "sk-xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"',
        'eos_token = "<|endoftext|>12345678"',
        'page_token = "b7Qz81mXw04TnLr95KvHs2Yd"',
        'secret_name = "b7Qz81mXw04TnLr95KvHs2Yd"',
        'token = "models/bert-base/2024/v1.bin"',
        'password = "correct-horse-battery-2"',
        'api_key = "abcdefghijklmnopqrstuvwxyz0123456789"',
        'url = "postgresql://user:password@db:5432/x"',
        'url = "postgresql://postgres:postgres1@db:5432/x"',
        'url = "https://{user}:{password12}@host.io/x"',
        'url = "https://alice:Zk8w2LqP77@localhost/x"',
        'key = "AccountKey=Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw=="',
        'api_key = "b7Qz81mXw04TnLr95KvHs2Yd"  # pragma: allowlist secret',
        '"hashed_secret": "3e26d6750975d678acb8fa35a0f69237881576b0"',
        "MINIO_SECRET_KEY: 'bWluaW9hZG1pbjEyMw=='",
        '"example": {"new_password": "Zk8w2LqP77xTr"}',
        'password = "ReallyStrongPwd1234%^&*"',
        'hash = "sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"',
    ],
)
def test_what_only_looks_like_a_credential_is_silent(text: str) -> None:
    assert find_secrets("src/app.py", text.encode()).hits == ()


@pytest.mark.parametrize(
    ("path", "text", "kind"),
    [
        (".env", "export HF_API_KEY=b7Qz81mXw04TnLr95KvHs2Yd\n", "API key"),
        (".dvc/config", "['remote \"s3\"']\n    secret_access_key = b7Qz81mXw04TnLr95KvHs2Yd\n", "secret"),
        ("src/a.py", "connect(password='q8Zr2Lw0Tn5Vx')", "password"),
        ("src/a.py", 'os.environ["DB_PASSWORD"] = "q8Zr2Lw0Tn5Vx"', "password"),
        ("src/a.py", 'TOKEN: str = "b7Qz81mXw04TnLr95KvHs2Yd"', "token"),
        ("conf/a.json", '{"client_secret": "b7Qz81mXw04TnLr95KvHs2Yd"}', "secret"),
        ("src/a.py", 'url = "mysql://etl:Zk8w2LqP77@db.telco.internal/x"', "password in a url"),
        ("a.ini", "password = q8Zr2Lw0Tn5Vx\n", "password"),
    ],
)
def test_assigned_literals(path: str, text: str, kind: str) -> None:
    hits = find_secrets(path, text.encode()).hits
    assert len(hits) == 1
    assert kind == hits[0].kind or (kind == "secret" and hits[0].kind == "API key")


def test_equal_values_have_equal_fingerprints_and_nothing_else_tells_them() -> None:
    value = TOKENS["GitHub token"]
    one = find_secrets("a.py", f"x = '{value}'".encode()).hits[0]
    two = find_secrets("b.py", f"\n\ny = '{value}'".encode()).hits[0]
    assert one.fingerprint == two.fingerprint
    assert len(one.fingerprint) == 8
    assert one.shape == "ghp_… (40 characters)"


def test_no_value_is_in_any_fact_finding_or_diagnostic() -> None:
    planted = {f"src/f{n}.py": f'x = "{value}"\n' for n, value in enumerate(TOKENS.values())}
    short = "q8Zr2Lw0Tn5Vx"
    planted |= {
        ".env": f"DB_PASSWORD={short}\n",
        "conf.yaml": f"uri: postgresql://etl:{short}@db.telco.internal/x\n",
        "Dockerfile": f"FROM python:3.11\nENV DB_PASSWORD={short}\nRUN pip install git+https://bot:{short}@git.io/x.git\n",
        "compose.yml": f"services:\n  a:\n    image: a\n    command: serve --api-key {short}\n    environment:\n      API_TOKEN: {short}\n",
        "requirements.txt": f"git+https://bot:{short}@git.telco.internal/x.git\n--index-url https://bot:{short}@pypi.io/\n",
        ".github/workflows/a.yml": f"on: push\njobs:\n  a:\n    steps:\n      - run: DB_PASSWORD={short} pytest --token {short}\n",
        "k8s/a.yaml": "apiVersion: serving.kserve.io/v1beta1\nkind: InferenceService\nmetadata: {name: a}\n"
        f"spec: {{predictor: {{sklearn: {{storageUri: 's3://k:{short}@bucket/x'}}}}}}\n",
        "train.py": "import pandas\n",
    }
    facts = facts_of(planted)
    told = repr([facts.all(kind) for kind in _all_kinds()])
    for slug in ("secret-in-repo", "unpinned-dependencies", "no-ci-tests"):
        told += repr(findings_of(slug, planted, settings=Settings()))
    assert "AWS access key" in told
    for value in (*TOKENS.values(), short):
        at = told.find(value[5:])
        assert at < 0, told[max(0, at - 200) : at]


def _all_kinds() -> list[type[object]]:
    names = ("secrets", "ci", "containers", "cards", "dependencies", "personal", "copies")
    return [kind for collector in installed().collectors if collector.name in names for kind in collector.provides]


def test_lines_are_sensitive_even_where_a_guard_is_content() -> None:
    files = {"tests/test_a.py": 'x = 1\nAPI_KEY = "b7Qz81mXw04TnLr95KvHs2Yd"\n', "a.env": "PASSWORD=changeme1\n"}
    facts = facts_of(files, collectors=["secrets"])
    assert facts.all(SecretFinding) == ()
    assert {(one.path, one.line) for one in facts.all(SensitiveLine)} == {("tests/test_a.py", 2), ("a.env", 1)}


@pytest.mark.parametrize(
    ("head", "is_found"),
    [
        ("connection_args_example = dict(", False),
        ('EXAMPLES = {\n    "crm": {', False),
        ("connection_args = dict(", True),
        ("resample = dict(", True),
        ("def example_client():", True),
        ("example = dict(url=1)\nsettings = dict(", True),
    ],
)
def test_what_a_name_calls_an_example_is_made_up(head: str, is_found: bool) -> None:
    text = f'{head}\n        user="crm",\n        client_secret="{_made(32, seed=3)}",\n)\n'
    found = find_secrets("src/crm.py", text.encode())
    assert bool(found.hits) is is_found
    assert found.sensitive == (text.count("\n") - 1,)


def test_every_line_that_repeats_a_value_is_sensitive() -> None:
    value = "kT9" + "vR2mQx7Lw4"
    text = f"DB_PASSWORD = '{value}'\nuser = 'ana'\nconnect(user, '{value}')\nDB_PASSWORD2 = '{value}'\n"
    found = find_secrets("app/db.py", text.encode())
    assert [hit.line for hit in found.hits] == [1]
    assert found.sensitive == (1, 3, 4)


@pytest.mark.parametrize(
    "path", ["loadtests/locustfile.py", "ops/locustfile.py", "perf-tests/run.py", "web/login.spec.ts"]
)
def test_users_of_a_load_test_are_made_up(path: str) -> None:
    text = "post('/register', json={'password': '" + "LoadTest123!" + "', 'password2': '" + "LoadTest123!" + "'})\n"
    found = find_secrets(path, text.encode())
    assert not found.hits and found.sensitive == (1,)
    assert find_secrets("app/seed.py", text.encode()).hits


def test_several_values_of_a_kind_in_a_file_are_one_item() -> None:
    text = "".join(f'{name}_token = "{_made(30, seed=n)}"\n' for n, name in enumerate(("auth", "api", "bot")))
    findings = findings_of("secret-in-repo", {"src/a.py": text})
    assert len(findings) == 1
    assert findings[0].occurrences == 3
    assert len(findings[0].evidence) == 3


@pytest.mark.parametrize(
    "unit",
    ["token = '", "password=", "://a:", "AKIA", "sk-", "-----BEGIN PRIVATE KEY-----", "wandb ", "xoxb-1", "secret" * 3],
)
def test_hostile_repetition_costs_no_more_than_its_length(unit: str) -> None:
    data = (unit * (1_000_000 // len(unit))).encode()
    start = time.process_time()
    find_secrets("src/a.yaml", data)
    assert time.process_time() - start < 8


def test_any_bytes_are_searched_without_a_fault() -> None:
    source = random.Random(3)
    pieces = [
        *TOKENS.values(),
        "password = '",
        "://u:",
        "@",
        "\n",
        "\\n",
        '"',
        "é",
        "-----BEGIN PRIVATE KEY-----",
        "\x00",
        "AccountKey=",
    ]
    for _ in range(400):
        text = "".join(source.choices(pieces, k=source.randint(0, 12)))
        data = text.encode() + bytes(source.choices(range(256), k=source.randint(0, 40)))
        found = find_secrets(source.choice(("a.py", "n.ipynb", ".env", "tests/a.yml")), data)
        assert all(1 <= hit.line <= data.count(b"\n") + 1 for hit in found.hits)


def test_literals_are_found_wherever_they_stand() -> None:
    chance = random.Random(5)
    for literals, gates in (
        ([literal for provider in PROVIDERS for literal in provider.literals], PROVIDER_GATES),
        (list(KEYWORDS), KEYWORD_GATES),
    ):
        pieces = [
            *literals,
            *(literal[:-1] for literal in literals),
            *(literal[1:] for literal in literals),
            b" ",
            b"\n",
        ]
        data = b" ".join(chance.choices(pieces, k=3000))
        for literal, found in places(data, gates).items():
            assert all(data.startswith(literal, at) for at in found)
            assert found == sorted(set(found)), literal
        for literal in literals:
            expected = [at for at in range(len(data)) if data.startswith(literal, at)]
            assert places(data, gates).get(literal, []) == expected, literal


def test_what_an_option_of_a_command_is_given_is_no_finding_and_not_quoted() -> None:
    value = "q8Zr2Lw0" + "Tn5Vx9"
    found = find_secrets(
        "k8s/serve.yaml", f'args: ["serve", "--db-password={value}"]\ncommand: serve --password {value}\n'.encode()
    )
    assert (found.hits, found.sensitive) == ((), (1, 2))
    plain = b"run: serve --token-limit 20000000\nrun: login --password $PASSWORD_OF_ALL --secret your-password\n"
    assert find_secrets("k8s/serve.yaml", plain).sensitive == ()
