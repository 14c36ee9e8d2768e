"""A PostgreSQL of a test's own: made, started and stopped by an ordinary user in a folder of its own."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import tempfile
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

USER, PASSWORD = "debts", "hunter2/s3cr3t"
_READY = "ready to accept connections"


@dataclass(slots=True)
class Server:
    """One that runs, or has run."""

    folder: Path
    port: int
    process: subprocess.Popen[str] | None = None

    def url(self, database: str = "postgres", user: str = USER, password: str = PASSWORD) -> str:
        """As somebody would type it."""
        return f"postgresql://{user}:{password.replace('/', '%2F')}@127.0.0.1:{self.port}/{database}"

    def start(self) -> None:
        """Until it says that it is ready."""
        command = [
            _program("postgres"),
            "-D",
            str(self.folder / "data"),
            "-k",
            str(self.folder),
            "-h",
            "127.0.0.1",
            "-p",
            str(self.port),
        ]
        self.process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True, cwd=self.folder, **_as_ordinary())
        assert self.process.stderr is not None
        said: list[str] = []
        for line in self.process.stderr:
            said.append(line)
            if _READY in line:
                return
        raise AssertionError("".join(said))

    def stop(self) -> None:
        """Connections are cut."""
        if self.process is not None:
            self.process.send_signal(signal.SIGINT)
            self.process.communicate()
            self.process = None


def missing() -> str | None:
    """Why none can be had here."""
    if _program("initdb") == "" or _program("postgres") == "":
        return "no PostgreSQL here: neither initdb nor postgres was found"
    return None


@contextmanager
def running() -> Generator[Server]:
    """A server with one user, who has to give a password."""
    with tempfile.TemporaryDirectory(prefix="debtscope-postgres-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        if os.geteuid() == 0:
            shutil.chown(folder, "nobody")
        secret = folder / "password"
        secret.write_text(PASSWORD)
        secret.chmod(0o644)
        command = [
            _program("initdb"),
            "-D",
            str(folder / "data"),
            "-U",
            USER,
            "-A",
            "scram-sha-256",
            "--pwfile",
            str(secret),
            "-N",
        ]
        subprocess.run(command, check=True, capture_output=True, cwd=folder, **_as_ordinary())
        server = Server(folder, _free_port())
        server.start()
        try:
            yield server
        finally:
            server.stop()


def _program(name: str) -> str:
    """Debian keeps them apart from the path; its own are programs, not wrappers."""
    places = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"))
    return str(places[-1]) if places else shutil.which(name) or ""


def _as_ordinary() -> dict[str, Any]:
    """PostgreSQL refuses to run as root."""
    if os.geteuid() != 0:
        return {}
    return {"user": "nobody", "group": "nogroup", "extra_groups": []}


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])
