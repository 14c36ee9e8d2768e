"""What one person keeps of the application, in their own folders and never in a repository: views, columns, theme, keys.

Read from `keys.toml` under the configuration folder (written by hand) and `views.json` under the state folder (written
by the application). Where either cannot be used the application works without it, and says why.
"""

from __future__ import annotations

import contextlib
import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import cast

from debtscope.model.errors import DebtscopeError
from debtscope.model.text import printable

KEYS, VIEWS = "keys.toml", "views.json"
LARGEST = 256 * 1024


def configuration_folder(environment: Mapping[str, str]) -> Path:
    """Where the user's hand-written settings are: `$XDG_CONFIG_HOME/debtscope`."""
    return _folder(environment, "XDG_CONFIG_HOME", ".config")


def state_folder(environment: Mapping[str, str]) -> Path:
    """Where the application keeps what it remembers: `$XDG_STATE_HOME/debtscope`."""
    return _folder(environment, "XDG_STATE_HOME", ".local/state")


def _folder(environment: Mapping[str, str], name: str, otherwise: str) -> Path:
    named = environment.get(name, "")
    base = Path(named) if named.startswith("/") else Path(environment.get("HOME") or "/nonexistent") / otherwise
    return base / "debtscope"


def read_keys(folder: Path) -> Mapping[str, str]:
    """Action -> keys. Raises DebtscopeError naming the file where it is not what it should be."""
    raw = _read(folder / KEYS)
    if raw is None:
        return {}
    import tomli

    try:
        keys = tomli.loads(raw.decode("utf-8-sig")).get("keys", {})
    except (ValueError, RecursionError) as error:
        raise DebtscopeError(f"{KEYS} is not TOML: {printable(str(error), limit=160)}") from None
    if not isinstance(keys, dict):
        raise DebtscopeError(f"{KEYS}: keys must be a table")
    for name, value in cast("dict[str, object]", keys).items():
        if not isinstance(value, str):
            raise DebtscopeError(f'{KEYS}: {printable(name, limit=40)} must be a text of keys, as in "a,ctrl+a"')
    return cast("dict[str, str]", keys)


def read_kept(folder: Path) -> Mapping[str, object]:
    """What was kept last; nothing where there is nothing. Raises DebtscopeError where it cannot be read."""
    raw = _read(folder / VIEWS)
    if raw is None:
        return {}
    try:
        kept: object = json.loads(raw)
    except (ValueError, RecursionError):
        raise DebtscopeError(f"{VIEWS} is damaged: kept views are not shown, and stay as they are") from None
    return cast("dict[str, object]", kept) if isinstance(kept, dict) else {}


def keep(folder: Path, kept: Mapping[str, object]) -> None:
    """Writes what is to be remembered, whole or not at all. Raises DebtscopeError."""
    path = folder / VIEWS
    fresh = path.with_suffix(f".{os.getpid()}.new")
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        fresh.write_text(json.dumps(kept, indent=1, ensure_ascii=True) + "\n", encoding="utf-8")
        fresh.replace(path)
    except OSError as error:
        with contextlib.suppress(OSError):
            fresh.unlink()
        raise DebtscopeError(f"not kept: {VIEWS}: {(error.strerror or 'cannot be written').lower()}") from None


def _read(path: Path) -> bytes | None:
    try:
        with path.open("rb") as file:
            raw = file.read(LARGEST + 1)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise DebtscopeError(f"{path.name}: {(error.strerror or 'cannot be read').lower()}") from None
    if len(raw) > LARGEST:
        raise DebtscopeError(f"{path.name} is larger than {LARGEST // 1024} KiB")
    return raw
