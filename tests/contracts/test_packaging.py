"""What is installed: the wheel and the sdist hold the product and nothing else, and the wheel works from where it is put."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import sysconfig
import tarfile
import zipfile
from configparser import ConfigParser
from pathlib import Path

import pytest

from debtscope import __version__
from debtscope.services.catalogue import rules
from tests.contracts.generate import ROOT

PACKAGES = (ROOT / "debtscope", ROOT / "collectors" / "debtscope_collectors")
DATA = {
    "debtscope_collectors/rules/priors.toml", "debtscope/demo/churn.tar.xz", "debtscope/tui/app.tcss",
    "debtscope/export/schemas/ledger.schema.json",
}  # fmt: skip


def called(*command: str | Path, env: dict[str, str] | None = None, cwd: Path = ROOT) -> str:
    done = subprocess.run([*map(str, command)], cwd=cwd, env=env, capture_output=True, text=True, timeout=100, check=False)  # fmt: skip
    assert done.returncode == 0, done.stderr[-2000:] + done.stdout[-2000:]
    return done.stdout


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder with both archives, built without asking any index."""
    folder = tmp_path_factory.mktemp("dist")
    called(sys.executable, "-m", "hatchling", "build", "--directory", folder)
    return folder


@pytest.fixture(scope="module")
def wheel(built: Path) -> Path:
    (found,) = built.glob("*.whl")
    return found


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder that the wheel is installed into, by itself."""
    target = tmp_path_factory.mktemp("installed")
    called(
        sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-index", "--no-deps",
        "--target", target, wheel,
    )  # fmt: skip
    return target


def sources() -> set[str]:
    """Every file of both packages, as the wheel is to name it."""
    return {
        str(path.relative_to(package.parent))
        for package in PACKAGES
        for path in package.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }


def test_the_wheel_holds_both_packages_whole_and_nothing_else(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
    metadata = {name for name in names if name.startswith(f"debtscope-{__version__}.dist-info/")}
    assert {name.rpartition("/")[2] for name in metadata} == {"METADATA", "WHEEL", "RECORD", "entry_points.txt", "LICENSE"}  # fmt: skip
    assert names - metadata == sources()
    assert names >= DATA
    assert sum(name.endswith(".tcss") for name in names) == len(list((ROOT / "debtscope").rglob("*.tcss")))


def test_the_wheel_names_its_command_and_each_collector_that_it_holds(wheel: Path) -> None:
    parser = ConfigParser()
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
        parser.read_string(archive.read(f"debtscope-{__version__}.dist-info/entry_points.txt").decode())
    assert dict(parser["console_scripts"]) == {"debtscope": "debtscope.cli.main:run"}
    assert dict(parser["debtscope.rules"]) == {"builtin": "debtscope_collectors"}
    modules = {value.partition(":")[0].replace(".", "/") + ".py" for value in parser["debtscope.collectors"].values()}
    assert modules <= names
    assert modules == {n for n in names if n.startswith("debtscope_collectors/sources/") and n.endswith("/read.py")}


def test_the_sdist_holds_what_the_wheel_is_built_from_and_no_tests(built: Path, tmp_path: Path) -> None:
    (found,) = built.glob("*.tar.gz")
    with tarfile.open(found) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}
        archive.extractall(tmp_path)
    assert names >= {"pyproject.toml", "README.md", "LICENSE", "CHANGELOG.md", "collectors/RULES.md"}
    allowed = ("debtscope/", "collectors/")
    told = {name for name in names if not name.startswith(allowed) and "/" in name}
    assert told == set()
    assert not [name for name in names if "tests" in name.split("/") or "__pycache__" in name]
    (source,) = tmp_path.iterdir()
    called(sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", tmp_path / "again", cwd=source)  # fmt: skip
    (wheel,) = (tmp_path / "again").glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        assert {name for name in archive.namelist() if ".dist-info/" not in name} == sources()


def test_the_installed_wheel_scans(installed: Path, tmp_path: Path) -> None:
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "DEBTSCOPE"))}
    # Path files of the environment, an editable install's among them, are not read with -S: only what is named here is there.
    paths = [installed, *dict.fromkeys(sysconfig.get_path(name) for name in ("purelib", "platlib"))]
    environment["PYTHONPATH"] = os.pathsep.join(map(str, paths))
    code = "import sys; from debtscope.cli.main import main; sys.exit(main(sys.argv[1:]))"

    def debtscope(*arguments: str | Path) -> str:
        return called(sys.executable, "-S", "-c", code, *arguments, env=environment, cwd=tmp_path)

    where = called(
        sys.executable, "-S", "-c", "import debtscope, debtscope_collectors as c; print(debtscope.__file__, c.__file__)",
        env=environment, cwd=tmp_path,
    )  # fmt: skip
    assert [Path(name).parent.parent for name in where.split()] == [installed, installed]
    assert debtscope("--version").split() == ["debtscope", __version__]
    listed = json.loads(debtscope("rules", "--format", "json"))
    assert {r["id"] for r in listed["rules"]} == {r.id for r in rules() if r.origin.value in ("builtin", "ruff")}
    (tmp_path / "repo").mkdir()
    (tmp_path / "repo/train.py").write_text(
        "import pickle\nimport random\n\nfrom sklearn.linear_model import SGDClassifier\n\n\n"
        "def train(rows, labels):\n    try:\n        random.shuffle(rows)\n        return SGDClassifier().fit(rows, labels)\n"
        "    except Exception:\n        pass\n\n\nmodel = pickle.load(open('model.pkl', 'rb'))\n"
    )
    ledger = json.loads(debtscope("scan", "repo", "--no-save", "--format", "json"))
    assert ledger["items"]
    assert {item["path"] for item in ledger["items"]} >= {"train.py"}
    assert not [told for told in ledger["diagnostics"] if told["severity"] == "error"]


def test_the_installed_command_starts(installed: Path, tmp_path: Path) -> None:
    script = installed / "bin" / "debtscope"
    assert script.is_file()
    paths = [installed, sysconfig.get_path("purelib")]
    environment = {"PATH": os.environ.get("PATH", os.defpath), "PYTHONPATH": os.pathsep.join(map(str, paths))}
    assert called(script, "--version", env=environment, cwd=tmp_path).split() == ["debtscope", __version__]
