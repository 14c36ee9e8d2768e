"""Categories that are spelled out anew: which route is named."""

from __future__ import annotations

from pathlib import Path

from debtscope.testing import findings_of

SLUG = "preprocessing-outside-model"
API = (Path(__file__).parent / SLUG / "debt_spelled_anew" / "api.py").read_text()
EXPLAIN = """@app.post("/explain")
def explain(country: str, gender: str, age: int):
    row = prepare(pd.DataFrame([{"country": country, "gender": gender, "age": age}]))
    return {"why": list(bundle["model"].predict(row))}


"""


def test_the_route_that_everybody_asks_is_named() -> None:
    before, mark, after = API.partition('@app.post("/predict")')
    (finding,) = findings_of(
        SLUG, {"api.py": before + EXPLAIN + mark + after, "debtscope.toml": 'maturity = "production"\n'}
    )
    assert "which /predict asks" in finding.message
