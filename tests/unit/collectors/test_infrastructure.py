"""Terraform is read line by line: bounded on hostile input, values of credentials hidden."""

from __future__ import annotations

from debtscope.testing import facts_of
from debtscope_collectors.sources.infrastructure.facts import InfraResource
from debtscope_collectors.sources.infrastructure.hcl import blocks, literal

SOURCE = """
resource "aws_db_instance" "main" { # the store
  password = "s3cr3t-value"
  tags = {
    Name = "a } b"
  }
  restore { to = "x" }
  notes = <<-EOT
    ingress { "not a block" }
  EOT
  backup_retention_period = 0
}
/* resource "x" "y" { */
variable "open" {}
"""


def test_blocks_with_their_attributes() -> None:
    first, last = blocks(SOURCE)
    assert (first.kind, first.labels, first.line) == ("resource", ("aws_db_instance", "main"), 2)
    assert [(name, line) for name, _value, line in first.attributes] == [
        ("password", 3), ("tags", 4), ("notes", 8), ("backup_retention_period", 11),
    ]  # fmt: skip
    assert [inner.kind for inner in first.blocks] == ["restore"]
    assert last.labels == ("open",)
    assert literal('"text"') == "text"
    assert literal('"${var.x}"') == '"${var.x}"'


def test_credentials_are_hidden_and_compose_lists_read_like_mappings() -> None:
    tree = {
        "main.tf": SOURCE,
        "compose.yaml": "services:\n  db:\n    image: postgres\n    environment:\n      - POSTGRES_PASSWORD=hunter2\n      - MODE=fast\n",
    }
    facts = facts_of(tree, collectors=("files", "containers", "infrastructure"))
    told = {one.key: one for resource in facts.all(InfraResource) for one in resource.settings}
    assert told["password"].value == "***"
    assert told["environment.POSTGRES_PASSWORD"].value == "***"
    assert (told["environment.MODE"].value, told["environment.MODE"].line) == ("fast", 6)


def test_hostile_files_cost_no_more_than_their_lines() -> None:
    assert blocks("resource {\n" * 5000)
    assert blocks('x = "' + "a" * 1_000_000) == []
    assert blocks("a = [\n" + "(\n" * 10_000) == []
    assert blocks("x = <<EOT\n" + "y\n" * 1000) == []
    assert blocks("}\n}\n") == []
