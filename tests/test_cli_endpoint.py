"""`--model-endpoint`: off unless given, and with it the same evidence, from a server on loopback."""

from __future__ import annotations

import dataclasses
import json
import socket
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

import detente
from command_line import failing, invoke, use_session_coder
from conftest import PUBLISHED, code_text
from detente.coding import address, backends
from detente.coding.backends import PairItem, open_type_model
from detente.coding.plover import TYPES
from detente.records import Account, Event
from model_server import GOOD, Reply, Server, answer, in_turn, no_key, says, serving

SECRET = "sk-quite-secret-0123456789"
ACT = "On Tuesday Norway condemned Peru."
LINE = json.dumps({"id": "a", "text": ACT, "date": "2023-12-09"}).encode() + b"\n"


@pytest.fixture(autouse=True)
def _coder(monkeypatch: pytest.MonkeyPatch) -> None:
    use_session_coder(monkeypatch)
    no_key(monkeypatch)


def options(server: Server, tmp_path: Path) -> list[str]:
    """The options that name the server and a record of the test's own."""
    return ["--model-endpoint", server.url, "--model-name", "m-1", "--record", str(tmp_path / "r.duckdb")]


def place(event: Event) -> tuple[Any, ...]:
    """What an event says but for its confidence."""
    return event.type, event.actor, event.recipient, event.when, event.status, event.sentence, event.start, event.end


def test_off_by_default(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the option no connection is tried and no record made, though a key lies in the environment."""
    monkeypatch.setenv(address.KEY, SECRET)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))

    def none(*words: Any, **more: Any) -> Any:
        raise AssertionError("a connection was tried")

    monkeypatch.setattr(socket.socket, "connect", none)
    monkeypatch.setattr(socket, "getaddrinfo", none)
    monkeypatch.setattr(backends, "open_type_model", none)
    result = invoke("code", data=LINE)
    assert result.exit_code == 0 and json.loads(result.stdout)["events"]
    assert list(tmp_path.iterdir()) == []


def test_code_asks_once_and_never_again(tmp_path: Path) -> None:
    """A second run codes the same from the record, and needs no server."""
    with serving(in_turn(says(GOOD))) as server:
        words = ["code", *options(server, tmp_path)]
        first = invoke(*words, data=LINE + LINE)
        assert first.exit_code == 0 and first.stderr == "", first.stderr
        assert len(server.asked) == 1
    again = invoke(*words, data=LINE + LINE)
    assert again.stdout == first.stdout and again.stderr == ""


def test_an_endpoint_gives_types_and_no_evidence(tmp_path: Path) -> None:
    """The words, parties and dates of the events are ours, whoever names the types; provenance says who did."""
    with serving(in_turn(says(GOOD))) as server:
        result = invoke(
            "read", "-", "--date", "2023-12-09", "-f", "json", *options(server, tmp_path), data=ACT.encode()
        )
    assert result.exit_code == 0, result.stderr
    told = json.loads(result.stdout)
    [event] = told["events"]
    [ours] = code_text(ACT).events
    assert (event["type"], event["start"], event["end"]) == (ours.type, ours.start, ours.end)
    assert event["actor"]["country"] == "NOR" and told["provenance"]["model"].startswith(f"m-1 at {server.url}")


@pytest.mark.parametrize("content", ["I ignore the schema", answer(), {"ACCUSE": 1}])
def test_an_endpoint_that_talks_nonsense_leaves_it_to_the_lexicon(content: Any, tmp_path: Path) -> None:
    """The event is there, with the confidence that the lexicon has alone, and one line says so."""
    with serving(in_turn(says(content))) as server:
        result = invoke("code", *options(server, tmp_path), data=LINE)
    assert result.exit_code == 0
    [line] = result.stderr.splitlines()
    assert line.startswith(f"detente: {server.url}: a pair got no answer")
    [event] = json.loads(result.stdout)["events"]
    assert event["type"] == "ACCUSE" and event["confidence"] < 0.8


def test_failures_are_one_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A refused key, an option without the other, an address that is none; no key in any of them."""
    monkeypatch.setenv(address.KEY, SECRET)
    with serving(in_turn(Reply(SECRET.encode(), status=401))) as server:
        line = failing("code", *options(server, tmp_path), data=LINE)
        assert "refuses the key" in line and SECRET not in line
        assert "--model-name" in failing("code", "--model-endpoint", server.url, "--record", str(tmp_path / "s.duckdb"))
    assert "--model-endpoint" in failing("code", "--record", "r.duckdb", code=2)
    assert "--model-endpoint" in failing("read", "-", "--model-name", "m", code=2)
    told = ["--model-name", "m", "--record", str(tmp_path / "r.duckdb")]
    assert "not encrypted" in failing("read", "-", "--model-endpoint", "http://models.example", *told, data=b"x")


def test_doctor_tries_the_endpoint(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It names the backend, asks one invented pair, and says whether a key is sent, not which."""
    monkeypatch.setenv(address.KEY, SECRET)
    with serving(in_turn(says(GOOD), says("no"))) as server:
        words = ("doctor", "--model-endpoint", server.url, "--model-name", "m-1")
        good, bad = invoke(*words), invoke(*words)
        assert len(server.asked) == 2 and "Ruritania" in server.sentences()[0]
    assert good.exit_code == 0 and f"ok   type model: endpoint, m-1 at {server.url}" in good.stdout
    assert "with a key" in good.stdout and SECRET not in good.stdout + bad.stdout
    assert bad.exit_code == 1 and "BAD  type model: endpoint" in bad.stdout
    assert "type model: built in, " in invoke("doctor").stdout


# Python


@dataclasses.dataclass
class Own:
    """A type model of a user's own: the smallest that can be."""

    name: str = "always SUPPORT"

    def predict(self, items: Sequence[PairItem]) -> list[dict[str, float]]:
        """SUPPORT, whatever is asked."""
        return [{t: float(t == "SUPPORT") for t in TYPES} | {"NONE": 0.0} for _ in items]


def test_a_backend_of_ones_own() -> None:
    """Whatever has a name and predicts is a type model."""
    [(_, account)] = detente.code([("a", ACT, PUBLISHED)], model=Own())
    assert account.provenance.model == "always SUPPORT"
    [ours] = code_text(ACT).events
    assert [place(e)[1:] for e in account.events] == [place(ours)[1:]]


def test_open_type_model(tmp_path: Path) -> None:
    """Without an endpoint the built-in model; with one, its answers in the record that is named."""
    with open_type_model() as model:
        assert model.name.startswith("minilm")
    with (
        serving(in_turn(says(GOOD))) as server,
        open_type_model(server.url, "m-1", record=tmp_path / "r.duckdb") as model,
    ):
        found: list[Account] = [account for _, account in detente.code([("a", ACT, PUBLISHED)], model=model)]
    [event] = found[0].events
    assert event.type == "ACCUSE" and (tmp_path / "r.duckdb").is_file()
