"""Infrastructure as it is declared: resources of Terraform, objects of Kubernetes, services of compose, with their settings."""

from __future__ import annotations

from debtscope.model.frozen import frozen


@frozen
class InfraSetting:
    """One setting of a resource."""

    key: str
    """Dotted, entries of lists without a number: `ingress.cidr_blocks`, `spec.template.spec.hostNetwork`."""
    value: str
    """A literal as text (`true`, `0.0.0.0/0`); of Terraform's expressions the source, quotes of a plain text removed.
    Credentials are hidden."""
    line: int | None


@frozen
class InfraResource:
    """One declared resource."""

    tool: str
    """terraform, kubernetes, compose or nginx (a proxy's configuration: a few directives)."""
    type: str
    """`aws_s3_bucket`, `data.aws_iam_policy_document`, `variable.db_password`, `provider.aws`, `terraform` (its own settings; the blocks in it
    by their kind, with their labels), `Ingress`, `service`."""
    name: str
    path: str
    line: int | None
    settings: tuple[InfraSetting, ...]

    def all(self, key: str) -> tuple[InfraSetting, ...]:
        """Settings of a key, at any depth: `privileged` finds `spec.containers.securityContext.privileged`."""
        return tuple(one for one in self.settings if one.key == key or one.key.endswith(f".{key}"))

    def value(self, key: str) -> str:
        """The first value of a key at any depth; `` where it is not set."""
        return next((one.value for one in self.all(key)), "")


@frozen
class FunctionTrigger:
    """The `function.json` of an Azure function that HTTP starts."""

    path: str
    line: int
    level: str
    """`anonymous`; else a key is asked for: `function` (where nothing is told) or `admin`."""
    script: str
    """Workspace path of its program."""
