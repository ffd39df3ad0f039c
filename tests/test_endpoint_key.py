"""The key and the address of an endpoint: where they may go, and that the key is shown nowhere."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest

from detente.coding import address
from detente.coding.endpoint import EndpointTypeModel, Patience
from detente.errors import ModelError
from model_server import GOOD, ITEM, Reply, in_turn, items, no_key, opened, says, serving

SECRET = "sk-quite-secret-0123456789"
_no_key = pytest.fixture(autouse=True)(no_key)


def test_the_key_goes_in_the_header_and_nowhere_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """Not into logs at any level, reports, errors, representations or the record; even where the server repeats it."""
    monkeypatch.setenv(address.KEY, SECRET)
    caplog.set_level(logging.DEBUG)
    lines: list[str] = []
    record = tmp_path / "r.duckdb"
    replies = (
        says(GOOD),
        Reply(f"bad key {SECRET}".encode(), status=500),
        says(f"the key is {SECRET}"),
        Reply(SECRET.encode(), status=401, headers={"X-Key": SECRET}),
    )
    patience = Patience(connect=1.0, read=1.0, attempts=1)
    with serving(in_turn(*replies)) as server, opened(server.url, record, lines, patience) as model:
        for n in range(3):
            model.predict(items(3)[n : n + 1])
        with pytest.raises(ModelError) as raised:
            model.predict([ITEM])
        shown = [repr(model), str(model.__dict__), repr(model._client.headers), model.name, str(raised.value)]
    assert all(h["authorization"] == f"Bearer {SECRET}" for h in server.headers) and len(server.headers) == 4
    assert SECRET not in "\n".join([*shown, *lines, caplog.text, *(str(r.__dict__) for r in caplog.records)])
    assert all(SECRET.encode() not in path.read_bytes() for path in tmp_path.iterdir())
    assert SECRET not in str(server.asked)


@pytest.mark.parametrize("key", ["two words", "line\nend", "ключ"])
def test_a_key_that_no_header_carries(key: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Is refused without being shown."""
    monkeypatch.setenv(address.KEY, key)
    with pytest.raises(ModelError, match="DETENTE_MODEL_KEY") as raised:
        EndpointTypeModel("https://models.example/v1", "m", None)
    assert key not in str(raised.value)


@pytest.mark.parametrize(
    ("told", "asked"),
    [
        ("https://models.example/v1", "https://models.example/v1/chat/completions"),
        ("https://models.example/v1/", "https://models.example/v1/chat/completions"),
        ("https://models.example/v1/chat/completions", "https://models.example/v1/chat/completions"),
        ("https://me:word@models.example:8443/a", "https://models.example:8443/a/chat/completions"),
        ("http://localhost:8080/v1", "http://localhost:8080/v1/chat/completions"),
        ("http://127.8.8.8/v1", "http://127.8.8.8/v1/chat/completions"),
        ("http://[::1]:8080/v1", "http://[::1]:8080/v1/chat/completions"),
    ],
)
def test_addresses(told: str, asked: str) -> None:
    """What is asked, and that nothing of a user name or password is kept."""
    url = address.completions(told)
    assert str(url) == asked and "me" not in address.shown(url).replace("models.example", "")


@pytest.mark.parametrize(
    ("told", "words"),
    [
        ("http://models.example/v1", "not encrypted"),
        ("http://10.0.0.8/v1", "not encrypted"),
        ("http://localhost.example/v1", "not encrypted"),
        ("http://127.0.0.1.example/v1", "not encrypted"),
        ("ftp://models.example/v1", "no http"),
        ("models.example/v1", "no http"),
        ("https://", "no http"),
        ("https://[::1/v1", "no valid"),
        (f"https://models.example/v1?key={SECRET}", "query"),
    ],
)
def test_addresses_that_are_refused(told: str, words: str) -> None:
    """In one line that repeats no secret."""
    with pytest.raises(ModelError, match=words) as raised:
        address.completions(told)
    assert SECRET not in str(raised.value)


def test_plain_http_in_an_own_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """Only where the user says so."""
    monkeypatch.setenv(address.ALLOW_HTTP, "1")
    assert address.completions("http://10.0.0.8/v1").host == "10.0.0.8"


def test_proxies_of_the_environment_are_not_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Sentences and key go to the address alone."""
    with serving(in_turn(says(GOOD))) as server, serving(in_turn(says(GOOD))) as proxy:
        for name in ("http_proxy", "all_proxy", "HTTP_PROXY", "ALL_PROXY"):
            monkeypatch.setenv(name, proxy.url)
        monkeypatch.setenv("no_proxy", "")
        with opened(server.url, tmp_path / "r.duckdb") as model:
            model.predict([ITEM])
        assert len(server.asked) == 1 and not proxy.asked


@pytest.mark.parametrize("name", ["", "two\nlines", "x" * 201])
def test_a_model_must_be_named(name: str) -> None:
    """Before anything is sent."""
    with pytest.raises(ModelError, match="--model-name"):
        EndpointTypeModel("https://models.example/v1", name, None)
