"""Searches what files were in past commits for credentials, where the user asked for it; values stay in `sources.secrets.detect`."""

from __future__ import annotations

from collections.abc import Iterator

from debtscope.api import Collector, SourceReport, SourceStatus, Workspace
from debtscope.model.figures import counted
from debtscope_collectors.sources.past.facts import PastSecret
from debtscope_collectors.sources.secrets.detect import find_secrets
from debtscope_collectors.sources.secrets.read import may_hold_secrets, with_stand_ins

_MOST = 1024 * 1024
"""Bytes of a content that is searched: what is larger is data."""


class PastCollector:
    """Credentials in contents that past commits had and no file has today."""

    name = "past"
    kind = "past commits of the branch, for credentials"
    how = "Nothing to provide: debtscope scan --history searches them; it takes as long as reading everything that was ever committed."
    provides = (PastSecret,)

    def collect(self, workspace: Workspace) -> Iterator[object]:
        """A PastSecret per place, redacted, the newest commits first."""
        files = workspace.past(may_hold_secrets, _MOST)
        if files is None or workspace.history is None:
            return
        count = 0
        for file in files:
            if b"\0" in file.data[:8192]:
                continue
            count += 1
            for hit, is_example in with_stand_ins(file.data, find_secrets(file.path, file.data).hits):
                yield PastSecret(
                    path=file.path, line=hit.line, kind=hit.kind, shape=hit.shape, fingerprint=hit.fingerprint,
                    is_example=is_example, commit=file.commit, day=file.day,
                )  # fmt: skip
        yield SourceReport(
            collector=self.name, kind=self.kind, location=".", status=SourceStatus.READ,
            detail=counted(count, "content"), read_files=count,
        )  # fmt: skip


collector: Collector = PastCollector()
