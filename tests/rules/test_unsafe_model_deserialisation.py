"""Loads that run code, by what stands around them."""

from __future__ import annotations

from pathlib import Path

import pytest

from debtscope.api import Confidence, Severity
from debtscope.testing import findings_of

LOADS = """import pooch
import torch


def restore(model, url, digest=None):
    model.load_state_dict(torch.load(pooch.retrieve(url{told}), weights_only=False))
"""


def test_a_download_that_is_compared_with_a_digest_weighs_less(tmp_path: Path) -> None:
    levels: list[Severity | None] = []
    for told in ("", ", known_hash=digest"):
        folder = tmp_path / str(len(told))
        folder.mkdir()
        (folder / "loading.py").write_text(LOADS.replace("{told}", told), encoding="utf-8")
        (found,) = findings_of("unsafe-model-deserialisation", folder)
        levels.append(found.severity)
    order = [Severity.LOW, Severity.MEDIUM, Severity.HIGH, Severity.CRITICAL]
    assert order.index(levels[1] or Severity.CRITICAL) < order.index(levels[0] or Severity.CRITICAL)


def test_another_file_of_the_same_name_in_the_scope_is_not_the_one_that_is_read(tmp_path: Path) -> None:
    page = (
        "import pickle\nimport streamlit as st\n\nsent = st.file_uploader('a file')\n"
        "with open(sent.name, 'wb') as f:\n    f.write(sent.read())\n\n"
        "with open('/mnt/store.pkl', 'rb') as f:\n    store = pickle.load(f)\nst.write(store)\n"
    )
    told = [one.message for one in findings_of("unsafe-model-deserialisation", {"app.py": page} | PRODUCTION)]
    assert told
    assert not any("a request or an upload" in one for one in told)
    direct = page.replace("open('/mnt/store.pkl', 'rb')", "open(sent.name, 'rb')")
    assert any("upload" in one.message for one in findings_of("unsafe-model-deserialisation", {"app.py": direct}))


PRODUCTION = {"debtscope.toml": 'maturity = "production"\n'}
SERVED = "\nfrom fastapi import FastAPI\n\napp = FastAPI()\n\n\n@app.post('/predict')\ndef predict(x: float):\n    return 1\n"


@pytest.mark.parametrize(
    ("read", "more", "severity"),
    [
        ("requests.get('https://files.example.test/m').content", SERVED, Severity.CRITICAL),
        ("requests.get('https://files.example.test/m').content", "", Severity.HIGH),
        ("open(huggingface_hub.hf_hub_download('acme/m', 'm.pkl'), 'rb').read()", SERVED, Severity.HIGH),
        (f"open(huggingface_hub.hf_hub_download('acme/m', 'm.pkl', revision='{'0a' * 20}'), 'rb').read()", SERVED, None),
        ("boto3.client('s3').get_object(Bucket='models', Key='m')['Body'].read()", SERVED, Severity.MEDIUM),
        ("open('m.pkl', 'rb').read()", SERVED, None),
        ("open('/mnt/models/m.pkl', 'rb').read()", SERVED, Severity.LOW),
        ("open('/tmp/m.pkl', 'rb').read()", SERVED, Severity.LOW),
        ("open('/opt/ml/model/m.pkl', 'rb').read()", SERVED, None),
        ("open(os.environ['MODEL'], 'rb').read()", SERVED, Severity.LOW),
        ("open(sys.argv[1], 'rb').read()", "", None),
    ],
)  # fmt: skip
def test_what_strangers_can_replace_weighs(read: str, more: str, severity: Severity | None) -> None:
    text = f"import os\nimport pickle\nimport sys\n\nimport boto3\nimport huggingface_hub\nimport requests\n\nmodel = pickle.loads({read})\n{more}"
    found = findings_of("unsafe-model-deserialisation", {"app.py": text} | PRODUCTION)
    assert [one.severity for one in found] == ([severity] if severity else [])
    assert all((one.confidence is Confidence.HIGH) == (severity is Severity.CRITICAL) for one in found)
    if severity is Severity.LOW:
        assert (
            findings_of("unsafe-model-deserialisation", {"app.py": text, "debtscope.toml": 'maturity = "pilot"\n'})
            == []
        )


def test_the_other_arm_of_an_if_is_not_what_is_loaded() -> None:
    text = (
        "import pickle\nimport wget\n\n\ndef load(weights, url):\n    if weights:\n        return pickle.load(open(weights, 'rb'))\n"
        "    elif url:\n        weights = wget.download(url)\n        return pickle.load(open(weights, 'rb'))\n"
    )
    found = findings_of("unsafe-model-deserialisation", {"kit.py": text})
    assert {one.line: one.severity for one in found} == {10: Severity.HIGH}


@pytest.mark.parametrize(("spec", "severity"), [("torch", None), ("torch<2.5", Severity.HIGH), ("torch>=2.6", None)])
def test_torch_without_a_bound_loads_weights_only(spec: str, severity: Severity | None) -> None:
    text = "import torch\nimport wget\n\nnet = torch.load(wget.download('https://files.example.test/m.pt'))\n"
    found = findings_of("unsafe-model-deserialisation", {"kit.py": text, "requirements.txt": f"{spec}\n"})
    assert [one.severity for one in found] == ([severity] if severity else [])


@pytest.mark.parametrize(
    "taken",
    [
        "Model.get_model_path('churn')",
        "os.path.join(Model.get_model_path('churn'), 'model.pkl')",
        "Model(ws, 'churn').download(exist_ok=True)",
        "Model.list(ws, tags=tags, latest=True)[0].download()",
    ],
)
def test_a_model_of_the_registry_is_no_strangers(taken: str) -> None:
    head = (
        "import os\nimport joblib\nfrom urllib.request import urlretrieve\nfrom azureml.core.model import Model\n\n\n"
    )
    entry = head + "def init(ws, tags):\n    return joblib.load(TAKEN)\n"
    assert findings_of("unsafe-model-deserialisation", {"score.py": entry.replace("TAKEN", taken)} | PRODUCTION) == []
    (other,) = findings_of(
        "unsafe-model-deserialisation",
        {"score.py": entry.replace("TAKEN", "urlretrieve('https://models.example.org/churn.pkl')[0]")},
    )
    assert other.severity in (Severity.HIGH, Severity.CRITICAL)


def test_a_pilot_is_no_production() -> None:
    tree = {
        "app.py": "import pickle\n\nimport requests\nimport streamlit as st\n\n"
        "body = requests.get('https://files.example.test/m').content\n"
        "st.write(pickle.loads(body).predict([[1]]))\n",
        "Dockerfile": "FROM python:3.12\nCOPY . .\nCMD streamlit run app.py\n",
    }
    for maturity, told in (("pilot", "runs code here"), ("production", "runs code in production")):
        (found,) = findings_of("unsafe-model-deserialisation", tree | {"debtscope.toml": f'maturity = "{maturity}"\n'})
        assert told in found.message


SERVES = "from fastapi import FastAPI\nfrom read import a, b\n\napp = FastAPI()\n\n\n@app.post('/predict')\ndef predict(x: float):\n    return a('m').predict([[x]]), b('n')\n"


def test_files_of_ones_own_have_the_price_of_a_look() -> None:
    page = "import os\nimport pickle\n\n\ndef a(key):\n    return pickle.load(open(os.environ[key], 'rb'))\n\n\ndef b(path):\n    return pickle.load(open(path, 'rb'))\n"
    (found,) = findings_of("unsafe-model-deserialisation", {"read.py": page, "app.py": SERVES} | PRODUCTION)
    assert (found.tier, found.occurrences, found.severity) == ("looked-at", 2.0, Severity.LOW)
    assert findings_of("unsafe-model-deserialisation", {"read.py": page}) == []


@pytest.mark.parametrize(
    ("spec", "told"), [("torch==1.8.0", "has no weights_only"), ("torch==2.4.0", "Load with weights_only=True")]
)
def test_the_keyword_is_advised_where_torch_knows_it(spec: str, told: str) -> None:
    page = "import os\nimport torch\n\n\ndef a(key):\n    return torch.load(os.environ[key])\n\n\ndef b(path):\n    return torch.load(path)\n"
    files = {"read.py": page, "app.py": SERVES, "requirements.txt": f"{spec}\n"} | PRODUCTION
    (found,) = findings_of("unsafe-model-deserialisation", files)
    assert told in (found.remediation or "")
