"""Runs debtscope command lines in one process under an audit hook, and writes down everything that could do harm.

Usage: python audited.py REPORT < command lines (a JSON list of lists of words)
"""

from __future__ import annotations

import contextlib
import io
import json
import os
import resource
import sys
from pathlib import Path
from typing import cast

_WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
_CHANGES = {
    "os.mkdir", "os.remove", "os.rename", "os.rmdir", "os.link", "os.symlink", "os.truncate", "os.chmod", "os.chown",
    "os.utime", "os.setxattr", "shutil.move", "shutil.rmtree",
}  # fmt: skip
_PROGRAMS = {
    "subprocess.Popen",
    "os.exec",
    "os.posix_spawn",
    "os.spawn",
    "os.system",
    "os.fork",
    "os.forkpty",
    "pty.spawn",
}
_NETWORK = (
    "socket.connect",
    "socket.bind",
    "socket.sendto",
    "socket.sendmsg",
    "socket.getaddrinfo",
    "socket.gethostby",
    "urllib.",
)
_UNPICKLES = {
    "pickle.find_class",
    "marshal.load",
    "ctypes.dlopen",
    "sqlite3.load_extension",
    "sqlite3.enable_load_extension",
}

heard: dict[str, list[str]] = {"writes": [], "programs": [], "network": [], "unpickled": [], "databases": [], "ran": []}


def listen(event: str, arguments: tuple[object, ...]) -> None:
    """The hook: files each event that matters under a heading."""
    if event == "open":
        path, mode, flags = arguments
        writes = isinstance(mode, str) and any(letter in mode for letter in "wax+")
        if (writes or (isinstance(flags, int) and flags & _WRITES)) and not isinstance(path, int):
            heard["writes"].append(_text(path))
    elif event in _CHANGES:
        paths = [_text(one) for one in arguments if isinstance(one, str | bytes)]
        folder = arguments[-1]  # most of them take a descriptor last, -1 for none
        if isinstance(folder, int) and folder >= 0 and event != "os.chmod":
            paths = [str(Path(_place(folder), path)) for path in paths]
        heard["writes"].extend(paths)
    elif event in _PROGRAMS:
        heard["programs"].append(_text(arguments[0]) if arguments else event)
    elif event.startswith(_NETWORK):
        heard["network"].append(f"{event} {arguments[1:]!r}")
    elif event in _UNPICKLES:
        heard["unpickled"].append(f"{event} {arguments!r}")
    elif event == "sqlite3.connect":
        heard["databases"].append(_text(arguments[0]))
    elif event == "exec":
        heard["ran"].append(str(getattr(arguments[0], "co_filename", "")))


def _place(descriptor: int) -> str:
    return str(Path(f"/proc/self/fd/{descriptor}").readlink())


def _text(path: object) -> str:
    if isinstance(path, bytes):
        return os.fsdecode(path)
    return os.fspath(cast("os.PathLike[str]", path)) if isinstance(path, os.PathLike) else str(path)


def main() -> None:
    """Every command line, what each said, and what the hook heard."""
    lines = cast("list[list[str]]", json.load(sys.stdin))
    from debtscope.cli.main import main as debtscope

    sys.addaudithook(listen)
    said: list[tuple[int, str, str]] = []
    for line in lines:
        out, err = io.StringIO(), io.StringIO()
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            status = debtscope(line)
        said.append((int(status), out.getvalue(), err.getvalue()))
    report = {name: sorted(set(all_)) for name, all_ in heard.items()}
    modules = sorted({str(m.__file__) for m in list(sys.modules.values()) if getattr(m, "__file__", None)})
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    Path(sys.argv[1]).write_text(
        json.dumps({"said": said, "modules": modules, "peak": peak, **report}), encoding="ascii"
    )


if __name__ == "__main__":
    main()
