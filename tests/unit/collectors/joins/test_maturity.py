"""How far a system is taken to have come where nobody says it."""

from __future__ import annotations

from debtscope.api import Maturity, RepositoryMaturity
from debtscope.testing import facts_of

ROUTE = "from fastapi import FastAPI\nfrom rag import chain\napp = FastAPI()\n@app.post('/ask')\ndef ask(q: str):\n    return chain(q)\n"


def maturity_of(files: dict[str, str]) -> RepositoryMaturity:
    found = facts_of(files).one(RepositoryMaturity)
    assert found is not None
    return found


def test_a_service_that_talks_to_a_language_model_is_a_pilot() -> None:
    chain = "from langchain.chains import ConversationalRetrievalChain as chain\n"
    found = maturity_of({"main.py": ROUTE, "rag.py": chain})
    assert (found.value, found.reason) == (Maturity.PILOT, "main.py answers with a language model")
    assert maturity_of({"main.py": ROUTE, "rag.py": "def chain(q):\n    return q\n"}).value is Maturity.RESEARCH
    assert maturity_of({"rag.py": chain}).value is Maturity.RESEARCH
    assert maturity_of({"examples/main.py": ROUTE, "examples/rag.py": chain}).value is Maturity.RESEARCH


def test_a_page_that_shows_what_a_stored_model_says_is_a_pilot() -> None:
    train = (
        "from sklearn.svm import SVC\nimport joblib\ndef train(X, y):\n    joblib.dump(SVC().fit(X, y), 'm.joblib')\n"
    )
    load = "import joblib\ndef load():\n    return joblib.load('models/m.joblib')\n"
    page = "import streamlit as st\nfrom src.load import load\nmodel = load()\nst.write(model.predict([[st.number_input('x')]]))\n"
    found = maturity_of({"src/train.py": train, "src/load.py": load, "app.py": page})
    assert (found.value, found.reason) == (Maturity.PILOT, "app.py shows what a stored model says")
    assert maturity_of({"src/train.py": train, "src/load.py": load}).value is Maturity.RESEARCH
    plain = page.replace("model = load()\n", "").replace("model.predict([[st.number_input('x')]])", "'hello'")
    assert (
        maturity_of({"src/train.py": train, "app.py": plain.replace("from src.load import load\n", "")}).value
        is Maturity.RESEARCH
    )
