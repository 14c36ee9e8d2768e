"""Models and datasets that a line of shell, or an address in code, takes from a hub at a name that its owner can move."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from debtscope.model.regex import regex

HUB: Final = "huggingface.co/"
_NAME: Final = r"((?!spaces/|datasets/|docs/|api/|blog/)[A-Za-z0-9][\w.-]{0,95}/[\w.-]{1,95}?)"
_FILE: Final = regex(
    rf"https?://(?:www\.)?huggingface\.co/(datasets/)?{_NAME}/resolve/([\w.-]{{1,80}})/([^\s\"'?;&|,)]{{1,300}})"
)
_CLONE: Final = regex(
    rf"\bgit (?:lfs )?clone\b[^\n;&|]{{0,200}}?https?://(?:[^\s/@]{{1,100}}@)?huggingface\.co/(datasets/)?{_NAME}(?:\.git)?(?=[\s\"';&|)]|$)"
)
_TOOL: Final = regex(
    rf"\b(?:huggingface-cli|hf) download\b(?:[ \t]+--?[\w-]+(?:[ =][^\s-][^\s]*)?){{0,4}}?[ \t]+[\"']?{_NAME}(?=[\s\"';&|)]|$)([^\n;&|]{{0,300}})"
)
_REVISION: Final = regex(r"--revision[ =][\"']?([\w./-]{1,80})")
_CHECKED_OUT: Final = regex(r"\bgit (?:-C \S{1,80} )?(?:checkout|reset --hard|switch --detach) +[0-9a-f]{7,40}\b")
COMMIT: Final = regex(r"^[0-9a-f]{40}$")
_PASSED_OVER: Final = regex(r"^[ \t]{0,40}(?:#|//)|\b(?:echo|printf)\b")
_CUES: Final = ("huggingface", "hf download")
_OF_MODEL: Final = regex(
    r"\.(?:bin|pt|pth|ckpt|pkl|pickle|joblib|th|safetensors|gguf|ggml|onnx|h5|keras|tflite|zip|tar|tgz|gz|whl|csv|parquet|jsonl?|txt|model|spm|xml)$",
    2,
)


def in_line(line: str) -> Iterator[tuple[str, str, str]]:
    """(name, revision as it stands there, file) of what a line fetches without a commit."""
    for found in _FILE.finditer(line):
        is_named_later = any(sign in found[4] for sign in "{$%")
        if not COMMIT.match(found[3]) and (is_named_later or _OF_MODEL.search(found[4].rstrip("`"))):
            yield found[2], found[3], found[4]
    for found in _CLONE.finditer(line):
        yield found[2].removesuffix(".git"), "", ""
    for found in _TOOL.finditer(line):
        said = _REVISION.search(found[2])
        if said is None or not COMMIT.match(said[1]):
            yield found[1], said[1] if said else "", ""


def in_commands(source: str) -> Iterator[tuple[int, str, str, str, str]]:
    """(line number, name, revision, file, line) of a file of commands; a clone that a commit is checked out of is fixed."""
    if not any(cue in source for cue in _CUES):
        return
    is_checked_out = _CHECKED_OUT.search(source) is not None
    joined, first = "", 0
    for number, line in enumerate(source.splitlines()[:5_000], 1):
        if _PASSED_OVER.search(line):
            continue
        first = first if joined else number
        joined = f"{joined} {line.strip()}".strip()
        if joined.endswith("\\") and len(joined) < 2_000:
            joined = joined[:-1]
            continue
        for name, revision, file in in_line(joined[:4_000]):
            if not (is_checked_out and not file and "clone" in joined):
                yield first, name, revision, file, joined[:160]
        joined = ""
