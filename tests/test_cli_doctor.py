"""`detente doctor` and `detente explain`."""

from __future__ import annotations

from pathlib import Path

import pytest

from command_line import apart, failing, invoke
from conftest import needs_model
from detente import __version__
from detente.coding import typemodel
from detente.coding.plover import TYPES
from detente.errors import ModelError


@needs_model
def test_a_sound_installation() -> None:
    """Every part is there and says what it is."""
    done = apart(["doctor"])
    assert done.returncode == 0, done.stdout
    told = done.stdout.decode()
    assert all(line.startswith("ok ") for line in told.splitlines())
    for what in ("detente: " + __version__, "English pipeline", "type model", "knowledge"):
        assert what in told


def test_a_missing_model_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """One part that fails is one line, the rest is still examined, and the exit code says so."""

    def none() -> object:
        raise ModelError("no model\nhere")

    monkeypatch.setattr(typemodel, "load_type_model", none)
    result = invoke("doctor")
    assert result.exit_code == 1
    bad = [line for line in result.stdout.splitlines() if line.startswith("BAD")]
    assert bad == ["BAD  type model: no model here"]
    assert "ok   knowledge" in result.stdout


def test_a_knowledge_folder_that_is_missing(tmp_path: Path) -> None:
    """The folder is named."""
    result = invoke("doctor", "--knowledge", str(tmp_path / "nowhere"))
    assert result.exit_code == 1
    assert any(line.startswith("BAD  knowledge") and "nowhere" in line for line in result.stdout.splitlines())


@pytest.mark.parametrize("word", [*TYPES, "recalled", "hypothetical", "dyad", "quad class", "context", "coerce"])
def test_the_words_of_the_field_are_explained(word: str) -> None:
    """Every type, every status, in any case of letters."""
    result = invoke("explain", word)
    assert result.exit_code == 0 and len(result.stdout) > 20


def test_an_unknown_word() -> None:
    """One line that says what can be asked."""
    assert "COERCE" in failing("explain", "xyzzy")
