"""Whether a service gives browsers something that they send by themselves."""

from __future__ import annotations

from debtscope.model.regex import regex
from debtscope_collectors.joins.facts import CodeBase

_REMEMBERS = regex(r"(?:^|\.)(?:set_cookie|HTTPBasic|Cookie|APIKeyCookie|login_user)$")
_SESSIONS = regex(
    r"^(?:SessionMiddleware|CookieTransport|AuthenticationMiddleware|LoginManager|flask_login|flask_session)$"
)


def remembers_visitors(code: CodeBase) -> bool:
    """Whether the service gives browsers something that they send by themselves: a cookie, a session, a basic login."""
    own = [module.facts for module in code.modules.values() if module.is_own and module.role == "production"]
    return any(_REMEMBERS.search(call) for facts in own for call in facts.called) or any(
        _SESSIONS.search(name) for facts in own for one in facts.imports for name in (one.module, *one.names)
    )
