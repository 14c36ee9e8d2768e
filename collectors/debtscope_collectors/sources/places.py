"""Paths, hosts and buckets in a text that exist on one machine or in one network."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from debtscope.model.regex import regex
from debtscope_collectors.sources import redact

_BEFORE: Final = r"(?:^|(?<=[\s\"'=,;(>@:])|(?<=:///))"
HOME: Final = regex(
    _BEFORE + r"/{1,2}(?:home|Users)/([A-Za-z0-9][A-Za-z0-9._-]{0,40})(?=[/\"'\s]|$)[^\s\"';,)]{0,120}"
    r"|(?<![A-Za-z])[A-Za-z]:[\\/]{1,4}(?:Users|Documents and Settings)[\\/]{1,4}([A-Za-z0-9][A-Za-z0-9._ -]{0,40})[\\/][^\"'\n]{0,120}"
)
_SHARED_USERS: Final = frozenset(
    {"jovyan", "ubuntu", "ec2-user", "airflow", "app", "user", "vscode", "runner", "appuser", "nonroot", "root",
     "gcpuser", "pi", "notebook-user", "circleci", "gitpod", "docker", "node", "spark", "hadoop", "sagemaker-user", "jenkins", "shared", "public",
     "default", "somebody", "username", "yourname", "your-name", "your_name", "me", "name", "you", "someone", "user1", "myuser",
     "model-server", "venv", "worker", "coder", "site", "all", "studio-lab-user", "azureuser", "kaggle", "trino",
     "<user>", "xxx", "www", "web", "python", "opc", "dev", "mlflow"}
)  # fmt: skip
_PATH: Final = regex(
    _BEFORE
    + r"/(?:mnt(?!/models(?:/|$))|srv|root(?!/\.)|media|Volumes|scratch|nfs|gpfs|dbfs)/[A-Za-z0-9_.-][^\s\"';,)]{0,120}"
    r"|^/data[0-9]{0,2}/[^\s\"';,)]{1,120}\.[a-z0-9]{2,8}$"  # without an ending it may be a route
)
_ROOTS: Final = ("/mnt/", "/srv/", "/root", "/media/", "/Volumes/", "/scratch/", "/nfs/", "/gpfs/", "/dbfs/", "/data")
_PLATFORM: Final = regex(r"^/(?:content|kaggle)/(?!(?:input|working)/?$)[A-Za-z0-9_.-][^\s\"';,)]{0,120}")
_DRIVE: Final = regex(
    r"^[A-Za-z]:(?:\\{1,2}|/)(?!Program|NVIDIA|Windows|CUDA|ProgramData)[A-Za-z0-9_][^\"'\n*?<>|]{2,120}$"
)
_ADDRESS: Final = regex(
    r"(?<![\d.])(?:10\.\d{1,3}\.\d{1,3}\.\d{1,3}|192\.168\.\d{1,3}\.\d{1,3}|172\.(?:1[6-9]|2\d|3[01])\.\d{1,3}\.\d{1,3})(?![\d.]|/\d)"
    r"|(?<=://)(?!127\.|0\.0\.0\.0)\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3}(?![\d.])"
)
_HOST: Final = regex(
    r"(?:https?|grpc|tcp|mongodb|postgres(?:ql)?|mysql|redis|amqp)(?:\+\w{1,20})?://(?:[^@\s/]{1,100}@)?"
    r"([a-z0-9-]{1,60}(?:\.[a-z0-9-]{1,60}){0,6}\.(?:internal|local|corp|lan|intra|intranet|private|localdomain))(?![\w.])",
    re.IGNORECASE,
)
_HOSTED: Final = regex(
    r"https?://([a-z0-9][a-z0-9.-]{0,80}\.(?:onrender\.com|herokuapp\.com|up\.railway\.app|fly\.dev|run\.app|ngrok(?:-free)?\.(?:app|dev|io)|loca\.lt"
    r"|trycloudflare\.com|azurewebsites\.net|azurecontainerapps\.io|execute-api\.[a-z0-9-]{5,20}\.amazonaws\.com|elb\.amazonaws\.com|awsapprunner\.com"
    r"|supabase\.co|cloud\.qdrant\.io|weaviate\.cloud|pinecone\.io|openai\.azure\.com|search\.windows\.net|azuredatabricks\.net|cloud\.databricks\.com"
    r"|koyeb\.app|pythonanywhere\.com|duckdns\.org))(?![\w.])",
    re.IGNORECASE,
)
"""Where a platform put one deployment of one account."""
_HOSTED_WORDS: Final = (
    "onrender.", "herokuapp.", "railway.app", "fly.dev", "run.app", "ngrok", "loca.lt", "trycloudflare", "azure", "amazonaws", "awsapprunner", "supabase.co",
    "qdrant.io", "weaviate.", "pinecone.io", "windows.net", "databricks.com", "koyeb.app", "pythonanywhere", "duckdns",
)  # fmt: skip
_OWN_FOLDER: Final = regex(
    r"^(?:~|\$HOME|\$\{HOME\}|%USERPROFILE%)[\\/](?:Downloads|Desktop|Documents|OneDrive|Dropbox|Pictures)(?:[\\/][^\s\"';,)]{1,120})"
)
"""The folder into which somebody's browser puts what they download, in whosever home."""
_BUCKET: Final = regex(
    r"(?:^|(?<=[\s\"'=]))(?:s3[an]?|gs|abfss?|wasbs?|adl)://([a-z0-9][a-z0-9._@-]{2,80})(?=[/\"'\s]|$)", re.IGNORECASE
)
_JDBC: Final = regex(r"\bjdbc:[a-z]{2,20}:(?://|thin:@)([A-Za-z0-9._-]{2,80})")
_PUBLIC: Final = regex(
    r"public|open-?data|your|my-?|some|example|sample|dummy|bucket(?:-name)?$|<|xxx|nyc-tlc|landsat|sentinel|noaa|h2o-|dask-|anaconda|mlflow-?$|test|offline|placeholder|fake|mock"
    r"|localhost|host\.docker",
    re.IGNORECASE,
)


def bound_places(text: str) -> Iterator[tuple[str, str]]:
    """(kind, text) of every such place: home, path, platform, drive, address, host, bucket, database.

    Each pattern is asked only where a text holds what it begins with.
    """
    homes = 0
    if "/home/" in text or "Users" in text or "Documents and Settings" in text:
        for found in HOME.finditer(text):
            homes += 1
            user = (found[1] or found[2] or "").lower()
            yield ("path" if user in _SHARED_USERS else "home"), found[0].strip().lstrip(":")
    if not homes and text[:1] in "~$%" and (found := _OWN_FOLDER.match(text)):
        homes += 1
        yield "home", found[0]
    if not homes:
        if text.startswith(("/content/", "/kaggle/")):
            if found := _PLATFORM.match(text):
                yield "platform", found[0]
        elif text[1:2] == ":" and (found := _DRIVE.match(text)):
            yield "drive", found[0]
        elif any(one in text for one in _ROOTS):
            for found in _PATH.finditer(text):
                yield "path", found[0]
    if "10." in text or "172." in text or "192.168." in text or "://" in text:
        for found in _ADDRESS.finditer(text):
            yield "address", found[0]
    if "://" in text or "jdbc:" in text:
        for kind, pattern in (("host", _HOST), ("bucket", _BUCKET), ("database", _JDBC)):
            for found in pattern.finditer(text):
                if not _PUBLIC.search(found[1]):
                    yield kind, redact.without_user(found[0])
        if any(one in text for one in _HOSTED_WORDS):
            for found in _HOSTED.finditer(text):
                if not _PUBLIC.search(found[1]):
                    yield "host", found[0]


_SETS_HOME: Final = regex(r"\bHOME=[\"']?.?$")
"""A service's own home, which the line itself makes."""


_MOUNTS: Final = regex(r"(?:^|\s)(?:-v|--volume)[ =][^\s:]{1,300}:/?$")


def personal_homes(text: str, *, is_manifest: bool = False) -> Iterator[tuple[int, str]]:
    """(line, path) of every path in somebody's own home folder, in a text of any kind.

    In a container's manifest only what is mounted from the host counts: users inside an image are nobody's.
    """
    if "/home/" not in text and "/Users/" not in text and "Users\\" not in text:
        return
    for number, line in enumerate(text.splitlines(), 1):
        body = line.strip()
        if (
            len(line) > 1000
            or body[:1] in "#;"
            or body.startswith("prefix:")
            or ("home" not in line and "Users" not in line)
        ):
            continue
        for found in HOME.finditer(body.partition(" #")[0]):
            before = body[: found.start() + 1]
            if (found[1] or found[2] or "").lower() in _SHARED_USERS or _SETS_HOME.search(before):
                continue
            if _MOUNTS.search(before):
                continue  # where a container has what is mounted
            if not is_manifest or (":/" in found[0] and body[found.start() - 1 : found.start()] != ":"):
                yield number, found[0].strip()
