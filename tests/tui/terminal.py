"""A real pseudo-terminal around the application: what a shell, a window manager and a closed lid do to it."""

from __future__ import annotations

import fcntl
import os
import pty
import re
import select
import signal
import struct
import sys
import termios
import time
from collections.abc import Mapping
from pathlib import Path

PATIENCE = 30.0
"""Seconds for anything to appear: a loaded machine is slow, not wrong."""
START = "import sys; from debtscope.cli.main import run; run(sys.argv[1:])"
_ESCAPES = re.compile(r"\x1b(?:\[[0-9;?<>=:]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)|[@-Z\\^_]|P[^\x1b]*\x1b\\)")


class Terminal:
    """A program on a terminal of its own, as its session's leader."""

    def __init__(self, words: list[str], *, size: tuple[int, int] = (120, 40), env: Mapping[str, str] = {}) -> None:
        self.size = size
        self.written = b""
        self.pid, self.master = pty.fork()
        if self.pid == 0:
            fcntl.ioctl(0, termios.TIOCSWINSZ, _packed(size))
            known = {name: value for name, value in os.environ.items() if name not in {"COLUMNS", "LINES", "NO_COLOR"}}
            signal.signal(signal.SIGHUP, signal.SIG_DFL)  # a run of the tests that outlives its own terminal ignores it
            os.execvpe(words[0], words, {**known, "TERM": "xterm-256color", "COLORTERM": "truecolor", **env})
        self._read = 0

    def resize(self, size: tuple[int, int]) -> None:
        """As a window manager does."""
        self.size = size
        fcntl.ioctl(self.master, termios.TIOCSWINSZ, _packed(size))

    def send(self, keys: str) -> None:
        """As if typed."""
        os.write(self.master, keys.encode())

    def pump(self, seconds: float = 0.05) -> bool:
        """Takes what was written; whether there was anything."""
        if self.master < 0:
            time.sleep(seconds)
            return False
        ready, _, _ = select.select([self.master], [], [], seconds)
        if not ready:
            return False
        try:
            data = os.read(self.master, 65536)
        except OSError:
            return False
        self.written += data
        return bool(data)

    def wait_for(self, text: str) -> str:
        """Until a text appears after all that was waited for before; what was written since."""
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            self.pump()
            said = plain(self.written[self._read :])
            if text in said:
                self._read = len(self.written)
                return said
        raise AssertionError(f"{text!r} did not appear; the last that did: {plain(self.written)[-1500:]!r}")

    def wait_for_raw(self, sequence: bytes) -> None:
        """Until an escape sequence is written."""
        end = time.monotonic() + PATIENCE
        while sequence not in self.written[self._read :]:
            assert time.monotonic() < end, f"{sequence!r} was not written: {self.written[-400:]!r}"
            self.pump()
        self._read = self.written.index(sequence, self._read) + len(sequence)

    def is_raw(self) -> bool:
        """Whether the terminal is as a full-screen program wants it, not as a shell does."""
        return not termios.tcgetattr(self.master)[3] & termios.ICANON

    def ended(self) -> int:
        """Waits for the program; its status, or the negative number of the signal that ended it."""
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            if pid:
                self.pid = 0
                return os.waitstatus_to_exitcode(status)
            self.pump()
        raise AssertionError("the program does not end")

    def hang_up(self) -> None:
        """The window is closed."""
        os.close(self.master)
        self.master = -1

    def close(self) -> None:
        """Nothing of ours is left running."""
        if self.pid:
            os.kill(self.pid, signal.SIGKILL)
            os.waitpid(self.pid, 0)
        if self.master >= 0:
            os.close(self.master)


def _packed(size: tuple[int, int]) -> bytes:
    return struct.pack("HHHH", size[1], size[0], 0, 0)


def plain(data: bytes) -> str:
    """What was written without what only moves the cursor and colours."""
    return _ESCAPES.sub("", data.decode("utf-8", "replace"))


def app(root: Path, *words: str) -> list[str]:
    """The command line of the application on a repository."""
    return [sys.executable, "-c", START, "-C", str(root), "tui", "--as-of", "2026-11-20", *words]
