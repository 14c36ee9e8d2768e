"""Runs the command line under an audit hook and writes down what it opened for writing, started and connected to.

python watcher.py REPORT ARGUMENT …
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

REPORT = Path(sys.argv[1])
WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
seen: dict[str, list[str]] = {"written": [], "started": [], "sockets": [], "unpickled": [], "imported": []}


def note(kind: str, text: object) -> None:
    if str(text) not in seen[kind]:
        seen[kind].append(str(text))


def hook(event: str, args: tuple[object, ...]) -> None:
    """Cheap: it is called a hundred thousand times."""
    if event == "open":
        path, mode, flags = args
        is_writing = (isinstance(flags, int) and flags & WRITING) or (isinstance(mode, str) and set(mode) & set("wax+"))
        if is_writing and not isinstance(path, int):
            note("written", path)
    elif event in (
        "os.remove",
        "os.rename",
        "os.mkdir",
        "os.rmdir",
        "os.symlink",
        "os.link",
        "os.chmod",
        "os.truncate",
    ):
        note("written", args[0])
    elif event == "subprocess.Popen" or event in ("os.exec", "os.posix_spawn", "os.spawn", "os.system", "os.startfile"):
        note("started", args[0])
    elif event in ("socket.connect", "socket.bind", "socket.getaddrinfo"):
        note("sockets", args)
    elif event == "pickle.find_class":
        note("unpickled", args)
    elif event == "import":
        note("imported", args[0])


sys.addaudithook(hook)
from debtscope.cli.main import main  # noqa: E402 - nothing is imported before the hook stands

status = main(sys.argv[2:])
sys.stdout.flush()
REPORT.write_text(json.dumps(seen))
sys.exit(status)
