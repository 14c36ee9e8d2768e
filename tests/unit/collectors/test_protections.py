"""What counts as asking who is there, and what only sounds like it."""

from __future__ import annotations

import pytest

from debtscope_collectors.sources.python.protections import protections
from debtscope_collectors.sources.python.view import module_view


@pytest.mark.parametrize(
    ("code", "kinds"),
    [
        ("from fastapi.security import HTTPBearer\n", {"auth"}),
        ("from slowapi import Limiter\n", {"limit"}),
        ("@login_required\ndef f(): ...\n", {"auth"}),
        ("def f(user=Depends(get_current_user)): ...\n", {"auth"}),
        ("import jwt\njwt.decode(x, key)\n", {"auth"}),
        ("def f(request):\n    return request.headers['X-API-Key']\n", {"auth"}),
        ("app.add_middleware(RateLimitMiddleware)\n", {"limit"}),
        ("tokenizer = get_tokenizer('x')\nauthor = get_author(1)\nlimit = 5\n", set()),
        ("def f(model=Depends(get_model)): ...  # no auth\n", set()),
        ("raw.decode('utf-8')  # security\n", set()),
    ],
)
def test_signs(code: str, kinds: set[str]) -> None:
    assert {one.kind for one in protections.extract(module_view("a.py", code))} == kinds
