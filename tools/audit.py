"""Known vulnerabilities of locked packages: ``python tools/audit.py requirements/run.txt ...``.

Asks the advisory service of pip-audit about every pinned version. Exit code 1 when one of them is known to be
vulnerable, or when only some could be asked about: a package that nobody can vouch for is no good news. When the
service cannot be reached, or knows none of the packages (a mirror without advisories), it says so in one line and
exits with 0: nothing was audited, and nothing is claimed.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

NOT_REACHED = "advisories could not be reached: not audited"


@dataclass(frozen=True)
class Verdict:
    """What is printed, and the exit code."""

    lines: tuple[str, ...]
    code: int


def verdict(dependencies: Sequence[dict[str, Any]]) -> Verdict:
    """From pip-audit's list of dependencies: {name, version, vulns} or {name, skip_reason}."""
    asked = [d for d in dependencies if "skip_reason" not in d]
    if not asked:
        return Verdict((NOT_REACHED,), 0)
    lines = [
        f"{d['name']} {d['version']}: {v['id']}, mended in {', '.join(v['fix_versions']) or 'no release yet'}"
        for d in asked
        for v in d["vulns"]
    ]
    lines += [f"{d['name']}: {d['skip_reason']}" for d in dependencies if "skip_reason" in d]
    if lines:
        return Verdict((*lines, f"{len(lines)} findings in {len(dependencies)} packages"), 1)
    return Verdict((f"{len(asked)} packages, no known vulnerability",), 0)


def asked_of(locks: Sequence[str]) -> list[dict[str, Any]]:
    """pip-audit's answer for the packages of the locks; an empty list when the service does not answer."""
    chosen = [word for lock in locks for word in ("--requirement", lock)]
    command = [sys.executable, "-m", "pip_audit", "--disable-pip", "--require-hashes", *chosen]
    command += ["--format", "json", "--progress-spinner", "off", "--timeout", "15"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - our own words
    try:
        found: list[dict[str, Any]] = json.loads(done.stdout)["dependencies"]
    except (ValueError, KeyError):
        told = done.stderr.strip().splitlines()
        print(told[-1] if told else f"pip-audit ended with {done.returncode}", file=sys.stderr)
        if any(word in done.stderr for word in ("ConnectionError", "connect", "timed out", "Timeout", "HTTPError")):
            return []
        raise SystemExit(1) from None
    return found


def main(locks: Sequence[str]) -> int:
    """Print the verdict."""
    found = verdict(asked_of(locks))
    print("\n".join(found.lines))
    return found.code


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
