"""What is known of vulnerable machine-learning packages and of Python versions past their end: a small table, with its date.

It is no vulnerability database. It holds what an attacker reaches through a model, a tracking server or a served endpoint, and
ages: `caution` tells how far it may still be trusted. Ranges are those of the PyPA advisory database (to October 2024) and of
the NVD or the project's own notes (since), read on `TABLE_DATE`; ends of Python are the Python Developer's Guide's, those of
systems their makers' (Debian wiki's LTS page, Ubuntu's and CentOS' release pages).
"""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Final

from packaging.specifiers import InvalidSpecifier, SpecifierSet
from packaging.version import InvalidVersion, Version

from debtscope.api import Confidence
from debtscope.model.frozen import frozen
from debtscope.model.regex import regex

TABLE_DATE: Final = date(2026, 11, 21)
_FRESH: Final = timedelta(days=365)
_STALE: Final = timedelta(days=3 * 365)


@frozen
class Advisory:
    """One range of versions of one package."""

    package: str
    affected: str
    """Specifier of the affected versions."""
    fixed: str
    ids: tuple[str, ...]
    published: date
    what: str
    reached_by: tuple[str, ...] = ()
    """Ends of dotted calls that must be in the code for it to matter; empty where the package alone is enough."""
    relied_on: str = ""
    """The option whose protection is broken: mild where no call gives it."""
    is_mild: bool = False
    """It takes more than loading the file, or less than code is won."""
    is_server: bool = False
    """Only who runs the package's server or UI is exposed."""


ADVISORIES: Final = (
    Advisory(
        package="mlflow", affected="<2.9.2", fixed="2.9.2", ids=("CVE-2023-6909", "CVE-2023-6831"), published=date(2023, 12, 18),
        what="the tracking server reads and deletes files outside its store", is_server=True,
    ),
    Advisory(
        package="torch", affected=">=1.13.0,<2.6.0", fixed="2.6.0", ids=("CVE-2025-32434",), published=date(2025, 4, 18),
        what="torch.load runs code from a file even with weights_only", reached_by=("torch.load",), relied_on="weights_only",
    ),
    Advisory(
        package="torch", affected=">=2.6.0,<2.10.0", fixed="2.10.0", ids=("CVE-2026-24747",), published=date(2026, 1, 27),
        what="torch.load with weights_only can be made to corrupt memory", reached_by=("torch.load",), is_mild=True,
    ),
    Advisory(
        package="keras", affected=">=3.0.0,<3.9.0", fixed="3.11.0", ids=("CVE-2025-1550", "CVE-2025-8747"), published=date(2025, 3, 11),
        what="loading a .keras file runs code even in safe mode", reached_by=("models.load_model", "saving.load_model"),
    ),
    Advisory(
        package="keras", affected=">=3.9.0,<3.11.0", fixed="3.11.0", ids=("CVE-2025-8747",), published=date(2025, 8, 11),
        what="loading a .keras file runs code even in safe mode", reached_by=("models.load_model", "saving.load_model"),
    ),
    Advisory(
        package="transformers", affected=">=4.56.0,<5.3.0", fixed="5.3.0", ids=("CVE-2026-4372",), published=date(2026, 5, 24),
        what="from_pretrained runs code that a model's configuration names", reached_by=("from_pretrained", "transformers.pipeline"),
    ),
    Advisory(
        package="gradio", affected="<4.14.0", fixed="4.14.0", ids=("CVE-2023-51449", "CVE-2023-6572"), published=date(2023, 12, 22),
        what="a served app gives files of its host away",
    ),
    Advisory(
        package="ray", affected="<2.8.1", fixed="2.8.1", ids=("CVE-2023-6019", "CVE-2023-6020", "CVE-2023-6021"),
        published=date(2023, 11, 16), what="the dashboard runs commands and reads files for anybody", is_server=True,
    ),
    Advisory(
        package="bentoml", affected=">=1.3.4,<1.4.3", fixed="1.4.3", ids=("CVE-2025-27520",), published=date(2025, 4, 4),
        what="a request to the service can run code",
    ),
    Advisory(
        package="joblib", affected="<1.2.0", fixed="1.2.0", ids=("CVE-2022-21797",), published=date(2022, 9, 26),
        what="pre_dispatch of Parallel is evaluated as code", reached_by=("Parallel",),
    ),
    Advisory(
        package="onnx", affected="<1.13.0", fixed="1.13.0", ids=("CVE-2022-25882",), published=date(2023, 1, 26),
        what="loading a model reads files that it names", reached_by=("onnx.load", "onnx.load_model"),
    ),
    Advisory(
        package="pillow", affected="<9.0.0", fixed="9.0.0", ids=("CVE-2022-22817",), published=date(2022, 1, 10),
        what="ImageMath.eval runs any expression", reached_by=("ImageMath.eval",),
    ),
    Advisory(
        package="pillow", affected="<10.0.1", fixed="10.0.1", ids=("CVE-2023-4863",), published=date(2023, 9, 15),
        what="the libwebp inside its wheels lets a crafted picture write over memory",
        reached_by=("Image.open",),
    ),
    Advisory(
        package="python-jose", affected="<3.4.0", fixed="3.4.0", ids=("CVE-2024-33663", "CVE-2024-33664"), published=date(2024, 4, 26),
        what="tokens can be forged where keys are confused, and one token can fill the memory",
    ),
    Advisory(
        package="python-multipart", affected="<0.0.18", fixed="0.0.18", ids=("CVE-2024-53981",), published=date(2024, 12, 2),
        what="a crafted upload keeps the service busy",
    ),
    Advisory(
        package="fastapi", affected="<0.109.1", fixed="0.109.1", ids=("CVE-2024-24762",), published=date(2024, 2, 5),
        what="a crafted form keeps the service busy", reached_by=("Form", "File", "UploadFile"),
    ),
    Advisory(
        package="gunicorn", affected="<22.0.0", fixed="22.0.0", ids=("CVE-2024-1135",), published=date(2024, 4, 16),
        what="requests can be smuggled past the proxy", is_mild=True,
    ),
    Advisory(
        package="scikit-learn", affected="<1.5.0", fixed="1.5.0", ids=("CVE-2024-5206",), published=date(2024, 6, 6),
        what="a stored vectoriser keeps words of the training texts", reached_by=("TfidfVectorizer", "CountVectorizer"), is_mild=True,
    ),
    Advisory(
        package="tensorflow", affected="<2.0", fixed="2.x", ids=("end of life",), published=date(2021, 11, 5),
        what="TensorFlow 1 gets no fixes; its known memory faults stay",
    ),
    Advisory(
        package="tensorflow", affected=">=2.0,<2.4.4", fixed="2.4.4", ids=("CVE-2021-41219", "CVE-2021-41221"),
        published=date(2021, 11, 5), what="crafted models and inputs corrupt memory",
    ),
    Advisory(
        package="tensorflow", affected=">=2.5.0,<2.5.2", fixed="2.5.2", ids=("CVE-2021-41219", "CVE-2021-41221"),
        published=date(2021, 11, 5), what="crafted models and inputs corrupt memory",
    ),
    Advisory(
        package="tensorflow", affected=">=2.6.0,<2.6.1", fixed="2.6.1", ids=("CVE-2021-41219", "CVE-2021-41221"),
        published=date(2021, 11, 5), what="crafted models and inputs corrupt memory",
    ),
    Advisory(
        package="vllm", affected="<0.7.0", fixed="0.7.0", ids=("CVE-2025-24357",), published=date(2025, 1, 27),
        what="loading a model from a hub unpickles its weights, and what they hold may run", is_mild=True,
    ),
)  # fmt: skip

PYTHON_ENDS: Final = {
    "2.7": date(2020, 1, 1), "3.5": date(2020, 9, 30), "3.6": date(2021, 12, 23), "3.7": date(2023, 6, 27), "3.8": date(2024, 10, 7),
    "3.9": date(2025, 10, 31), "3.10": date(2026, 10, 31), "3.11": date(2027, 10, 31), "3.12": date(2028, 10, 31),
    "3.13": date(2029, 10, 31), "3.14": date(2030, 10, 31),
}  # fmt: skip
"""Minor version -> last day of security fixes; those to come are the planned ones."""

SYSTEM_ENDS: Final = (
    (regex(r"(?:^|[-:/])(?:jessie|debian:8)\b"), "Debian 8", date(2020, 6, 30)),
    (regex(r"(?:^|[-:/])(?:stretch|debian:9)\b"), "Debian 9", date(2022, 6, 30)),
    (regex(r"(?:^|[-:/])(?:buster|debian:10)\b"), "Debian 10", date(2024, 6, 30)),
    (regex(r"(?:^|[-:/])(?:bullseye|debian:11)\b"), "Debian 11", date(2026, 8, 31)),
    (regex(r"\b(?:ubuntu[:-]?16\.04|xenial)\b"), "Ubuntu 16.04", date(2021, 4, 30)),
    (regex(r"\b(?:ubuntu[:-]?18\.04|bionic)\b"), "Ubuntu 18.04", date(2023, 5, 31)),
    (regex(r"\b(?:ubuntu[:-]?20\.04|focal)\b"), "Ubuntu 20.04", date(2025, 5, 31)),
    (regex(r"\bcentos:?7\b"), "CentOS 7", date(2024, 6, 30)),
    (regex(r"\bcentos:?8\b"), "CentOS 8", date(2021, 12, 31)),
)
"""How an image's name tells the system in it -> its name and the last day of fixes that nobody pays for (Debian's with its LTS)."""


def system_end(image: str, as_of: date) -> tuple[str, date] | None:
    """(system, its end) of an image whose name tells a system that has ended; None for all others."""
    found = next(((name, end) for pattern, name, end in SYSTEM_ENDS if pattern.search(image)), None)
    return found if found is not None and found[1] < as_of else None


def numbers_of(version: str) -> tuple[int, ...]:
    """To order versions by: `3.10` after `3.9`."""
    return tuple(int(part) for part in re.findall(r"\d+", version)[:4])


def python_end(minor: str, as_of: date) -> date | None:
    """When a minor version of Python ended; None while it is supported or where the table does not know it."""
    end = PYTHON_ENDS.get(minor)
    return end if end is not None and end < as_of else None


def advisories(package: str, version: str, as_of: date) -> list[Advisory]:
    """What is known of one version, as of a day."""
    found: list[Advisory] = []
    for one in ADVISORIES:
        if one.package == package and one.published <= as_of and _within(one.affected, version):
            found.append(one)
    return found


def _within(affected: str, version: str) -> bool:
    try:
        return Version(version) in SpecifierSet(affected, prereleases=True)
    except (InvalidVersion, InvalidSpecifier):
        return False


def caution(as_of: date) -> Confidence | None:
    """How sure one may be of the table: None (as sure as the rule) for a year, then medium, after three years low."""
    age = as_of - TABLE_DATE
    if age <= _FRESH:
        return None
    return Confidence.MEDIUM if age <= _STALE else Confidence.LOW


_ENDED_ACTIONS: Final = {
    ("actions/upload-artifact", 3): date(2025, 1, 30), ("actions/upload-artifact", 2): date(2024, 6, 30), ("actions/upload-artifact", 1): date(2024, 6, 30),
    ("actions/download-artifact", 3): date(2025, 1, 30), ("actions/download-artifact", 2): date(2024, 6, 30), ("actions/download-artifact", 1): date(2024, 6, 30),
    ("actions/upload-pages-artifact", 2): date(2025, 1, 30), ("actions/upload-pages-artifact", 1): date(2025, 1, 30),
    ("actions/cache", 2): date(2025, 3, 1), ("actions/cache", 1): date(2025, 3, 1),
}  # fmt: skip
"""Majors of GitHub's own actions from whose day on a job that calls them fails (GitHub changelog, 2024-02-13, 2024-04-16 and 2024-12-05; that for pages
calls upload-artifact@v3 before its own v3)."""


def action_end(name: str, major: int, as_of: date) -> date | None:
    """The day on which GitHub switched an action's major version off, where that day has come."""
    end = _ENDED_ACTIONS.get((name, major))
    return end if end is not None and end <= as_of else None


_ENDED_RUNNERS: Final = {
    "ubuntu-16.04": date(2021, 9, 20), "ubuntu-18.04": date(2023, 4, 3), "ubuntu-20.04": date(2025, 4, 15),
    "macos-10.15": date(2022, 8, 30), "macos-11": date(2024, 6, 28), "macos-12": date(2024, 12, 3), "macos-13": date(2025, 12, 4),
    "windows-2016": date(2022, 3, 15), "windows-2019": date(2025, 6, 30),
}  # fmt: skip
"""Machines that GitHub has taken away: a job that asks for one fails or waits for ever (GitHub changelog; actions/runner-images, announcements)."""


def runner_end(label: str, as_of: date) -> date | None:
    """The day on which GitHub took a machine away, where that day has come."""
    end = _ENDED_RUNNERS.get(label.lower())
    return end if end is not None and end <= as_of else None
