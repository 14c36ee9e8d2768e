"""Programs and libraries of the operating system that packages need beside themselves, and that nothing in the repository installs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from debtscope.api import Facts, FileEntry
from debtscope.model.frozen import frozen
from debtscope.model.regex import regex
from debtscope_collectors.joins.facts import CodeBase
from debtscope_collectors.joins.images import is_development
from debtscope_collectors.joins.places import is_aside
from debtscope_collectors.joins.served import ServedCode, run_by
from debtscope_collectors.sources.ci.facts import CiWorkflow
from debtscope_collectors.sources.containers.facts import ContainerSpec, ImageBuild
from debtscope_collectors.sources.dependencies.facts import DependencyFile
from debtscope_collectors.sources.docs.facts import DocPage

_NEEDS: Final[Mapping[str, tuple[str, tuple[str, ...]]]] = {
    "pytesseract": ("tesseract", ("tesseract",)),
    "pdf2image": ("poppler", ("poppler",)),
    "pydub": ("ffmpeg", ("ffmpeg", "libav-tools")),
    "whisper": ("ffmpeg", ("ffmpeg",)),
    "pdfkit": ("wkhtmltopdf", ("wkhtmltopdf", "wkhtmltox")),
    "pyzbar": ("zbar", ("zbar",)),
    "magic": ("libmagic", ("libmagic", "file-devel")),
    "weasyprint": ("pango", ("pango", "weasyprint", "tesseract-ocr")),
    "graphviz": ("graphviz", ("graphviz",)),
}
"""Module -> (what it calls or loads, beginnings and parts of what names of packages say of it)."""
_GL: Final = ("libGL", ("libgl", "mesa", "opencv", "ffmpeg"))
"""What OpenCV with windows loads when it is imported, and slim images lack."""
_PLAIN: Final = regex(r"^(?:[\w.-]{1,80}/){0,3}(?:python|ubuntu|debian)(?:[:@]|$)")
_SLIM: Final = regex(r"^(?:[\w.-]{1,80}/){0,3}(?:python:[^@]{0,60}slim|debian:[^@]{0,60}slim|ubuntu)")
_PLACES: Final = regex(
    r"(?:^|/)(?:packages\.txt|Aptfile|apt\.txt|[^/]*\.nix|nixpacks\.toml|environment\.ya?ml|setup\.sh|install[^/]*\.sh)$"
)
"""Where platforms and people list what the operating system has to have."""


@frozen
class SystemPart:
    """One of them, with the import that needs it."""

    name: str
    module: str
    path: str
    line: int
    image: str
    """The Dockerfile that runs the program and installs it not; `` where nothing at all installs or names it."""


def system_parts(facts: Facts) -> Iterator[SystemPart]:
    """By path and line, each once."""
    code, served = facts.one(CodeBase), facts.one(ServedCode)
    if code is None or served is None or code.is_library:
        return
    builds = {build.path: build for build in facts.all(ImageBuild)}
    has_windows = _has_windows(facts)
    told = _told(facts, builds)
    seen: set[tuple[str, str]] = set()
    bundled = any(one.name == "python-magic-bin" for file in facts.all(DependencyFile) for one in file.requirements)
    for service in sorted(served.closures):
        if is_aside(service):
            continue
        image = run_by(code, service, ("docker:",)).partition(":")[2]
        build = builds.get(image)
        if image and (build is None or build.installs_unseen or is_development(image) or not _PLAIN.search(build.base)):
            continue
        for path in sorted(served.closures[service]):
            module = code.modules[path]
            for one in module.facts.imports if module.is_own and not is_aside(path) else ():
                top = one.module.partition(".")[0]
                name, words = _NEEDS.get(top, ("", ()))
                if top == "cv2" and has_windows and build is not None and _SLIM.search(build.base):
                    name, words = _GL
                if not name or one.is_guarded or (name, image) in seen or (bundled and top == "magic"):
                    continue
                seen.add((name, image))
                if build is not None:
                    lacks = not any(word in package for package in build.system_packages for word in words)
                else:
                    lacks = not any(word in told for word in words)
                if lacks:
                    yield SystemPart(name=name, module=one.module, path=path, line=one.line, image=image)


def _has_windows(facts: Facts) -> bool:
    """Whether the lists name OpenCV with windows, and none without."""
    names = {one.name for file in facts.all(DependencyFile) for one in file.requirements}
    return bool(names & {"opencv-python", "opencv-contrib-python"}) and not any(
        "opencv" in one and "headless" in one for one in names
    )


def _told(facts: Facts, builds: Mapping[str, ImageBuild]) -> str:
    """Everything that may install or name it where no image does: documents, CI, commands; a list of a platform names all."""
    if any(_PLACES.search(entry.path) for entry in facts.all(FileEntry)):
        return " ".join(word for _, words in (*_NEEDS.values(), _GL) for word in words)
    texts = [page.text for page in facts.all(DocPage)]
    texts += [command.text for flow in facts.all(CiWorkflow) for command in flow.commands]
    texts += [" ".join(spec.started) for spec in facts.all(ContainerSpec)]
    texts += [" ".join(build.system_packages) for build in builds.values()]
    return " ".join(texts).lower()
