"""The application in a browser of the same machine."""

from __future__ import annotations

import asyncio
import importlib
import importlib.util
import json
import shlex
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path
from typing import Any

import pytest

from debtscope.model.errors import UsageError
from debtscope.tui.serving import child_command, serve
from tests.tui.terminal import START

HAS_EXTRA = importlib.util.find_spec("textual_serve") is not None
PATIENCE = 30.0


def test_a_visitor_gets_the_same_view_whatever_its_words() -> None:
    argv = ["tui", "-C", "/tmp/a b'; rm -rf x", '--query=owner:none "exact words"', "--group=rule"]
    words = shlex.split(child_command(argv))
    assert words[0] == sys.executable
    assert words[-len(argv) :] == argv


@pytest.mark.skipif(HAS_EXTRA, reason="the extra is installed")
def test_without_the_extra_there_is_a_sentence() -> None:
    with pytest.raises(UsageError, match="needs textual-serve") as caught:
        serve(["tui"], 8411)
    assert "debtscope[serve]" in caught.value.hint


def free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port: int = taken.getsockname()[1]
        return port


async def first_screen(port: int) -> str:
    """What a browser's terminal would show first."""
    aiohttp: Any = importlib.import_module("aiohttp")  # comes with the extra
    address = f"http://127.0.0.1:{port}/ws?width=120&height=40"
    async with aiohttp.ClientSession() as session, session.ws_connect(address) as browser:
        said = b""
        while b"h/month" not in said:
            message = await browser.receive(timeout=PATIENCE)
            said += message.data if isinstance(message.data, bytes) else json.dumps(message.data).encode()
        return said.decode("utf-8", "replace")


@pytest.mark.skipif(not HAS_EXTRA, reason="needs the extra serve")
def test_a_browser_is_served_on_the_loopback_address_alone(demo: Path) -> None:
    port = free_port()
    words = [
        sys.executable,
        "-c",
        START,
        "tui",
        "-C",
        str(demo),
        "--as-of",
        "2026-11-20",
        "--serve",
        "--port",
        str(port),
    ]
    server = subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        end = time.monotonic() + PATIENCE
        while True:
            try:
                page = urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=5).read().decode()
                break
            except OSError:
                assert time.monotonic() < end
        assert "debtscope" in page
        listening = [
            line.split()[1] for line in Path("/proc/net/tcp").read_text().splitlines() if f":{port:04X}" in line
        ]
        assert {one.partition(":")[0] for one in listening} == {"0100007F"}
        assert "h/month" in asyncio.run(first_screen(port))
    finally:
        server.terminate()
        server.wait(timeout=PATIENCE)
