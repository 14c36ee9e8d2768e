"""A script is one command, however many it holds."""

from __future__ import annotations

from debtscope.testing import findings_of

SLUG = "manual-deployment"
_TREE = {
    "debtscope.toml": 'maturity = "production"\n',
    "src/train.py": "import joblib\nfrom sklearn.linear_model import Ridge\n\nmodel = Ridge().fit([[1]], [1])\njoblib.dump(model, 'm.pkl')\n",
    "app.py": "import joblib\nfrom fastapi import FastAPI\n\napp = FastAPI()\nMODEL = joblib.load('m.pkl')\n\n\n"
    "@app.post('/score')\ndef score(row: list[float]) -> float:\n    return float(MODEL.predict([row])[0])\n",
}  # fmt: skip


def test_the_commands_of_a_script_are_one() -> None:
    script = "#!/bin/sh\nkubectl apply -f api.yaml\nkubectl apply -f bots.yaml\n"
    (one,) = findings_of(SLUG, _TREE | {"deploy.sh": script})
    assert "needs 1 manual command (" in one.message
    assert [driver.name for driver in one.drivers] == ["part"]
    (two,) = findings_of(SLUG, _TREE | {"deploy.sh": script, "bots.sh": script})
    assert "needs 2 manual commands (" in two.message
    assert not two.drivers
