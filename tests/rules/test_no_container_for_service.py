"""A service that another program starts lives where that program does."""

from __future__ import annotations

import pytest

from debtscope.testing import findings_of

_FILES = {
    "debtscope.toml": 'maturity = "production"\n',
    "service/app.py": "import joblib\nfrom fastapi import FastAPI\n\napp = FastAPI()\nmodel = joblib.load('m.joblib')\n\n\n"
    "@app.post('/predict')\ndef predict(age: float):\n    return {'score': float(model.predict([[age]])[0])}\n",
}
_START = 'import subprocess\n\n\ndef start(name):\n    subprocess.Popen(["python", {script}])\n'


@pytest.mark.parametrize(
    ("script", "told"),
    [("f'{name}/app.py'", 0), ("'service/app.py'", 0), ("f'tools/{name}/run.py'", 1), ("'other/app.py'", 1)],
)
def test_what_another_program_starts_needs_no_image_of_its_own(script: str, told: int) -> None:
    found = findings_of("no-container-for-service", {**_FILES, "web/start.py": _START.replace("{script}", script)})
    assert len(found) == told
