"""What the commands of a page tell its readers to make."""

from __future__ import annotations

from typing import Final

_MAKERS: Final = frozenset({"cp", "mv", "ln", "touch"})
_PROMPT: Final = "$>% \t"


def makes(text: str, name: str) -> bool:
    """Whether a line is a command that puts a file of this name somewhere (`$ cp ~/.kube/config cluster.conf`)."""
    if name not in text:
        return False
    for line in text.splitlines():
        words = line.strip().lstrip(_PROMPT).removeprefix("sudo ").split() if line.rstrip("` \t").endswith(name) else []
        if len(words) > 1 and words[0] in _MAKERS and words[-1].rstrip("`").rpartition("/")[2] == name:
            return True
    return False
