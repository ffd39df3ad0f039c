"""The type model behind an endpoint, against a real server on loopback: answers, time-outs, retries."""

from __future__ import annotations

import datetime as dt
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from detente.coding.answers import open_answers
from detente.coding.endpoint import LARGEST, EndpointTypeModel, Patience, retry_after
from detente.coding.plover import TYPES
from detente.errors import ModelError
from model_server import GOOD, ITEM, QUICK, TEXT, Reply, answer, in_turn, items, no_key, opened, says, serving

SECRET = "not-to-be-shown"
_no_key = pytest.fixture(autouse=True)(no_key)


def test_a_good_answer(tmp_path: Path) -> None:
    """The request is a chat completion with a schema; the row is what every type model gives."""
    with serving(in_turn(says(GOOD))) as server, opened(server.url, tmp_path / "r.duckdb") as model:
        [row] = model.predict([ITEM])
    assert set(row) == {*TYPES, "NONE"} and max(TYPES, key=row.get) == "ACCUSE"
    assert sum(row[t] for t in TYPES) == pytest.approx(1.0) and 0.0 < row["NONE"] < 0.5
    assert server.paths == ["/v1/chat/completions"]
    [body] = server.asked
    assert body["model"] == "m-1" and body["temperature"] == 0
    schema = body["response_format"]["json_schema"]
    assert schema["strict"] is True and set(schema["schema"]["required"]) == {*TYPES, "NONE"}
    assert schema["schema"]["additionalProperties"] is False
    assert server.sentences() == ["⟦A: Norway⟧ condemned ⟦R: Peru⟧."]
    system = body["messages"][0]["content"]
    assert all(f"- {t} " in system for t in TYPES) and TEXT not in system
    assert "authorization" not in server.headers[0]


def test_one_request_for_one_question(tmp_path: Path) -> None:
    """Twice in a batch, again later, and after a restart: asked once."""
    record = tmp_path / "r.duckdb"
    with serving(in_turn(says(GOOD))) as server:
        with opened(server.url, record) as model:
            first = model.predict([ITEM, ITEM])
            assert model.predict([ITEM]) == first[:1] and first[0] == first[1]
        with opened(server.url, record) as model:
            assert model.predict([ITEM]) == first[:1]
            assert len(server.asked) == 1
            model.predict([(TEXT, (17, 21), (0, 6))])
        assert len(server.asked) == 2
    with opened(server.url, record) as model:  # the server is gone, the answer is not
        assert model.predict([ITEM]) == first[:1]


def test_order_is_kept_and_requests_at_once_are_bounded(tmp_path: Path) -> None:
    """Many pairs, answered out of order."""

    def reply(number: int, body: dict[str, Any]) -> Reply:
        count = int(re.findall(r"(\d+) times", body["messages"][-1]["content"])[0])
        told = says(answer(**{TYPES[count % 16]: 1.0}))
        told.delay = 0.03 if number % 2 else 0.0
        return told

    with serving(reply) as server, opened(server.url, tmp_path / "r.duckdb") as model:
        rows = model.predict(items(24))
    assert [max(TYPES, key=row.get) for row in rows] == [TYPES[n % 16] for n in range(24)]
    assert 1 < server.most_at_once <= QUICK.workers


def test_other_questions_and_models_are_not_mixed(tmp_path: Path) -> None:
    """An answer belongs to one address and one model."""
    with serving(in_turn(says(GOOD))) as server, closing(open_answers(tmp_path / "r.duckdb")) as answers:
        for name in ("m-1", "m-2"):
            with closing(EndpointTypeModel(server.url, name, answers, patience=QUICK)) as model:
                model.predict([ITEM])
        assert len(server.asked) == 2


# an endpoint that is busy, slow or away


@pytest.mark.parametrize("status", [429, 500, 503])
def test_a_busy_endpoint_is_asked_again(status: int, tmp_path: Path) -> None:
    """Then its answer counts, and nothing is reported."""
    lines: list[str] = []
    with (
        serving(in_turn(Reply(status=status), says(GOOD))) as server,
        opened(server.url, tmp_path / "r.duckdb", lines) as model,
    ):
        assert model.predict([ITEM])[0]["ACCUSE"] > 0.5
    assert len(server.asked) == 2 and lines == []


def test_retry_after_is_honoured(tmp_path: Path) -> None:
    """No request before the time it names."""
    times: list[float] = []

    def reply(number: int, body: dict[str, Any]) -> Reply:
        times.append(time.monotonic())
        return says(GOOD) if number else Reply(status=429, headers={"Retry-After": "1"})

    with serving(reply) as server, opened(server.url, tmp_path / "r.duckdb") as model:
        assert model.predict([ITEM])[0]
    assert times[1] - times[0] >= 0.95


def test_a_retry_after_beyond_patience_ends_the_attempts(tmp_path: Path) -> None:
    """It is neither waited for nor disobeyed."""
    reply = in_turn(Reply(status=503, headers={"Retry-After": "3600"}))
    with serving(reply) as server, opened(server.url, tmp_path / "r.duckdb") as model:
        with pytest.raises(ModelError, match="status 503"):
            model.predict([ITEM])
        assert len(server.asked) == 1


def test_retry_after_in_both_forms() -> None:
    """Seconds or a date; anything else says nothing."""
    now = dt.datetime(2023, 12, 9, 12, 0, tzinfo=dt.UTC)
    assert retry_after("7") == 7.0
    assert retry_after("Sat, 09 Dec 2023 12:00:30 GMT", now) == 30.0
    assert retry_after("Sat, 09 Dec 2023 11:00:00 GMT", now) == 0.0
    assert [retry_after(t) for t in ("", "soon", "-3", "1e9", "٣")] == [None] * 5


def test_a_slow_endpoint_is_asked_again(tmp_path: Path) -> None:
    """After the time-out; the second answer comes at once."""
    slow = says(GOOD)
    slow.delay = 1.0
    with serving(in_turn(slow, says(GOOD))) as server, opened(server.url, tmp_path / "r.duckdb") as model:
        assert model.predict([ITEM])[0]
        assert len(server.asked) == 2


def test_an_endpoint_that_never_replies_is_one_line(tmp_path: Path) -> None:
    """With its address and without what stood before the @."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
    with (
        opened(f"http://user:{SECRET}@127.0.0.1:{port}/v1", tmp_path / "r.duckdb") as model,
        pytest.raises(ModelError, match=rf"^http://127\.0\.0\.1:{port}/v1 gives no answer .*no connection") as raised,
    ):
        model.predict([ITEM])
    assert SECRET not in str(raised.value) and "user" not in str(raised.value) and "\n" not in str(raised.value)


def test_pairs_without_an_answer_have_no_opinion(tmp_path: Path) -> None:
    """The others keep theirs; one line at once, one at the end; and what is missing is asked for next time."""
    lines: list[str] = []
    broken = {"3", "7"}

    def reply(number: int, body: dict[str, Any]) -> Reply:
        found = [n for n in broken if f" {n} times" in body["messages"][-1]["content"]]
        return Reply(status=500) if found else says(GOOD)

    record = tmp_path / "r.duckdb"
    with serving(reply) as server:
        with opened(server.url, record, lines) as model:
            rows = model.predict(items(10))
        assert [n for n, row in enumerate(rows) if row == {}] == [3, 7]
        assert len(lines) == 2 and "status 500" in lines[0] and "2 pairs" in lines[1]
        broken.clear()
        before = len(server.asked)
        with opened(server.url, record, lines) as model:
            assert all(model.predict(items(10)))
        assert len(server.asked) == before + 2 and len(lines) == 2


def test_an_endpoint_that_goes_away_is_not_asked_for_ever(tmp_path: Path) -> None:
    """After some pairs in a row the rest is left; the next article tries with one request."""
    lines: list[str] = []
    with (
        serving(lambda number, body: says(GOOD) if number == 0 else Reply(status=503)) as server,
        opened(server.url, tmp_path / "r.duckdb", lines) as model,
    ):
        rows = model.predict(items(100))
        assert rows[0] and not any(rows[1:])
        first = len(server.asked)
        assert first < 100
        assert model.predict([ITEM, *items(100)[50:]]) == [{}] * 51
        assert len(server.asked) == first + 1
    assert lines[-1].endswith("150 pairs in all without an answer, coded by the lexicon alone")


# answers that are none

REFUSED = {
    "prose": "I ignore the schema. The answer is ACCUSE.",
    "prose around it": "Here it is: " + says(GOOD).data.decode(),
    "an unknown label": {**GOOD, "PRAISE": 0.1},
    "a missing label": {label: p for label, p in GOOD.items() if label != "AID"},
    "below zero": {**GOOD, "AID": -0.1},
    "above one": {**GOOD, "AID": 7},
    "no number": str(GOOD).replace("'", '"').replace("0.8", "NaN"),
    "infinite": str(GOOD).replace("'", '"').replace("0.8", "1e999"),
    "a string": {**GOOD, "AID": "0.1"},
    "true": {**GOOD, "AID": True},
    "null": {**GOOD, "AID": None},
    "nothing but zeros": answer(),
    "too much in all": dict.fromkeys(GOOD, 1.0),
    "a list": [0.1] * 17,
    "deep": "[" * 100_000,
    "empty": "",
}


@pytest.mark.parametrize("content", REFUSED.values(), ids=REFUSED)
def test_a_hostile_answer_is_no_opinion(content: Any, tmp_path: Path) -> None:
    """It is refused whole, not asked for again, reported without being quoted, and not kept."""
    lines: list[str] = []
    record = tmp_path / "r.duckdb"
    with serving(in_turn(says(content))) as server, opened(server.url, record, lines) as model:
        assert model.predict([ITEM]) == [{}]
        assert len(server.asked) == 1
    assert len(lines) == 1 and "ignore" not in lines[0] and len(lines[0]) < 300
    with closing(open_answers(record)) as answers, answers.using() as cursor:
        assert cursor.execute("select count(*) from model_answers").fetchone() == (0,)


@pytest.mark.parametrize(
    "reply",
    [
        Reply(b"<html>no JSON</html>"),
        Reply(b'{"choices": []}'),
        Reply(b'{"choices": [{"message": {"content": null}}]}'),
        Reply(b'{"choices": [{"message": 3}]}'),
        Reply(b"[" * 200_000),
        Reply(b" " * (LARGEST + 1) + says(GOOD).data),
        Reply(says(GOOD).data, headers={"Content-Encoding": "gzip"}),
        Reply(b"\xff\xfe"),
    ],
)
def test_a_reply_that_is_no_completion(reply: Reply, tmp_path: Path) -> None:
    """No opinion, whatever comes."""
    with serving(in_turn(reply)) as server, opened(server.url, tmp_path / "r.duckdb") as model:
        assert model.predict([ITEM]) == [{}]
        assert len(server.asked) == 1


@pytest.mark.parametrize("first", [b"HTTP/1.1 200 OK\r\nContent-Length: 9999\r\n\r\n", b"HTTP/1.1 200 OK\r\nX-Slow: "])
def test_an_answer_that_drips_is_cut_off(first: bytes, tmp_path: Path) -> None:
    """Each byte comes in time, the whole does not."""
    listener = socket.create_server(("127.0.0.1", 0))

    def drip() -> None:
        while True:
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            connection.recv(65536)
            connection.sendall(first)
            with connection:
                for _ in range(100):
                    try:
                        connection.sendall(b" ")
                    except OSError:
                        break
                    time.sleep(0.05)

    threading.Thread(target=drip, daemon=True).start()
    patience = Patience(connect=1.0, read=0.5, total=0.3, attempts=1)
    url = f"http://127.0.0.1:{listener.getsockname()[1]}/v1"
    started = time.monotonic()
    with opened(url, tmp_path / "r.duckdb", patience=patience) as model, pytest.raises(ModelError, match="time-out"):
        model.predict([ITEM])
    assert time.monotonic() - started < 2.0
    listener.close()


@pytest.mark.parametrize(
    ("status", "words"),
    [(401, "refuses the key"), (403, "refuses the key"), (404, "knows no model"), (307, "redirects"), (400, "400")],
)
def test_a_refusal_is_one_line(status: int, words: str, tmp_path: Path) -> None:
    """It is not asked again, and a redirect is not followed."""
    reply = Reply(b"you are wrong", status=status, headers={"Location": "http://127.0.0.1:9/elsewhere"})
    with serving(in_turn(reply)) as server, opened(server.url, tmp_path / "r.duckdb") as model:
        with pytest.raises(ModelError, match=words) as raised:
            model.predict([ITEM])
        assert len(server.asked) == 1 and server.url in str(raised.value) and "wrong" not in str(raised.value)


def test_a_closed_model_says_so(tmp_path: Path) -> None:
    """It does not pass for one without opinions."""
    with serving(in_turn(says(GOOD))) as server, opened(server.url, tmp_path / "r.duckdb") as model:
        model.close()
        with pytest.raises(ModelError, match="closed"):
            model.predict([ITEM])


@pytest.mark.skipif(sys.platform == "win32", reason="no SIGINT to another process there")
def test_ctrl_c_does_not_wait_for_the_endpoint(tmp_path: Path) -> None:
    """The program ends at once, without a traceback, though requests are under way."""

    def reply(number: int, body: dict[str, Any]) -> Reply:
        told = says(GOOD)
        told.delay = 20.0 if number else 0.0
        return told

    text = "On Tuesday Norway condemned Peru. Chile praised Ghana. France sued Spain. Kenya attacked Chad."
    with serving(reply) as server:
        words = [
            "read",
            "-",
            "--model-endpoint",
            server.url,
            "--model-name",
            "m",
            "--record",
            str(tmp_path / "r.duckdb"),
        ]
        with subprocess.Popen(
            [sys.executable, "-m", "detente", *words],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        ) as process:
            assert process.stdin is not None and process.stdout is not None and process.stderr is not None
            process.stdin.write(text.encode())
            process.stdin.close()
            until = time.monotonic() + 60
            while len(server.asked) < 2 and time.monotonic() < until:
                time.sleep(0.05)
            started = time.monotonic()
            process.send_signal(signal.SIGINT)
            process.wait(timeout=15)
            assert time.monotonic() - started < 10
            assert process.returncode == 130 and b"Traceback" not in process.stderr.read()
            assert process.stdout.read() == b""


def test_a_passing_trouble_does_not_cost_the_next_article(tmp_path: Path) -> None:
    """A pair that was lost does not make the endpoint one that is away."""
    troubled = {"count": 0}

    def reply(number: int, body: dict[str, Any]) -> Reply:
        if " 1 times" in body["messages"][-1]["content"]:
            return Reply(status=503)
        if " 9 times" in body["messages"][-1]["content"] and not troubled["count"]:
            troubled["count"] += 1
            return Reply(status=503)
        return says(GOOD)

    with serving(reply) as server, opened(server.url, tmp_path / "r.duckdb") as model:
        assert [bool(row) for row in model.predict(items(2))] == [True, False]
        assert all(model.predict(items(20)[9:])) and troubled["count"] == 1
