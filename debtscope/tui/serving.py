"""The application in a browser of the same machine, for a meeting room's screen: `textual-serve` starts one process a visitor.

It has no authentication of its own, so it listens on the loopback address and nowhere else.
"""

from __future__ import annotations

import importlib
import shlex
import sys
from collections.abc import Sequence
from typing import Any

from debtscope.model.errors import UsageError

HOST = "127.0.0.1"
_START = "import sys; from debtscope.cli.main import run; run(sys.argv[1:])"


def child_command(argv: Sequence[str]) -> str:
    """The command line of the application for one visitor, quoted for a shell."""
    return shlex.join([sys.executable, "-P", "-c", _START, *argv])


def serve(argv: Sequence[str], port: int) -> int:
    """Serves until it is interrupted. Raises UsageError where `textual-serve` is not installed or the port is taken."""
    try:
        library: Any = importlib.import_module("textual_serve.server")
    except ImportError:
        raise UsageError("serving needs textual-serve", "pip install 'debtscope[serve]'") from None
    server = library.Server(child_command(argv), host=HOST, port=port, title="debtscope")
    try:
        server.serve()
    except OSError as error:
        raise UsageError(
            f"port {port}: {(error.strerror or 'cannot be used').lower()}", "--port names another"
        ) from None
    return 0
