"""Which ports a rule of a firewall opens."""

from __future__ import annotations

from debtscope_collectors.sources.infrastructure.facts import InfraResource, InfraSetting

_WEB = frozenset({"80", "443"})


def ports_beside(resource: InfraResource, source: InfraSetting) -> tuple[str, str, str] | None:
    """Of the block that a source stands in: the nearest ports above or below it that no other source comes between."""
    prefix = source.key.rpartition(".")[0]
    if not prefix or source.line is None:
        return None
    near = [one for one in resource.settings if one.key.rpartition(".")[0] == prefix and one.line is not None]

    def nearest(name: str) -> str:
        found = [one for one in near if one.key.rpartition(".")[2] == name]
        line = source.line or 0
        return min(found, key=lambda one: abs((one.line or 0) - line)).value if found else ""

    if single := nearest("destination_port_range"):
        return single, single, nearest("protocol")
    return nearest("from_port"), nearest("to_port"), nearest("protocol")


def only_web(low: str, high: str, protocol: str) -> bool:
    """Whether a rule opens nothing but 80 and 443, or what nobody can tell."""
    if protocol.strip('"') in ("-1", "all"):
        return False
    if not low or "var." in low or "each." in low or "local." in low:
        return bool(low)  # a variable: nobody can tell; no port at all is every port
    asked: set[str] = set(low.split(",")) | (set(high.split(",")) if high else set())
    return asked <= _WEB or protocol in ("icmp", "icmpv6")
