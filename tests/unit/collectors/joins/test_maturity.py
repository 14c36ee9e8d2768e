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
