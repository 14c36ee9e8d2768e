"""A stub of `mlflow server` on loopback that answers with the real server's recorded answers, page by page."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Generator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

CORPUS = Path(__file__).parent / "corpora" / "mlflow"
Answer = tuple[int, Mapping[str, str], bytes]
Handler = Callable[["Stub", str, Mapping[str, Any], Mapping[str, str]], Answer | None]


@dataclass(slots=True)
class Stub:
    """What the stub holds, and what it was asked."""

    runs: list[dict[str, Any]] = field(default_factory=list[dict[str, Any]])
    models: list[dict[str, Any]] = field(default_factory=list[dict[str, Any]])
    asked: list[tuple[str, Mapping[str, str]]] = field(default_factory=list[tuple[str, Mapping[str, str]]])
    """(path, headers) of every request."""
    handler: Handler | None = None
    """Answers instead, where it returns something."""
    url: str = ""

    def answer(self, path: str, query: Mapping[str, Any], headers: Mapping[str, str]) -> Answer:
        """What the real server answers."""
        self.asked.append((path, headers))
        told = self.handler(self, path, query, headers) if self.handler else None
        if told is not None:
            return told
        match path.removeprefix("/api/2.0/mlflow/"):
            case "experiments/search":
                found = sorted({run["info"]["experiment_id"] for run in self.runs})
                rows = [{"experiment_id": one, "name": f"exp-{one}", "lifecycle_stage": "active"} for one in found]
                return self._page("experiments", rows, query)
            case "runs/search":
                wanted = set(query.get("experiment_ids", []))
                return self._page("runs", [r for r in self.runs if r["info"]["experiment_id"] in wanted], query)
            case "runs/get":
                rows = [run for run in self.runs if run["info"]["run_id"] == query["run_id"]]
                return ok({"run": rows[0]}) if rows else (404, {}, b'{"error_code": "RESOURCE_DOES_NOT_EXIST"}')
            case "registered-models/search":
                return self._page("registered_models", self.models, query)
            case "model-versions/search":
                return self._page(
                    "model_versions", [v for m in self.models for v in m.get("latest_versions", [])], query
                )
            case _:
                return 404, {}, b"{}"

    @staticmethod
    def _page(name: str, rows: list[dict[str, Any]], query: Mapping[str, Any]) -> Answer:
        start, size = int(query.get("page_token") or 0), int(query.get("max_results") or 100)
        page: dict[str, Any] = {name: rows[start : start + size]} if rows[start : start + size] else {}
        return ok({**page, "next_page_token": str(start + size)} if start + size < len(rows) else page)


def ok(document: object) -> Answer:
    """An answer of JSON."""
    return 200, {"Content-Type": "application/json"}, json.dumps(document).encode()


def recorded() -> Stub:
    """The answers that a real server of 3.17.2 gave."""
    runs = json.loads((CORPUS / "rest-runs-search.json").read_text())["runs"]
    models = json.loads((CORPUS / "rest-registered-models-search.json").read_text())["registered_models"]
    return Stub(runs=runs, models=models)


@contextmanager
def serving(stub: Stub) -> Generator[Stub]:
    """The stub at an address of its own."""

    class Request(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            self._send(stub.answer(parts.path, {k: v[0] for k, v in parse_qs(parts.query).items()}, dict(self.headers)))

        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            self._send(stub.answer(self.path, body, dict(self.headers)))

        def _send(self, answer: Answer) -> None:
            status, headers, body = answer
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            try:
                self.wfile.write(body)
            except OSError:  # the reader had enough
                return

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class's own word
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Request)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    stub.url = f"http://127.0.0.1:{server.server_address[1]}"
    try:
        yield stub
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
