"""What counts as asking who is there, and what only sounds like it."""

from __future__ import annotations

import pytest

from debtscope_collectors.sources.python.protections import protections
from debtscope_collectors.sources.python.view import module_view


@pytest.mark.parametrize(
    ("code", "kinds"),
    [
        ("from fastapi.security import HTTPBearer\nbearer = HTTPBearer()\n", frozenset({"auth"})),
        ("from fastapi.security import HTTPBearer\n", frozenset[str]()),
        ("from fastapi.security import HTTPBearer\n__all__ = ['HTTPBearer']\n", frozenset({"auth"})),
        ("from slowapi import Limiter\n", frozenset({"limit"})),
        ("@login_required\ndef f(): ...\n", frozenset({"auth"})),
        ("def f(user=Depends(get_current_user)): ...\n", frozenset({"auth"})),
        ("import jwt\njwt.decode(x, key)\n", frozenset({"auth"})),
        ("def f(request):\n    return request.headers['X-API-Key']\n", frozenset({"auth"})),
        ("app.add_middleware(RateLimitMiddleware)\n", frozenset({"limit"})),
        ("tokenizer = get_tokenizer('x')\nauthor = get_author(1)\nlimit = 5\n", frozenset[str]()),
        ("def f(model=Depends(get_model)): ...  # no auth\n", frozenset[str]()),
        ("raw.decode('utf-8')  # security\n", frozenset[str]()),
    ],
)
def test_signs(code: str, kinds: frozenset[str]) -> None:
    assert {one.kind for one in protections.extract(module_view("a.py", code))} == kinds
