"""GET and POST of JSON to the one server that the user named: bounded in time, bytes and redirects; standard library only."""

from __future__ import annotations

import base64
import http.client
import json
import os
import socket
import time
import urllib.error
import urllib.request
from collections.abc import Mapping
from typing import IO, cast
from urllib.parse import urlsplit, urlunsplit

from debtscope.api import UsageError
from debtscope_collectors.sources.shape import mapping

REQUEST_SECONDS = 20.0
TOTAL_SECONDS = 120.0
MAX_ANSWER = 64 * 1024 * 1024
MAX_TOTAL = 512 * 1024 * 1024
_CHUNK = 256 * 1024
_LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})
_HINT_LOGIN = "set MLFLOW_TRACKING_USERNAME and MLFLOW_TRACKING_PASSWORD, or MLFLOW_TRACKING_TOKEN"


class OutOfBudget(Exception):
    """Time or bytes for this server are used up; what was read until then stands."""


class Missing(UsageError):
    """The server has no such thing (404)."""


class _Elsewhere(Exception):
    """A redirect to another address."""


class _SameHost(urllib.request.HTTPRedirectHandler):
    """Follows a redirect only to the very server that was asked, so that no credential goes elsewhere."""

    def redirect_request(
        self,
        req: urllib.request.Request,
        fp: IO[bytes],
        code: int,
        msg: str,
        headers: http.client.HTTPMessage,
        newurl: str,
    ) -> urllib.request.Request | None:
        old, new = urlsplit(req.full_url), urlsplit(newurl)
        if (old.scheme, old.netloc) != (new.scheme, new.netloc) or req.data is not None:
            raise _Elsewhere(f"{new.scheme}://{new.hostname or ''}")
        return super().redirect_request(req, fp, code, msg, headers, newurl)


def address_of(url: str) -> str:
    """The address as it may be shown and kept: without user information, query and fragment."""
    parts = urlsplit(url)
    host = parts.netloc.rpartition("@")[2]
    return urlunsplit((parts.scheme, host, parts.path.rstrip("/"), "", ""))


class Server:
    """A tracking server that the user named. Raises UsageError where it does not answer as one."""

    def __init__(self, url: str, *, seconds: float = TOTAL_SECONDS, request_seconds: float = REQUEST_SECONDS) -> None:
        parts = urlsplit(url)
        if not parts.hostname:
            raise UsageError(f"{address_of(url)}: no host", "name a server as http://host:port")
        self.address = address_of(url)
        self._headers = {
            "Accept": "application/json",
            "User-Agent": "debtscope",
            **_login(parts.username, parts.password),
        }
        self._request_seconds = request_seconds
        self._ends = time.monotonic() + seconds
        self._left = MAX_TOTAL
        handlers: list[urllib.request.BaseHandler] = [_SameHost()]
        if parts.hostname in _LOOPBACK:
            handlers.append(urllib.request.ProxyHandler({}))
        self._opener = urllib.request.build_opener(*handlers)

    def get(self, path: str) -> Mapping[str, object]:
        """The answer to a GET below the address."""
        return self._ask(urllib.request.Request(f"{self.address}/{path}", headers=self._headers))

    def post(self, path: str, body: Mapping[str, object]) -> Mapping[str, object]:
        """The answer to a POST of JSON below the address."""
        headers = {**self._headers, "Content-Type": "application/json"}
        data = json.dumps(body).encode()
        return self._ask(urllib.request.Request(f"{self.address}/{path}", data=data, headers=headers, method="POST"))

    def _ask(self, request: urllib.request.Request) -> Mapping[str, object]:
        wait = min(self._request_seconds, self._ends - time.monotonic())
        if wait <= 0 or self._left <= 0:
            raise OutOfBudget
        try:
            with self._opener.open(request, timeout=wait) as answer:
                text = self._body(cast("IO[bytes]", answer), time.monotonic() + wait)
        except urllib.error.HTTPError as error:
            raise self._refused(error) from None
        except _Elsewhere as error:
            raise UsageError(
                f"{self.address}: sends on to {error}, which is not followed", "name that address"
            ) from None
        except (TimeoutError, urllib.error.URLError, OSError, http.client.HTTPException, ValueError) as error:
            raise self._silent(error) from None
        return self._document(text)

    def _body(self, answer: IO[bytes], ends: float) -> bytes:
        """The whole answer, read in pieces: a server that drips is given up like one that is silent."""
        parts: list[bytes] = []
        size = 0
        read = getattr(answer, "read1", answer.read)
        while part := cast("bytes", read(_CHUNK)):
            parts.append(part)
            size += len(part)
            if size > MAX_ANSWER:
                raise UsageError(f"{self.address}: an answer of more than {MAX_ANSWER // 1024 // 1024} MB", "")
            if time.monotonic() > ends:
                raise TimeoutError
        self._left -= size
        return b"".join(parts)

    def _document(self, text: bytes) -> Mapping[str, object]:
        try:
            document = cast("object", json.loads(text, parse_constant=lambda _: None))
        except (ValueError, RecursionError):
            document = None
        if not isinstance(document, dict):
            raise UsageError(f"{self.address}: no MLflow tracking server answers there", "check the address")
        return mapping(cast("object", document))

    def _refused(self, error: urllib.error.HTTPError) -> UsageError:
        if error.code in (401, 403, 407):
            return UsageError(f"{self.address}: asks for a login (HTTP {error.code})", _HINT_LOGIN)
        if error.code == 404:
            return Missing(f"{self.address}: no MLflow tracking server answers there (HTTP 404)", "check the address")
        return UsageError(
            f"{self.address}: answers with HTTP {error.code}",
            "look at the server's log, or name a copy of its database",
        )

    def _silent(self, error: Exception) -> UsageError:
        reason = error.reason if isinstance(error, urllib.error.URLError) else error
        if isinstance(reason, TimeoutError):
            return UsageError(f"{self.address}: no answer within {self._request_seconds:.0f} s", "is the server up?")
        if isinstance(reason, ConnectionRefusedError):
            return UsageError(f"{self.address}: connection refused", "is the server up?")
        if isinstance(reason, socket.gaierror):
            return UsageError(f"{self.address}: no such host", "check the address")
        return UsageError(f"{self.address}: no answer ({type(reason).__name__})", "is the server up?")


def _login(user: str | None, password: str | None) -> dict[str, str]:
    """The header of a login, from the address or the variables that MLflow's own client reads; never kept elsewhere."""
    user = user or os.environ.get("MLFLOW_TRACKING_USERNAME")
    password = password or os.environ.get("MLFLOW_TRACKING_PASSWORD")
    if user and password is not None:
        return {"Authorization": "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode()}
    token = os.environ.get("MLFLOW_TRACKING_TOKEN")
    return {"Authorization": f"Bearer {token}"} if token and token.isprintable() else {}
