"""The one query language: filter bar, `--query`, `--fail-on` and saved views.

`category:data severity:>=high owner:none path:src/** age:>90d interest:>4 is:new -tag:legacy "exact words" sort:-ratio`
"""

from __future__ import annotations

from debtscope.query.fields import FIELDS, Context, haystack, texts_of
from debtscope.query.parser import Query, QueryError, Term, parse

__all__ = ["FIELDS", "Context", "Query", "QueryError", "Term", "haystack", "parse", "texts_of"]
