"""Running the command line in tests: in this process with the session's coder, or apart in a fresh one."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest
from click.testing import Result
from typer.testing import CliRunner

from conftest import ROOT, accountant
from detente import api
from detente.account import Accountant
from detente.cli import app


def use_session_coder(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the program use the coder that the tests have loaded already."""

    def ready(knowledge: Path | None = None, *, min_confidence: float = 0.0, use_model: bool = True) -> Accountant:
        assert knowledge is None
        coder = accountant()
        return Accountant(coder.knowledge, coder.english, coder.model, min_confidence)

    monkeypatch.setattr(api, "accountant", ready)


def invoke(*words: str, data: bytes | None = None) -> Result:
    """Run `detente WORDS` in this process; no exception but the exit may come out of it."""
    result = CliRunner().invoke(app, list(words), input=data)
    assert result.exception is None or isinstance(result.exception, SystemExit), repr(result.exception)
    assert "Traceback" not in result.stderr
    return result


def failing(*words: str, data: bytes | None = None, code: int = 1) -> str:
    """Run `detente WORDS`, which must fail in one line on standard error; the line."""
    result = invoke(*words, data=data)
    assert result.exit_code == code, (result.exit_code, result.stderr)
    assert result.stdout == ""
    lines = result.stderr.splitlines()
    assert len(lines) == 1 and lines[0].startswith("detente: "), result.stderr
    return lines[0]


def apart(words: Sequence[str], data: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    """Run `python -m detente WORDS` in a process of its own."""
    env = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    return subprocess.run(
        [sys.executable, "-m", "detente", *words], input=data, capture_output=True, env=env, timeout=120
    )
