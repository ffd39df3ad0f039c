"""What the database says when something is wrong, as one line: what was wrong, where, what to do next.

The one place that knows DuckDB's words. What is written is written in transactions, so after any of these faults what
was written before is still there; the lines say so where somebody may doubt it.
"""

from __future__ import annotations

import re
from pathlib import Path

from detente.record.errors import RecordError

_FULL = re.compile(r"No space left|File too large|[Qq]uota exceeded|not enough space|exceeds? the .*temp directory")
_DAMAGED = re.compile(
    r"[Cc]orrupt|checksum|[Ss]erializ|replaying WAL|INTERNAL Error|FATAL Error|Could not read enough bytes|"
    r"[Cc]ould not read all|Malformed|file is truncated"
)
_FORBIDDEN = re.compile(r"Permission denied|Read-only file system|Operation not permitted")
#: How a call into the database ends that Ctrl-C broke off: no KeyboardInterrupt comes out of it.
INTERRUPTED = "Query interrupted"


def refusal(path: Path, told: str) -> str:
    """One line for what DuckDB says when it cannot open, read or write the record at ``path``."""
    if "lock on file" in told or "Conflicting lock" in told:
        holder = re.search(r"\(PID (\d+)\)", told)
        who = f" ({holder[1]})" if holder else ""
        return f"the record {path} is in use by another process{who}; wait for it, or name another with --record"
    if "not a valid" in told:
        return f"{path} is no DuckDB file; name another with --record"
    if _FULL.search(told):
        return f"the disk of the record {path} is full; free space and run it again: what was written before is kept"
    if _FORBIDDEN.search(told):
        return f"the record {path} must not be written or read ({_reason(told)}); change its rights, or name another with --record"  # noqa: E501
    if "Out of Memory" in told or "bad allocation" in told or "bad_alloc" in told:
        return f"there is not enough memory for the record {path}; free some and run it again: what was written before is kept"  # noqa: E501
    if _DAMAGED.search(told):
        return f"the record {path} is damaged ({_reason(told)}); save what can be read with: detente doctor --repair --record {path}"  # noqa: E501
    return f"the record {path} cannot be used ({_reason(told)}); name another with --record, or see: detente doctor --record {path}"  # noqa: E501


def record_error(error: BaseException, path: Path) -> RecordError | None:
    """The error to raise in the place of one of DuckDB's; None where it is not one of them."""
    import duckdb

    return RecordError(refusal(path, str(error))) if isinstance(error, duckdb.Error) else None


def _reason(told: str) -> str:
    line = told.splitlines()[0] if told else "no reason given"
    line = re.sub(r"^(?:\w+ )?(?:\w+ Error|TransactionContext Error): ", "", line)
    # the path stands before it, and its quoting would be the longest part
    return re.sub(r'"[^"]{40,}"', "the file", line)[:160]
