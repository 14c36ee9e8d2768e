"""Variables of Terraform that a linked file declares, and modules that take what nothing sets."""

from __future__ import annotations

from pathlib import Path

from debtscope.testing import CommitSpec, findings_of, git_repo

USE = 'resource "aws_s3_bucket" "data" {\n  bucket = var.bucket\n  tags = { name = var.name }\n}\n\nvariable "name" {\n  default = "x"\n}\n'
SHARED = 'variable "bucket" {\n  default = "data"\n}\n'


def test_a_linked_file_declares_what_its_folder_takes(tmp_path: Path) -> None:
    (tmp_path / "infra" / "store").mkdir(parents=True)
    (tmp_path / "infra" / "store" / "global.tf").symlink_to("../global.tf")
    files: dict[str, str | bytes | None] = {
        "infra/global.tf": SHARED, "infra/store/main.tf": USE, "debtscope.toml": 'maturity = "pilot"\n',
    }  # fmt: skip
    git_repo(tmp_path, [CommitSpec(message="Infrastructure", on="2026-05-01", files=files)])
    assert not findings_of("unused-config-keys", tmp_path)


def test_modules_that_take_what_nothing_sets_are_one_item(tmp_path: Path) -> None:
    files: dict[str, str | bytes | None] = {f"infra/{name}/main.tf": USE for name in ("store", "queue")}
    git_repo(
        tmp_path,
        [
            CommitSpec(
                message="Infrastructure", on="2026-05-01", files={**files, "debtscope.toml": 'maturity = "pilot"\n'}
            )
        ],
    )
    (found,) = findings_of("unused-config-keys", tmp_path)
    assert found.message.startswith("2 files of charts and modules take 2 values that nothing sets")
