"""What a release is made of: the wheel, the bill of materials, licences, the audit, and versions that agree."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import time
import tomllib
import zipfile
from email import message_from_string
from importlib.metadata import PathDistribution, distribution
from pathlib import Path

import audit
import licences
import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

import detente
from conftest import HAS_MODEL, ROOT

LOCK = (ROOT / "requirements" / "run.txt").read_text(encoding="utf-8")


# the lock


def test_the_lock_is_closed() -> None:
    """Whatever a locked package needs is locked, by way of extras too; else an installation by hash would stop."""
    locked = {canonicalize_name(name) for name in licences.locked(LOCK)}
    asked: set[tuple[str, str]] = {(name, "") for name in locked}
    lost, waiting = set(), sorted(asked)
    while waiting:
        name, extra = waiting.pop()
        for need in map(Requirement, distribution(name).requires or []):
            if need.marker and not need.marker.evaluate({"extra": extra}):
                continue
            other = canonicalize_name(need.name)
            if other not in locked:
                lost.add(f"{name} needs {need}")
                continue
            further = {(other, wanted) for wanted in need.extras} - asked
            asked |= further
            waiting += further
    assert not lost


# the wheel


def built(folder: Path, *, mode: int, age: float) -> Path:
    """A wheel of a copy of the sources in ``folder``, whose files have other modes and times."""
    shutil.copytree(ROOT / "src", folder / "src", ignore=shutil.ignore_patterns("__pycache__", "*.egg-info"))
    for name in ("pyproject.toml", "README.md", "LICENSE", "NOTICE"):
        shutil.copy(ROOT / name, folder / name)
    for path in folder.rglob("*"):
        if path.is_file():
            path.chmod(mode)
            os.utime(path, (time.time() - age,) * 2)
    env = {**os.environ, "SOURCE_DATE_EPOCH": "1700000000"}
    command = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", "out"]
    done = subprocess.run(command, cwd=folder, env=env, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    (wheel,) = (folder / "out").glob("*.whl")
    return wheel


@pytest.fixture(scope="module")
def wheels(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    pytest.importorskip("hatchling")
    one, other = tmp_path_factory.mktemp("one"), tmp_path_factory.mktemp("another-place")
    return built(one, mode=0o644, age=0), built(other, mode=0o600, age=1e6)


def test_the_wheel_has_the_same_bytes_from_wherever_it_is_built(wheels: tuple[Path, Path]) -> None:
    assert wheels[0].read_bytes() == wheels[1].read_bytes()


def test_the_wheel_holds_the_package_whole(wheels: tuple[Path, Path]) -> None:
    """Every file of the package, model, data, styles and marker of types among them, and nothing else."""
    with zipfile.ZipFile(wheels[0]) as wheel:
        names = set(wheel.namelist())
    source = {
        path.relative_to(ROOT / "src").as_posix()
        for path in (ROOT / "src" / "detente").rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    inside = {name for name in names if name.startswith("detente/")}
    assert inside == source
    assert {"detente/py.typed", "detente/desk/static/desk.css", "detente/knowledge/data/people.csv"} <= inside
    if HAS_MODEL:
        assert {f"detente/coding/model/{name}" for name in ("encoder.onnx", "pairs.onnx", "tokenizer.json")} <= inside
    rest = {name.partition("/")[2] for name in names - inside}
    assert rest == {"METADATA", "WHEEL", "RECORD", "entry_points.txt", "licenses/LICENSE", "licenses/NOTICE"}


def test_the_wheel_names_no_place_of_the_machine(wheels: tuple[Path, Path]) -> None:
    place = str(wheels[0].parent.parent).encode()
    with zipfile.ZipFile(wheels[0]) as wheel:
        assert not [n for n in wheel.namelist() if place in wheel.read(n) or str(ROOT).encode() in wheel.read(n)]


# the bill of materials


@pytest.fixture(scope="module")
def bill() -> dict[str, object]:
    """The bill as ``make sbom`` writes it: made and held to the schema of CycloneDX."""
    pytest.importorskip("cyclonedx_py", reason="cyclonedx-bom is not installed")
    import sbom

    made: dict[str, object] = json.loads(sbom.bill(ROOT / "requirements" / "run.txt"))
    return made


def test_the_bill_names_what_the_lock_pins(bill: dict[str, object]) -> None:
    import sbom

    listed = {re.sub(r"[-_.]+", "-", c["name"]).lower(): c for c in bill["components"]}  # type: ignore[attr-defined]
    assert {name: c["version"] for name, c in listed.items()} == sbom.pins(LOCK)
    assert all(c["purl"].startswith("pkg:pypi/") for c in listed.values())
    named = [name for name, c in listed.items() if c.get("licenses")]
    assert len(named) > 0.9 * len(listed)


def test_the_bill_says_who_needs_whom(bill: dict[str, object]) -> None:
    needs = {d["ref"]: d.get("dependsOn", []) for d in bill["dependencies"]}  # type: ignore[attr-defined]
    root = bill["metadata"]["component"]  # type: ignore[index]
    assert (root["name"], root["version"]) == ("detente", detente.__version__)
    assert any(ref.startswith("spacy==") for ref in needs[root["bom-ref"]])
    assert not any(ref.startswith("pytest==") for ref in needs)


def test_the_bill_is_the_same_each_time(bill: dict[str, object]) -> None:
    import sbom

    assert sbom.cut(sbom.of_environment(), sbom.pins(LOCK)) == bill
    assert "serialNumber" not in bill


def test_a_package_that_is_not_there_as_locked_is_told() -> None:
    pytest.importorskip("cyclonedx_py")
    import sbom

    whole = {
        "metadata": {"component": {"bom-ref": "root"}},
        "components": [
            {"bom-ref": "a==1", "name": "A", "version": "1"},
            {"bom-ref": "t==1", "name": "t", "version": "1"},
        ],
        "dependencies": [{"ref": "root", "dependsOn": ["a==1", "t==1"]}, {"ref": "t==1"}],
    }
    left = sbom.cut(whole, {"a": "1"})
    assert [c["name"] for c in left["components"]] == ["A"]
    assert left["dependencies"] == [{"ref": "root", "dependsOn": ["a==1"]}]
    with pytest.raises(SystemExit, match="not here in the locked version: a;"):
        sbom.cut(whole, {"a": "2"})


# licences


def test_every_locked_package_has_an_allowed_licence() -> None:
    assert [line for line in map(licences.judged, licences.locked(LOCK)) if line] == []


def test_packages_let_in_by_reading_are_still_locked_and_explained() -> None:
    assert set(licences.LOOKED_AT) <= set(licences.locked(LOCK))
    told = (ROOT / "docs" / "dependencies.md").read_text(encoding="utf-8")
    assert all(f"| {name} |" in told and len(why) > 40 for name, (_, why) in licences.LOOKED_AT.items())


@pytest.mark.parametrize(
    ("expression", "passes"),
    [
        ("MIT", True),
        ("Apache-2.0 WITH LLVM-exception", True),
        ("GPL-3.0-only OR MIT", True),
        ("GPL-3.0-only AND MIT", False),
        ("(MIT OR GPL-2.0-only) AND BSD-3-Clause", True),
        ("MIT AND (GPL-2.0-only OR AGPL-3.0-only)", False),
        ("Proprietary", False),
        ("MIT AND", False),
        ("", False),
    ],
)
def test_licence_expressions(expression: str, passes: bool) -> None:
    assert licences.allowed(expression) is passes


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ("License-Expression: MIT OR Apache-2.0", {"MIT OR Apache-2.0"}),
        ("Classifier: License :: OSI Approved :: MIT License\nLicense: whatever", {"MIT"}),
        ("Classifier: License :: OSI Approved\nLicense: ISC license", {"ISC"}),
        ("License: see the file", {"see the file"}),
        ("Summary: silent", set()),
    ],
)
def test_what_a_package_says_of_its_licence(tmp_path: Path, fields: str, said: set[str]) -> None:
    folder = tmp_path / "some-1.dist-info"
    folder.mkdir()
    (folder / "METADATA").write_text(f"Metadata-Version: 2.4\nName: some\nVersion: 1\n{fields}\n", encoding="utf-8")
    assert licences.licences(PathDistribution(folder)) == said


# the audit

_FOUND = {"name": "a", "version": "1", "vulns": [{"id": "PYSEC-1", "fix_versions": ["1.1"]}]}
_CLEAN = {"name": "b", "version": "2", "vulns": []}
_SKIPPED = {"name": "c", "skip_reason": "Dependency not found on PyPI and could not be audited: c (3)"}


def test_known_vulnerabilities_fail() -> None:
    told = audit.verdict([_FOUND, _CLEAN])
    assert told.code == 1 and told.lines[0] == "a 1: PYSEC-1, mended in 1.1"


def test_no_answer_is_no_good_news() -> None:
    """Where nothing could be asked about, nothing is claimed; where some could, the others are told and fail."""
    assert audit.verdict([]) == audit.verdict([_SKIPPED]) == audit.Verdict((audit.NOT_REACHED,), 0)
    assert audit.verdict([_CLEAN]) == audit.Verdict(("1 packages, no known vulnerability",), 0)
    partly = audit.verdict([_CLEAN, _SKIPPED])
    assert partly.code == 1 and "c: Dependency not found" in partly.lines[0]


# versions and papers


def test_the_version_is_one() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    citation = (ROOT / "CITATION.cff").read_text(encoding="utf-8")
    changes = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert project["version"] == detente.__version__
    assert re.search(rf"^version: {re.escape(detente.__version__)}$", citation, re.M)
    assert f"\n## [{detente.__version__}]" in changes and changes.index("## [Unreleased]") < changes.index("## [0.")


def test_the_wheel_says_what_it_is(wheels: tuple[Path, Path]) -> None:
    with zipfile.ZipFile(wheels[0]) as wheel:
        (name,) = [n for n in wheel.namelist() if n.endswith("/METADATA")]
        meta = message_from_string(wheel.read(name).decode())
    assert (meta["Name"], meta["Version"], meta["License-Expression"]) == ("detente", detente.__version__, "Apache-2.0")
    assert "Details" not in meta and not any("://" in need for need in meta.get_all("Requires-Dist", []))
