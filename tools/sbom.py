"""The software bill of materials of an environment: ``python tools/sbom.py ENVIRONMENT/bin/python FILE``.

CycloneDX 1.6 in JSON, by cyclonedx-bom, of what is installed there: name, version, licences and who needs whom.
Without serial number and time, so that the same environment gives the same bytes; written only when it is valid.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
#: The version of CycloneDX that is written.
SPEC = "1.6"


def bill(python: Path) -> str:
    """The bill of the environment of ``python``.

    Raises:
        CalledProcessError: the environment cannot be read, or what came of it is not valid.
    """
    command = [sys.executable, "-m", "cyclonedx_py", "environment", "--output-reproducible", "--validate"]
    command += ["--spec-version", SPEC, "--output-format", "JSON", "--mc-type", "application"]
    command += ["--pyproject", str(ROOT / "pyproject.toml"), str(python)]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)  # noqa: S603 - our own words
    return done.stdout


def main(python: Path, out: Path) -> None:
    """Write the bill and say what it holds."""
    text = bill(python)
    out.parent.mkdir(exist_ok=True)
    out.write_text(text, encoding="utf-8")
    print(f"{out}: CycloneDX {SPEC}, {len(json.loads(text)['components'])} packages")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
