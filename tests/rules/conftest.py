"""The fixtures are repositories to be scanned: tests in them are theirs, not ours."""

from __future__ import annotations

collect_ignore_glob = ["*/debt*", "*/clean*", "*/absent*"]
