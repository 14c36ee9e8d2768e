"""Every budget of a scan in one place: what one input may cost before it is left out and said so."""

from __future__ import annotations

MIB = 1024 * 1024

READ_BYTES = 32 * MIB
"""The largest file that is read whole."""
KEEP_BYTES = 1 * MIB
"""Larger files are read again when asked for twice, not kept."""
KEPT_TOTAL_BYTES = 1 * MIB
"""Of all kept bytes together; the ones kept longest go first. More costs memory and saves nothing: the system has them at hand."""
KEPT_OF_COMMITS = 12 * MIB
"""The same for scans of commits, where each reading is a question to git."""
PARSED_SOURCE_BYTES = 512 * 1024
"""Parsed documents of larger files are not kept."""
PARSED_TOTAL_BYTES = 16 * MIB
"""Of the sources of all kept documents together."""

HASH_BYTES = 1024 * MIB
"""The largest file that is hashed."""
HASH_TOTAL_BYTES = 4096 * MIB
COPY_BYTES = 512 * MIB
"""The largest file that is copied for a reader that needs a real file."""

ENTRIES = 200_000
"""Files that a walk lists; the rest is counted as not read."""
IGNORED_ENTRIES = 50_000
FOLDERS = 100_000
OPEN_FOLDERS = 48
"""Folder descriptors kept open at a time."""
NOTES_PER_REASON = 20
"""Diagnostics of one reason that are listed; the rest is one line with their number."""

IGNORE_FILE_BYTES = 256 * 1024
IGNORE_RULES = 2_000
"""Of one file."""
IGNORE_TOTAL_RULES = 10_000
"""Of all `.gitignore` files of a walk together."""

YAML_BYTES = 8 * MIB
YAML_BYTES_WITHOUT_C = 512 * 1024
YAML_NODES = 400_000
"""Of one file, aliases and merges expanded."""
YAML_ANCHORS = 2_000
TOML_BYTES = 4 * MIB
TOML_KEY_PARTS = 24
DEPTH = 100
"""Nesting of parsed documents."""

GIT_SECONDS = 45.0
"""The longest that one git process may take."""
GIT_IDLE_SECONDS = 10.0
"""The longest that one may be silent."""
GIT_MEMORY_BYTES = 1536 * MIB
"""Of address space; pack windows are kept smaller than this."""
GIT_LOOSE_REFS = 20_000
GIT_PACKED_REFS_BYTES = 64 * MIB
GIT_ANSWER_BYTES = 128 * MIB
"""Of a command whose answer is kept whole."""
GIT_OUTPUT_BYTES = 512 * MIB
GIT_COMMITS = 200_000
PAST_BLOBS = 100_000
"""Contents of past commits that a scan with `--history` reads."""
GIT_BRANCHES = 2_000
"""References beyond HEAD that are told."""
GIT_AHEAD = 1_000
"""Commits of one of them that are counted."""
GIT_MESSAGE_BYTES = 400
"""Of a commit's subject that are kept."""
DIRTY_FILE_BYTES = 4 * MIB
"""Larger tracked files are not hashed to tell whether the work tree is clean."""
DIRTY_TOTAL_BYTES = 128 * MIB

RUFF_BATCH = 400
"""Files given to one ruff."""
RUFF_HITS = 2_000
"""Of one file; more say nothing more."""
RUFF_FAILURES = 64
"""After so many runs that failed, the files not yet linted are left; a bad file among 400 costs nine."""
RUFF_SECONDS = 60.0
"""Of all runs together."""
RUFF_MEMORY_BYTES = 4096 * MIB
"""Of address space."""

FRESH_NS = 100_000_000
"""A file that changed so shortly before it was read may change again unnoticed: its times would be the same."""
COARSE_FRESH_NS = 2_100_000_000
"""The same where a file system keeps whole seconds (FAT keeps two)."""
