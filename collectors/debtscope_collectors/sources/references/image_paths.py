"""Where the files of an image come from: what `COPY` puts below another name, and the folder in which its commands run."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Sequence
from typing import Final

from debtscope.model.frozen import frozen
from debtscope.model.regex import regex

_LINE: Final = regex(r"[ \t]{0,4}(WORKDIR|COPY|ADD)[ \t]+((?:--\S{1,200}[ \t]+){0,5})([^\n\\$*?\[]{1,400})")
_MOST: Final = 200


@frozen
class Layer:
    """From one line on: the folder in which commands run, or one source that lies at a place of the image."""

    line: int
    workdir: str = ""
    source: str = ""
    place: str = ""


def layers(source: str) -> tuple[Layer, ...]:
    """WORKDIR, COPY and ADD of a Dockerfile in its order, but for what comes from other stages, and names with variables or patterns."""
    found: list[Layer] = []
    workdir = "/"
    for number, text in enumerate(source.splitlines()[:5_000], 1):
        match = _LINE.fullmatch(text.rstrip()) if text.lstrip()[:1] in ("W", "C", "A") else None
        if match is None or "--from" in match[2] or len(found) >= _MOST:
            continue
        words = [word.strip("\"'") for word in match[3].split()]
        place = posixpath.normpath(posixpath.join(workdir, words[-1]))
        if match[1] == "WORKDIR":
            workdir = place
            found.append(Layer(line=number, workdir=place))
            continue
        for word in words[:-1]:
            is_below = words[-1].endswith("/") and "." in posixpath.basename(word.rstrip("."))
            at = posixpath.join(place, posixpath.basename(word)) if is_below else place
            found.append(Layer(line=number, source=word.lstrip("/") or ".", place=at))
    return tuple(found)


def origins(name: str, line: int, known: Sequence[Layer]) -> Iterator[str]:
    """What a name in a line of the Dockerfile is called in the folder from which the image is built."""
    workdir = next((one.workdir for one in reversed(known) if one.workdir and one.line < line), "/")
    meant = posixpath.normpath(posixpath.join(workdir, name))
    for one in known:
        if one.workdir or one.line > line:
            continue
        if meant == one.place:
            yield posixpath.normpath(one.source)
        elif meant.startswith(f"{one.place.rstrip('/')}/"):
            yield posixpath.normpath(posixpath.join(one.source, meant[len(one.place.rstrip("/")) + 1 :]))
