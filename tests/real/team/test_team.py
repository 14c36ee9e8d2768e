"""What a team's machines do with debtscope: pre-commit installs and runs the hook, a browser opens the review page."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from debtscope.cli.main import main
from debtscope.demo.build import DEMO_DATE, build_demo
from debtscope.services.scan import scan
from debtscope.services.types import ScanRequest
from debtscope.testing import CommitSpec, git_repo

pytestmark = pytest.mark.real

ROOT = Path(__file__).parents[3]
KEY = "key_id = '" + "AKIA" + "Q7ZV3MPLT2RWXKD5" + "'\n"
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
QUIET = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--disable-extensions", "--virtual-time-budget=5000",
)  # fmt: skip
ASKED = re.compile(r"^https?://(?!(?:[\w-]+\.)*(?:google|googleapis|gvt1|gstatic)\.com/)")
"""Any address but those that Chromium asks for by itself."""


def _git(root: Path, *arguments: str) -> None:
    who = ("-c", "user.name=Ana", "-c", "user.email=ana@example.com", "-c", "commit.gpgsign=false")
    subprocess.run(["git", "-C", str(root), *who, *arguments], check=True, capture_output=True)


@pytest.mark.skipif(shutil.which("pre-commit", path=str(Path(sys.executable).parent)) is None, reason="no pre-commit")
@pytest.mark.timeout(900)
def test_pre_commit_installs_the_hook_and_stops_debt(tmp_path: Path) -> None:
    """From a clone of this very commit."""
    clone, work = tmp_path / "debtscope", tmp_path / "work"
    _git(tmp_path, "clone", "-q", str(ROOT), str(clone))
    git_repo(work, [CommitSpec(message="first", files={"src/a.py": "x = 1\n"}, on="2026-10-05")])
    program = str(Path(sys.executable).with_name("pre-commit"))
    environment = {**os.environ, "PRE_COMMIT_HOME": str(tmp_path / "home")}

    def run() -> subprocess.CompletedProcess[str]:
        words = [program, "try-repo", str(clone), "debtscope", "--all-files", "--verbose"]
        return subprocess.run(words, cwd=work, env=environment, capture_output=True, text=True, check=False)

    passed = run()
    assert passed.returncode == 0, passed.stdout + passed.stderr
    (work / "src/keys.py").write_text(KEY, encoding="utf-8")
    _git(work, "add", "-A")
    failed = run()
    assert failed.returncode == 1 and "src/keys.py" in failed.stdout and "gate failed" in failed.stdout
    assert not (work / ".debtscope").exists(), "a hook keeps nothing"


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo's review page."""
    root = build_demo(tmp_path_factory.mktemp("demo") / "churn")
    for day in (date(2026, 11, 13), DEMO_DATE):
        scan(ScanRequest(root=root, as_of=day))
    output = root.parent / "review.html"
    day = DEMO_DATE.isoformat()
    assert main(["-C", str(root), "review", "--since", "7d", "--as-of", day, "--format", "html", "--output", str(output)]) == 0  # fmt: skip
    return output


def _browse(page: Path, *options: str) -> str:
    assert CHROMIUM is not None
    profile = page.parent / f"profile-{len(list(page.parent.glob('profile-*')))}"
    words = [CHROMIUM, *QUIET, f"--user-data-dir={profile}", *options, page.as_uri()]
    return subprocess.run(words, capture_output=True, text=True, check=True, timeout=120).stdout


@pytest.mark.skipif(CHROMIUM is None, reason="no Chromium")
def test_a_browser_draws_every_figure_and_asks_for_nothing(page: Path) -> None:
    log = page.parent / "net.json"
    shown = _browse(page, "--dump-dom", f"--log-net-log={log}")
    places = re.findall(r'data-into="(figure-\d+)"', shown)
    assert len(places) >= 4
    assert shown.count('class="main-svg"') >= len(places), "a figure was not drawn"
    raw = log.read_text(encoding="utf-8")
    told: dict[str, list[dict[str, Any]]] = json.loads(
        raw if raw.rstrip().endswith("}") else raw.rstrip().rstrip(",") + "]}"
    )
    asked = {str(url) for e in told["events"] if (url := e.get("params", {}).get("url"))}
    assert not [url for url in asked if ASKED.match(url)]
    assert not re.search(r"(?:src|href)=[\"']?https?:", page.read_text(encoding="utf-8").partition("<script>")[0])


@pytest.mark.skipif(CHROMIUM is None, reason="no Chromium")
@pytest.mark.parametrize("width", [1440, 500])
def test_nothing_is_wider_than_the_window(page: Path, width: int) -> None:
    """A copy without its policy measures itself; a table that is broader scrolls in its own box."""
    text = re.sub(r'<meta http-equiv="Content-Security-Policy"[^>]*>', "", page.read_text(encoding="utf-8"))
    ask = "addEventListener('load', () => document.title = 'wide ' + document.documentElement.scrollWidth)"
    copy = page.with_name(f"copy-{width}.html")
    copy.write_text(text.replace("</body>", f"<script>{ask}</script></body>"), encoding="utf-8")
    told = re.search(r"<title>wide (\d+)</title>", _browse(copy, "--dump-dom", f"--window-size={width},3000"))
    assert told is not None and int(told[1]) <= width


@pytest.mark.skipif(CHROMIUM is None, reason="no Chromium")
def test_its_policy_holds_what_somebody_writes_into_it(page: Path) -> None:
    """A script and an image that a hole would let in: neither runs, neither is asked for."""
    bad = page.with_name("bad.html")
    told = "<script>document.title = 'taken over'</script><img src='http://192.0.2.1/x.png' onerror='document.title=1'>"
    bad.write_text(page.read_text(encoding="utf-8").replace("<h1>", f"{told}<h1>", 1), encoding="utf-8")
    log = page.parent / "bad.json"
    assert "<title>Debt review of churn</title>" in _browse(bad, "--dump-dom", f"--log-net-log={log}")
    assert "192.0.2.1" not in log.read_text(encoding="utf-8").replace("file:", "")


@pytest.mark.skipif(CHROMIUM is None, reason="no Chromium")
def test_it_prints(page: Path) -> None:
    paper = page.with_name("review.pdf")
    _browse(page, f"--print-to-pdf={paper}")
    assert paper.read_bytes().startswith(b"%PDF") and paper.stat().st_size > 50_000
