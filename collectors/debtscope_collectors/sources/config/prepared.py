"""What scripts, images and manifests of the repository put on the machine on which its code runs."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from debtscope.model.frozen import frozen
from debtscope.model.regex import regex

_LINES: Final = 5_000
_LONGEST: Final = 1_000
_MAKES: Final = regex(r"\bmkdir[ \t]+([^;&|\n]{1,400})")
_IN_IMAGE: Final = regex(r"[ \t]{0,20}(?:WORKDIR|VOLUME)[ \t]+([^\n]{1,400})")
_MOUNTED: Final = regex(r"[ \t-]{0,80}mountPath:[ \t]{0,8}([^\s#]{2,200})")
_STARTS: Final = regex(r"[ \t](?:--port|--server\.port|-p)[ \t=](\d{2,5})(?=[ \t])[^\n]{0,600}&[ \t]{0,20}$")
"""A server that a script starts beside itself before it goes on."""
_PLAIN: Final = regex(r"/[A-Za-z0-9_.-]{1,80}(?:/[A-Za-z0-9_.-]{1,80}){0,12}")
_THERE: Final = frozenset(
    {
        "/mnt",
        "/srv",
        "/home",
        "/root",
        "/media",
        "/Volumes",
        "/scratch",
        "/nfs",
        "/gpfs",
        "/dbfs",
        "/content",
        "/kaggle",
    }
)
"""Roots that a machine has anyway: that somebody makes them says nothing of what lies there."""
_SCRIPTS: Final = (".sh", ".bash")


@frozen
class PreparedPlace:
    """A folder that a script or an image makes or a manifest mounts, or the port of a server that a script starts in the background."""

    path: str
    line: int
    text: str
    """`/mnt/docs`; of a port its number."""


def prepared_places(path: str, text: str) -> Iterator[PreparedPlace]:
    """Of scripts, Makefiles, Dockerfiles and manifests; a folder whose name a variable gives is not known."""
    name = path.rpartition("/")[2].lower()
    is_script, is_image = name.endswith(_SCRIPTS), "dockerfile" in name
    if name.endswith((".yaml", ".yml")):
        if "mountPath:" not in text:
            return
    elif not (is_script or is_image or name in ("makefile", "justfile") or name.endswith(".mk")):
        return
    for number, line in enumerate(text.splitlines()[:_LINES], 1):
        if len(line) > _LONGEST or line.lstrip()[:1] == "#":
            continue
        told = [found[1] for found in _MAKES.finditer(line)] if "mkdir" in line else []
        if is_image and (found := _IN_IMAGE.match(line)):
            told.append(found[1])
        if "mountPath" in line and (found := _MOUNTED.match(line)):
            told.append(found[1])
        for word in " ".join(told).split():
            place = word.strip("\"'[],").rstrip("/")
            if _PLAIN.fullmatch(place) and place not in _THERE:
                yield PreparedPlace(path=path, line=number, text=place)
        if is_script and "&" in line and (found := _STARTS.search(line)):
            yield PreparedPlace(path=path, line=number, text=found[1])
