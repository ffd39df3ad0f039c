"""The licence of every locked dependency against those allowed: ``python tools/licences.py requirements/run.txt``.

Reads what the installed packages say of themselves: the SPDX expression (PEP 639), else the classifiers, else the old
field. A package passes when a licence it offers is allowed; one that says nothing that is understood fails until a
person has looked and written it down in ``LOOKED_AT`` with the reason.
"""

from __future__ import annotations

import re
import sys
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path

#: Permissive, and MPL-2.0, whose terms end at its own files. By SPDX.
ALLOWED = frozenset(
    "0BSD Apache-2.0 BSD-1-Clause BSD-2-Clause BSD-3-Clause BSL-1.0 CC0-1.0 HPND ISC MIT MIT-0 MIT-CMU MPL-2.0 "
    "PSF-2.0 Python-2.0 Unicode-3.0 Unicode-DFS-2016 Unlicense Zlib".split()
)
#: What packages write for these in classifiers and in the old free field.
_SAID = {
    "apache": "Apache-2.0",
    "apache 2": "Apache-2.0",
    "apache 2.0": "Apache-2.0",
    "apache software license": "Apache-2.0",
    "apache license 2.0": "Apache-2.0",
    "apache license, version 2.0": "Apache-2.0",
    "bsd": "BSD-3-Clause",
    "bsd license": "BSD-3-Clause",
    "bsd 3-clause": "BSD-3-Clause",
    "3-clause bsd license": "BSD-3-Clause",
    "isc license (iscl)": "ISC",
    "isc license": "ISC",
    "mit license": "MIT",
    "the mit license": "MIT",
    "mozilla public license 2.0 (mpl 2.0)": "MPL-2.0",
    "python software foundation license": "PSF-2.0",
    "historical permission notice and disclaimer (hpnd)": "HPND",
    "the unlicense (unlicense)": "Unlicense",
}
#: Packages that a person has looked at: what they say, and why it is well. It holds only while they say just that; one
#: that is no longer locked must go (a test).
LOOKED_AT = {
    "fpdf2": (
        "LGPL-3.0-only",
        "imported as it is and never changed or copied, which its section 4 allows to any program; anybody can put "
        "another version in its place. Only `detente brief --out FILE.pdf` and its page on the desk load it",
    ),
    "regex": (
        "Apache-2.0 AND CNRI-Python",
        "the second is the licence of Python 1.6, on whose re module it rests: permissive, with a notice",
    ),
    "tld": (
        "MPL-1.1 OR GPL-2.0-only OR LGPL-2.1-or-later",
        "a choice; taken under MPL-1.1, whose terms end at its own files. It comes with trafilatura, by way of courlan",
    ),
}


def locked(lock: str) -> list[str]:
    """The names pinned in the text of a lock."""
    return re.findall(r"^([a-z0-9][\w.-]*)==", lock, re.M | re.I)


def licences(package: Distribution) -> frozenset[str]:
    """The licences that the package names, as SPDX where that is known, else in its own words."""
    meta = package.metadata
    if expression := meta.get("License-Expression"):
        return frozenset({expression})
    names = [c.rsplit(" :: ", 1)[-1] for c in meta.get_all("Classifier", []) if c.startswith("License :: ")]
    names = [name for name in names if name != "OSI Approved"] or [(meta.get("License") or "").strip()]
    return frozenset(_SAID.get(name.lower(), name) for name in names if name and "\n" not in name)


def allowed(expression: str) -> bool:
    """Whether an SPDX expression can be met by allowed licences: ``or`` offers a choice, ``and`` asks for all.

    An exception (``Apache-2.0 WITH LLVM-exception``) only gives more than its licence.
    """
    text = re.sub(r"\s+WITH\s+[\w.-]+", "", expression, flags=re.I)
    tokens = re.findall(r"[()]|[\w.+-]+", text)

    def one(at: int) -> tuple[bool, int]:
        if tokens[at] == "(":
            found, at = either(at + 1)
            return found, at + 1
        return tokens[at] in ALLOWED, at + 1

    def both(at: int) -> tuple[bool, int]:
        found, at = one(at)
        while at < len(tokens) and tokens[at].upper() == "AND":
            further, at = one(at + 1)
            found = found and further
        return found, at

    def either(at: int) -> tuple[bool, int]:
        found, at = both(at)
        while at < len(tokens) and tokens[at].upper() == "OR":
            further, at = both(at + 1)
            found = found or further
        return found, at

    try:
        found, end = either(0)
    except IndexError:
        return False
    return found and end == len(tokens)


def judged(name: str) -> str | None:
    """What is wrong with the licence of an installed package, in one line; None when nothing is."""
    try:
        said = licences(distribution(name))
    except PackageNotFoundError:
        return f"{name}: not installed here, so its licence is not known"
    if not said:
        return f"{name}: names no licence; look at it and write it down in tools/licences.py with the reason"
    if name in LOOKED_AT and said == {LOOKED_AT[name][0]}:
        return None
    # several classifiers without an expression: all must be allowed, since nothing says that they are a choice
    wrong = sorted(text for text in said if not allowed(text))
    return f"{name}: {', '.join(wrong)} is not allowed" if wrong else None


def main(lock: Path) -> int:
    """Print what is wrong, else how many packages are in order."""
    names = locked(lock.read_text(encoding="utf-8"))
    wrong = [line for line in map(judged, names) if line]
    print("\n".join(wrong) if wrong else f"{len(names)} packages, all licences allowed ({len(LOOKED_AT)} by reading)")
    return 1 if wrong else 0


if __name__ == "__main__":
    raise SystemExit(main(Path(sys.argv[1])))
