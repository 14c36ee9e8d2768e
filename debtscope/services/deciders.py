"""Who decides."""

from __future__ import annotations

import os


def user_name() -> str:
    """Who decides: git's name where it is set in the environment, else the login."""
    return os.environ.get("DEBTSCOPE_USER") or os.environ.get("GIT_AUTHOR_NAME") or os.environ.get("USER") or "someone"
