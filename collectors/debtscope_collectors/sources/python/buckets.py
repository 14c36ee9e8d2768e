"""Buckets of one account that code names by themselves, without `s3://` before them."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from typing import Final

from debtscope.model.regex import regex
from debtscope_collectors.sources.python.nodes import last_name
from debtscope_collectors.sources.python.view import ModuleView

_SCHEMES: Final = {"boto3": "s3", "aioboto3": "s3", "botocore": "s3", "sagemaker": "s3", "google": "gs"}
_AT: Final = {
    "download_file": 0, "download_fileobj": 0, "upload_file": 1, "upload_fileobj": 1, "Bucket": 0, "Object": 0, "bucket": 0, "get_bucket": 0,
}  # fmt: skip
"""Calls of the clients of stores -> where among their arguments the bucket stands."""
_KEYWORDS: Final = frozenset({"Bucket", "bucket", "bucket_name"})
_NAMED: Final = regex(r"(?:^|_)bucket(?:_?name)?$", re.IGNORECASE)
_BUCKET: Final = regex(r"[a-z0-9][a-z0-9.]{0,40}(?:-[a-z0-9.]{1,40}){1,8}")
"""With a hyphen: names are unique in the world, and `models` is one of a store beside the service."""


def named_buckets(view: ModuleView) -> Iterator[tuple[str, ast.AST]]:
    """(address, node) of literals that are handed to a client as a bucket, or held by a name that says so."""
    scheme = next((scheme for root, scheme in _SCHEMES.items() if root in view.roots), None)
    if scheme is None:
        return
    given: list[ast.expr] = []
    for call in view.calls_to(_AT):
        at = _AT.get(last_name(call.func), -1)
        if isinstance(call.func, ast.Attribute) and 0 <= at < len(call.args):
            given.append(call.args[at])
    given += [one.value for one in view.nodes(ast.keyword) if one.arg in _KEYWORDS]
    for node in view.nodes(ast.Assign):
        match node.targets:
            case [ast.Name(id=name)] if _NAMED.search(name):
                given.append(node.value)
            case _:
                pass
    for node in given:
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and _BUCKET.fullmatch(node.value):
            yield f"{scheme}://{node.value}", node
