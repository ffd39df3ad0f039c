"""The software bill of materials of a release: ``python tools/sbom.py requirements/run.txt FILE``.

CycloneDX in JSON, made by cyclonedx-bom of the environment that runs this, and cut to what the lock pins: name,
version, licences, and who needs whom. Tools for tests, which lie in the same environment, are no part of a release. It
fails when a package of the lock is not there in the version locked. Without serial number, and with the time of
``SOURCE_DATE_EPOCH`` or none, so that the same environment gives the same bytes; written only when it is valid.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator

ROOT = Path(__file__).resolve().parent.parent
#: The version of CycloneDX that is written.
SPEC = SchemaVersion.V1_6


def of_environment() -> dict[str, Any]:
    """The bill of everything that is installed here."""
    command = [
        sys.executable,
        "-m",
        "cyclonedx_py",
        "environment",
        "--output-reproducible",
        "--no-validate",
        "--of",
        "JSON",
    ]
    command += ["--spec-version", SPEC.to_version(), "--pyproject", str(ROOT / "pyproject.toml"), sys.executable]
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode:
        raise SystemExit(f"cyclonedx-py: {(done.stderr.strip().splitlines() or ['failed'])[-1]}")
    whole: dict[str, Any] = json.loads(done.stdout)
    return whole


def pins(lock: str) -> dict[str, str]:
    """Names, as PyPI compares them, to versions of the text of a lock."""
    found = re.findall(r"^([\w.-]+)==([^\s\\;]+)", lock, re.M)
    return {re.sub(r"[-_.]+", "-", name).lower(): version for name, version in found}


def cut(whole: dict[str, Any], locked: dict[str, str]) -> dict[str, Any]:
    """The bill of the locked packages alone.

    Raises:
        SystemExit: one of them is not there, or in another version.
    """
    name = {c["bom-ref"]: re.sub(r"[-_.]+", "-", c["name"]).lower() for c in whole["components"]}
    kept = [c for c in whole["components"] if locked.get(name[c["bom-ref"]]) == c["version"]]
    missing = sorted(set(locked) - {name[c["bom-ref"]] for c in kept})
    if missing:
        raise SystemExit(f"not here in the locked version: {', '.join(missing)}; run make test, then try again")
    refs = {c["bom-ref"] for c in kept} | {whole["metadata"]["component"]["bom-ref"]}
    needs = [
        {**d, "dependsOn": [ref for ref in d["dependsOn"] if ref in refs]} if "dependsOn" in d else d
        for d in whole["dependencies"]
        if d["ref"] in refs
    ]
    return {**whole, "components": kept, "dependencies": needs}


def bill(lock: Path) -> str:
    """The bill as text.

    Raises:
        SystemExit: it would not be valid, or the environment is not that of the lock.
    """
    text = json.dumps(cut(of_environment(), pins(lock.read_text(encoding="utf-8"))), indent=2, ensure_ascii=False)
    wrong = JsonStrictValidator(SPEC).validate_str(text)
    if wrong:
        raise SystemExit(f"the bill is not valid: {wrong}")
    return text + "\n"


def main(lock: Path, out: Path) -> None:
    """Write the bill and say what it holds."""
    text = bill(lock)
    out.parent.mkdir(exist_ok=True)
    out.write_text(text, encoding="utf-8")
    print(f"{out}: CycloneDX {SPEC.to_version()}, {len(json.loads(text)['components'])} packages")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
