"""A program under a real pseudo-terminal, and when what it drew reached it.

A thread stamps every piece of output as it arrives. A frame is what lies between the marks of a synchronised update (DEC private
mode 2026), dated at its end, for that is when a terminal shows it; what is written outside of one counts as it arrives. What
holds no text is no frame.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import pty
import re
import select
import signal
import struct
import termios
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.tui.terminal import plain

QUIET = 0.15
"""Seconds without a frame after which the screen counts as settled; the preview follows within half of it."""
PATIENCE = 20.0
KEYS = {"enter": "\r", "escape": "\x1b", "pagedown": "\x1b[6~", "backspace": "\x7f", "space": " ", "ctrl+u": "\x15"}
_MARK = re.compile(rb"\x1b\[\?2026([hl])")
_MARK_LENGTH = 8
_QUESTIONS = {b"\x1b[c": b"\x1b[?62;22c", b"\x1b[?2026$p": b"\x1b[?2026;2$y", b"\x1b[?2048$p": b"\x1b[?2048;0$y"}


@dataclass(frozen=True, slots=True)
class Frame:
    """One update of the screen."""

    at: float
    """Seconds of `time.perf_counter`."""
    spent: float
    """Seconds of processor time of the program up to then: what else the machine does hardly shows in it."""
    size: int
    """Bytes on the wire."""
    text: str


class Watched:
    """One running program."""

    def __init__(self, words: Sequence[str], *, size: tuple[int, int] = (120, 40), env: Mapping[str, str] = {}) -> None:
        self.started = time.perf_counter()
        self.pid, self._master = pty.fork()
        if self.pid == 0:
            fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", size[1], size[0], 0, 0))
            known = {name: value for name, value in os.environ.items() if name not in {"COLUMNS", "LINES", "NO_COLOR"}}
            colours = {"TERM": "xterm-256color", "COLORTERM": "truecolor", "LC_ALL": "C.UTF-8"}
            os.execvpe(words[0], list(words), {**known, **colours, **env})
        self.frames: list[Frame] = []
        self.seen = ""
        """All text that was drawn, in the order in which it was."""
        self._rest = b""
        self._open: bytes | None = None
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self) -> None:
        while True:
            try:
                select.select([self._master], [], [])
                piece = os.read(self._master, 1 << 18)
            except OSError:
                return
            now = time.perf_counter()
            if not piece:
                return
            for question, answer in _QUESTIONS.items():
                if question in piece:
                    os.write(self._master, answer)
            self._take(piece, now)

    def _take(self, piece: bytes, now: float) -> None:
        data = self._rest + piece
        at = 0
        for mark in _MARK.finditer(data):
            before, at = data[at : mark.start()], mark.end()
            if mark[1] == b"l" and self._open is not None:
                self._frame(self._open + before, now, 2 * _MARK_LENGTH)
            else:
                self._frame(before, now)
            self._open = b"" if mark[1] == b"h" else None
        cut = data.rfind(b"\x1b", max(at, len(data) - _MARK_LENGTH + 1))
        cut = len(data) if cut < 0 else cut
        rest, self._rest = data[at:cut], data[cut:]
        if self._open is not None:
            self._open += rest
        else:
            self._frame(rest, now)

    def _frame(self, data: bytes, now: float, marks: int = 0) -> None:
        text = plain(data)
        self.seen += text
        if text.strip():
            self.frames.append(Frame(now, self.spent(), len(data) + marks, text))

    def send(self, key: str) -> float:
        """Types one key; when it was typed."""
        now = time.perf_counter()
        os.write(self._master, KEYS.get(key, key).encode())
        return now

    def until(self, text: str, *, since: int = 0) -> Frame:
        """The first frame from number `since` on at which all of the text has been drawn."""
        end = time.perf_counter() + PATIENCE
        pattern = re.compile(re.escape(text))
        while time.perf_counter() < end:
            for frame in self.frames[since:]:
                if pattern.search(frame.text):
                    return frame
            time.sleep(0.002)
        raise TimeoutError(f"{text!r} was not drawn; the last that was: {self.seen[-300:]!r}")

    def settled(self, since: float, quiet: float = QUIET) -> list[Frame]:
        """The frames since a moment, once none has come for `quiet` seconds."""
        while True:
            frames = [frame for frame in self.frames[-400:] if frame.at >= since]
            last = max([since, *(frame.at for frame in frames)])
            if (waited := time.perf_counter() - last) >= quiet:
                return frames
            time.sleep(quiet - waited + 0.001)

    def press(self, key: str) -> tuple[float, list[Frame]]:
        """One key: when it was typed, and all that it drew."""
        at = self.send(key)
        return at, self.settled(at)

    def hold(self, key: str, *, hertz: float = 30.0, seconds: float = 2.0) -> tuple[float, list[Frame], float]:
        """A key that repeats: milliseconds of lag after the last, the frames, and the last key's moment."""
        start = time.perf_counter()
        last = start
        for number in range(round(hertz * seconds)):
            time.sleep(max(0.0, start + number / hertz - time.perf_counter()))
            last = self.send(key)
        frames = self.settled(last)
        answered = [frame.at for frame in self.frames if start <= frame.at]
        after = [at for at in answered if at >= last]
        return (max(after) - last) * 1000 if after else 0.0, frames, last

    def spent(self) -> float:
        """Seconds of processor time of all its threads."""
        nanoseconds = 0
        with contextlib.suppress(OSError):  # it has just ended
            for thread in Path(f"/proc/{self.pid}/task").iterdir():
                with contextlib.suppress(OSError):
                    nanoseconds += int((thread / "schedstat").read_text(encoding="ascii").split()[0])
        return nanoseconds / 1e9

    def memory(self) -> float:
        """MiB of this process alone; a scan behind it has its own."""
        status = Path(f"/proc/{self.pid}/status").read_text(encoding="ascii")
        return int(status.partition("VmRSS:")[2].split()[0]) / 1024

    def children(self) -> int:
        """Processes that it started and that still run."""
        return len(Path(f"/proc/{self.pid}/task/{self.pid}/children").read_text(encoding="ascii").split())

    def close(self) -> None:
        """Nothing of ours is left running."""
        os.kill(self.pid, signal.SIGKILL)
        os.waitpid(self.pid, 0)
        os.close(self._master)
