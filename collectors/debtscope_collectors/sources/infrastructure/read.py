"""Reads Terraform, proxies of nginx and the triggers of Azure's functions. Kubernetes objects and compose services come from the reader of containers, which has them parsed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from debtscope.api import (
    Collector,
    Diagnostic,
    DiagnosticSeverity,
    SourceReport,
    SourceStatus,
    Unreadable,
    Workspace,
)
from debtscope.model.figures import counted
from debtscope.model.regex import regex
from debtscope_collectors.sources import redact
from debtscope_collectors.sources.infrastructure.facts import FunctionTrigger, InfraResource, InfraSetting
from debtscope_collectors.sources.infrastructure.hcl import Block, blocks, literal
from debtscope_collectors.sources.shape import mapping, sequence, text
from debtscope_collectors.sources.values import inside

_MAX_FILES: Final = 3000
_MAX_BYTES: Final = 1024 * 1024
_MAX_SETTINGS: Final = 400
_MAX_LINES: Final = 5000
_DIRECTIVE: Final = regex(
    r"\s*(auth_basic|auth_request|auth_jwt|limit_req|limit_conn|client_max_body_size|ssl_verify_client|allow|deny|proxy_pass|listen|server_name)\s+([^;#]{1,300})"
)


class InfrastructureCollector:
    """Declared infrastructure."""

    name = "infrastructure"
    is_pure = True
    kind = "infrastructure as code"
    how = "Commit the Terraform files that make the buckets, networks and databases of the system."
    provides = (InfraResource, FunctionTrigger)

    def collect(self, workspace: Workspace) -> Iterator[object]:
        """An InfraResource per block of Terraform that declares or sets something, and per proxy; a FunctionTrigger per function of Azure's."""
        count, first = 0, ""
        for entry in workspace.find("*.tf")[:_MAX_FILES]:
            try:
                if entry.size > _MAX_BYTES:
                    raise Unreadable("larger than 1 MiB")
                found = list(_resources(entry.path, workspace.text(entry.path)))
            except Unreadable as error:
                yield Diagnostic(
                    severity=DiagnosticSeverity.WARNING, collector=self.name, path=entry.path, message=error.message
                )
                continue
            count += 1
            first = first or entry.path
            yield from found
        yield from self._proxies(workspace)
        yield from _triggers(workspace)
        if count:
            yield SourceReport(
                collector=self.name, kind=self.kind, location=first, status=SourceStatus.READ,
                detail=counted(count, "file"), read_files=count,
            )  # fmt: skip

    def _proxies(self, workspace: Workspace) -> Iterator[object]:
        """Configurations of nginx that hand requests on: what they ask of those who come."""
        for entry in workspace.find("*.conf", "nginx*.conf.template")[:_MAX_FILES]:
            if entry.size > _MAX_BYTES:
                continue
            try:
                source = workspace.text(entry.path)
            except Unreadable as error:
                yield Diagnostic(
                    severity=DiagnosticSeverity.WARNING, collector=self.name, path=entry.path, message=error.message
                )
                continue
            if "proxy_pass" in source:
                yield InfraResource(
                    tool="nginx", type="server", name=entry.path.rpartition("/")[2], path=entry.path, line=1,
                    settings=tuple(_directives(source)),
                )  # fmt: skip


def _triggers(workspace: Workspace) -> Iterator[FunctionTrigger]:
    """What does not parse or has no trigger by HTTP is none."""
    for entry in workspace.find("function.json")[:_MAX_FILES]:
        try:
            source = workspace.text(entry.path) if entry.size <= _MAX_BYTES else ""
            told = mapping(workspace.json(entry.path) if "httpTrigger" in source else None)
        except Unreadable:
            continue
        for one in map(mapping, sequence(told.get("bindings"))):
            if one.get("type") == "httpTrigger":
                at = next((n for n, line in enumerate(source.splitlines(), 1) if "authLevel" in line), 1)
                yield FunctionTrigger(
                    path=entry.path, line=at, level=text(one.get("authLevel")).lower() or "function",
                    script=inside(entry.path.rpartition("/")[0], text(told.get("scriptFile")) or "__init__.py"),
                )  # fmt: skip


def _directives(source: str) -> Iterator[InfraSetting]:
    for number, line in enumerate(source.splitlines()[:_MAX_LINES], 1):
        if match := _DIRECTIVE.match(line[:500]):
            yield InfraSetting(key=match[1], value=redact.line(match[2].strip())[:300], line=number)


def _resources(path: str, source: str) -> Iterator[InfraResource]:
    for block in blocks(source):
        if block.kind == "terraform":
            named = (InfraSetting(key=one.kind, value=" ".join(one.labels), line=one.line) for one in block.blocks)
            yield InfraResource(
                tool="terraform", type="terraform", name="terraform", path=path, line=block.line,
                settings=(*named, *_settings(block, ""))[:_MAX_SETTINGS],
            )  # fmt: skip
        if block.kind not in ("resource", "data", "module", "variable", "provider") or not block.labels:
            continue
        kind = block.labels[0] if block.kind == "resource" else f"{block.kind}.{block.labels[0]}"
        yield InfraResource(
            tool="terraform", type=kind, name=block.labels[-1], path=path, line=block.line,
            settings=tuple(_settings(block, ""))[:_MAX_SETTINGS],
        )  # fmt: skip


def _settings(top: Block, prefix: str) -> Iterator[InfraSetting]:
    stack = [(top, prefix)]
    while stack:
        block, at = stack.pop()
        for name, expression, line in block.attributes:
            yield InfraSetting(
                key=f"{at}{name}", value=redact.line(redact.setting(name, literal(expression))), line=line
            )
        stack += [(inner, f"{at}{inner.kind}.") for inner in reversed(block.blocks)]


collector: Collector = InfrastructureCollector()
