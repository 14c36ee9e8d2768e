"""What is installed is told as `importlib.metadata` tells it."""

from __future__ import annotations

import sys
import zipfile
from importlib import metadata
from pathlib import Path

import pytest

from debtscope.model.installed import entry_points, version_of

GROUP = "debtscope.collectors"


def _told(group: str) -> set[tuple[str, str, str]]:
    return {(one.name, one.value, one.module) for one in entry_points(group)}


def _known(group: str) -> set[tuple[str, str, str]]:
    return {(one.name, one.value, one.module) for one in metadata.entry_points(group=group)}


def _distribution(folder: Path, name: str, text: str, version: str = "1.0") -> None:
    place = folder / f"{name}-{version}.dist-info"
    place.mkdir(parents=True)
    (place / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n")
    (place / "entry_points.txt").write_text(text)


@pytest.mark.parametrize("group", [GROUP, "debtscope.rules", "console_scripts", "pytest11", "nobody.has.this"])
def test_every_entry_point_of_this_environment_is_found(group: str) -> None:
    assert _told(group) == _known(group)


def test_the_first_of_a_name_on_the_path_counts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = (
        "# a word\n[console_scripts]\nx = a:b\n\n[debtscope.collectors]\n; another\nmine = os.path:join [extra]\nnone\n"
    )
    _distribution(tmp_path / "one", "my_plugin", text)
    _distribution(tmp_path / "two", "My.Plugin", "[debtscope.collectors]\nother = os.path:split\n")
    _distribution(tmp_path / "two", "twin", "[debtscope.collectors.more]\nno = os\n[debtscope.collectors]\nall = os\n")
    monkeypatch.setattr(sys, "path", [str(tmp_path / "one"), str(tmp_path / "two"), str(tmp_path / "gone")])
    assert {(one.name, one.module) for one in entry_points(GROUP)} == {("mine", "os.path"), ("all", "os")}
    loaded = {one.name: one.load() for one in entry_points(GROUP)}
    import os

    assert loaded == {"mine": os.path.join, "all": os}
    assert version_of("my-plugin") == "1.0"
    with pytest.raises(metadata.PackageNotFoundError):
        version_of("nobody-has-this")


def test_archives_on_the_path_are_asked_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    archive = tmp_path / "plugin.zip"
    with zipfile.ZipFile(archive, "w") as file:
        file.writestr("zipped-2.0.dist-info/METADATA", "Metadata-Version: 2.1\nName: zipped\nVersion: 2.0\n")
        file.writestr("zipped-2.0.dist-info/entry_points.txt", "[debtscope.collectors]\nz = os:sep\n")
    monkeypatch.setattr(sys, "path", [*sys.path, str(archive)])
    assert ("z", "os:sep", "os") in _told(GROUP)
    assert version_of("zipped") == "2.0"


def test_versions_are_those_of_the_metadata() -> None:
    for name in ("ruff", "pytest", "PyYAML"):
        assert version_of(name) == metadata.version(name)
