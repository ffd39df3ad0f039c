"""A type model behind an OpenAI-compatible endpoint that the user names: one chat completion a pair.

Off unless an address is given. Answers are kept in the record and never asked for twice; they are checked, then
tempered as the built-in model's are. A pair that gets no answer gets no opinion: the lexicon alone decides it.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import email.utils
import logging
import queue
import random
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import httpcore
import httpx
import msgspec

from detente import __version__
from detente.coding import address
from detente.coding.answers import Answers, key_of
from detente.coding.backends import PairItem
from detente.coding.question import checked, question, request, tempered, version
from detente.coding.waiting import Clock, WaitingTransport
from detente.errors import ModelError

#: Temperature of a model for which none was fitted: language models tell more certainty than they have.
CAUTIOUS = 1.5
#: Bytes of one answer, headers apart; 17 numbers need about 400, the rest is the protocol and a model's reasoning.
LARGEST = 262_144
_AGAIN = frozenset({408, 425, 429})


@dataclass(frozen=True, slots=True)
class Patience:
    """How long and how often is asked; times in seconds.

    ``total`` bounds one request, ``attempts`` the requests for one pair, ``pause`` the first wait between them, which
    doubles up to ``longest``; a server's Retry-After is honoured up to ``obeyed``. ``lost``: after so many pairs in a
    row without any reply, the rest of the article's pairs is not asked about.
    """

    connect: float = 5.0
    read: float = 60.0
    total: float = 120.0
    attempts: int = 4
    pause: float = 0.5
    longest: float = 20.0
    obeyed: float = 60.0
    workers: int = 4
    lost: int = 8


class _Message(msgspec.Struct):
    content: str | None = None


class _Choice(msgspec.Struct):
    message: _Message


class _Completion(msgspec.Struct):
    choices: list[_Choice]


_COMPLETION = msgspec.json.Decoder(_Completion)


class _NoAnswer(Exception):
    """A pair has no usable answer; ``replied`` tells whether the endpoint spoke at all, ``wait`` what it asked for."""

    def __init__(self, reason: str, *, replied: bool = False, again: bool = False, wait: float | None = None) -> None:
        super().__init__(reason)
        self.replied, self.again, self.wait = replied, again, wait


#: Probabilities of the labels, or why there are none.
_Outcome = dict[str, float] | Exception


class EndpointTypeModel:
    """Asks the model ``model`` at ``endpoint`` for the types of pairs; see ``docs/backends.md``.

    Raises:
        ModelError: the address or the key is refused, or no model is named. Nothing is sent before the first pair.
    """

    def __init__(
        self,
        endpoint: str,
        model: str,
        answers: Answers | None,
        *,
        report: Callable[[str], None] | None = None,
        patience: Patience = Patience(),
    ) -> None:
        self._url = address.completions(endpoint)
        if not model or not model.isprintable() or len(model) > 200:
            raise ModelError("--model-endpoint needs the name that the endpoint has for its model; give --model-name")
        self._model = model
        self._answers = answers
        self._report = report or logging.getLogger("detente").warning
        self._patience = patience
        self.address = address.shown(self._url)
        #: Under this name answers and temperature are kept.
        self.name = f"{model} at {self.address}, question {version()}"
        self._temperature = (answers.temperature(self.name) if answers else None) or CAUTIOUS
        key = address.key()
        self._unlogged = address.Unlogged(key) if key else None
        if self._unlogged:
            self._unlogged.begin()
        self._stopped = threading.Event()
        self._clock = Clock(self._stopped)
        # Neither proxies nor .netrc of the environment: sentences and key go to this address alone.
        self._client = httpx.Client(
            transport=WaitingTransport(self._clock),
            trust_env=False,
            follow_redirects=False,
            headers=_headers(key),
            timeout=httpx.Timeout(patience.read, connect=patience.connect, pool=None),
        )
        self._not_before = 0.0
        self._replied = False
        self._lost = 0
        self._missed = 0

    def __repr__(self) -> str:
        return f"EndpointTypeModel({self.name!r})"

    def predict(self, items: Sequence[PairItem]) -> list[dict[str, float]]:
        """Tempered probabilities of each pair, in order; an empty mapping for a pair without an answer.

        Raises:
            ValueError: a span lies outside its text or is empty.
            ModelError: the endpoint refuses the key or the model, or has never yet replied.
        """
        told = self.untempered(items)
        return [tempered(row, self._temperature) if row else {} for row in told]

    def untempered(self, items: Sequence[PairItem]) -> list[dict[str, float]]:
        """The model's own probabilities of the 17 labels, for fitting the temperature; otherwise as :meth:`predict`."""
        questions = [question(item) for item in items]
        keys = [key_of(self.name, version(), q) for q in questions]
        wanted = dict(zip(keys, questions, strict=True))
        found = self._answers.find(self.name, wanted) if self._answers and wanted else {}
        missing = {key: q for key, q in wanted.items() if key not in found}
        self._ask_all(missing, found)
        return [found.get(key, {}) for key in keys]

    def close(self) -> None:
        """Say how many pairs were left without an answer, if several, and end the connections."""
        self._stopped.set()
        self._client.close()
        if self._unlogged:
            self._unlogged.end()
        if self._missed > 1:
            self._report(f"{self.address}: {self._missed} pairs in all without an answer, coded by the lexicon alone")
            self._missed = 0

    def _ask_all(self, missing: Mapping[str, str], found: dict[str, dict[str, float]]) -> None:
        """Ask for what is ``missing`` and put the answers into ``found``, and into the record as they come."""
        left = list(missing.items())
        if left and self._stopped.is_set():
            raise ModelError(f"the connection to {self.address} was closed; open the model again")
        if left and (not self._replied or self._lost >= self._patience.lost):
            # whether anybody is there is tried with one pair before many are sent
            key, words = left.pop(0)
            attempts = 1 if self._replied else self._patience.attempts
            self._take(key, self._tried(words, attempts), found)
            if self._lost:
                self._miss("the endpoint no longer replies", len(left))
                return
        if not left:
            return
        tasks: queue.SimpleQueue[tuple[str, str]] = queue.SimpleQueue()
        done: queue.SimpleQueue[tuple[str, _Outcome]] = queue.SimpleQueue()
        for task in left:
            tasks.put(task)
        workers = [
            threading.Thread(target=self._work, args=(tasks, done), daemon=True, name="detente-endpoint")
            for _ in range(min(self._patience.workers, len(left)))
        ]
        for worker in workers:
            worker.start()
        awaited = len(left)
        try:
            while awaited:
                key, outcome = done.get()
                awaited -= 1
                self._take(key, outcome, found)
                if self._lost >= self._patience.lost:
                    dropped = _emptied(tasks)
                    awaited -= dropped
                    self._miss("the endpoint no longer replies", dropped)
        except BaseException:
            self._stopped.set()
            _emptied(tasks)
            for worker in workers:
                worker.join(timeout=1.0)  # their waits end soon; Ctrl-C must not last as long as a time-out
            raise

    def _work(self, tasks: queue.SimpleQueue[tuple[str, str]], done: queue.SimpleQueue[tuple[str, _Outcome]]) -> None:
        """Answer questions until there is none left."""
        while True:
            try:
                key, words = tasks.get_nowait()
            except queue.Empty:
                return
            done.put((key, self._tried(words, self._patience.attempts)))

    def _tried(self, words: str, attempts: int) -> _Outcome:
        """The answer to one question, or what stands in its way, to be raised where it is taken."""
        try:
            return self._answer(words, attempts)
        except Exception as error:
            return error

    def _take(self, key: str, outcome: _Outcome, found: dict[str, dict[str, float]]) -> None:
        """Put one answer where it belongs, or count the pair as missed."""
        if isinstance(outcome, _NoAnswer):
            reason = outcome
            self._replied = self._replied or reason.replied
            if not self._replied:
                raise ModelError(
                    f"{self.address} gives no answer for model {self._model!r} ({reason}); check --model-endpoint, "
                    "--model-name and that the server runs and takes JSON-schema output"
                ) from None
            self._lost = 0 if reason.replied else self._lost + 1
            self._miss(str(reason), 1)
            return
        if isinstance(outcome, Exception):
            raise outcome
        found[key] = outcome
        self._replied, self._lost = True, 0
        if self._answers is not None:
            self._answers.keep(self.name, key, found[key])

    def _miss(self, reason: str, pairs: int) -> None:
        if pairs and not self._missed:
            self._report(
                f"{self.address}: a pair got no answer ({reason}) and is coded by the lexicon alone; "
                "more such pairs are counted at the end"
            )
        self._missed += pairs

    def _answer(self, words: str, attempts: int) -> dict[str, float]:
        """The checked answer to one question, after so many attempts at most."""
        for attempt in range(1, attempts + 1):
            self._wait(max(0.0, self._not_before - time.monotonic()))
            try:
                return self._once(words)
            except _NoAnswer as failure:
                if not failure.again or attempt == attempts:
                    raise
                if failure.wait is not None:
                    if failure.wait > self._patience.obeyed:
                        raise
                    # what it asks of one request holds for all
                    self._not_before = max(self._not_before, time.monotonic() + failure.wait)
                else:
                    most = min(self._patience.longest, self._patience.pause * 2 ** (attempt - 1))
                    self._wait(random.uniform(most / 2, most))  # noqa: S311 - spreads requests, guards nothing
        raise AssertionError("an attempt returns or raises")

    def _wait(self, seconds: float) -> None:
        if self._stopped.wait(seconds):
            raise _NoAnswer("stopped")

    def _once(self, words: str) -> dict[str, float]:
        """One request. Errors of the library are told in our words: theirs may hold what was sent."""
        self._clock.start(self._patience.total)
        try:
            with self._client.stream("POST", self._url, json=request(self._model, words)) as response:
                self._judge(response)
                data = _body(response)
        except (httpx.TimeoutException, httpcore.TimeoutException):
            raise _NoAnswer("time-out", again=True) from None
        except (httpx.TransportError, httpcore.NetworkError, httpcore.ProtocolError) as error:
            raise _NoAnswer(_fault(error), again=True) from None
        except (httpx.HTTPError, httpx.StreamError, httpcore.ConnectionNotAvailable, RuntimeError):
            raise _NoAnswer("stopped") from None  # the client was closed meanwhile
        try:
            return checked(content_of(data))
        except ValueError as error:
            raise _NoAnswer(str(error), replied=True) from None

    def _judge(self, response: httpx.Response) -> None:
        """Raise what a status other than 200 means."""
        status = response.status_code
        if status == 200:
            return
        if status in (401, 403):
            raise ModelError(f"{self.address} refuses the key (status {status}); set {address.KEY} to a valid one")
        if status == 404:
            raise ModelError(f"{self.address} knows no model {self._model!r} or no chat completions (status 404)")
        if 300 <= status < 400:
            raise ModelError(f"{self.address} redirects (status {status}), not followed; give the last address")
        again = status in _AGAIN or status >= 500
        wait = retry_after(response.headers.get("retry-after", ""))
        # a status such as 400 is about this request; if it is the first one, nothing has been answered yet
        raise _NoAnswer(f"status {status}", replied=self._replied and not again, again=again, wait=wait)


def _body(response: httpx.Response) -> bytes:
    """The bytes of a reply, bounded in number; the transport bounds their time."""
    if response.headers.get("content-encoding", "identity") != "identity":
        raise _NoAnswer("a compressed reply that was not asked for", replied=True)
    data = bytearray()
    for chunk in response.iter_raw():
        data += chunk
        if len(data) > LARGEST:
            raise _NoAnswer(f"a reply of more than {LARGEST} bytes", replied=True)
    return bytes(data)


def content_of(data: bytes) -> str:
    """What the first choice of a chat completion says.

    Raises:
        ValueError: it is none, or says nothing; the message quotes nothing of it.
    """
    try:
        choices = _COMPLETION.decode(data).choices
    except (msgspec.MsgspecError, ValueError, RecursionError):
        raise ValueError("the reply is no chat completion") from None
    if not choices or not choices[0].message.content:
        raise ValueError("the reply is empty")
    return choices[0].message.content


def _fault(error: Exception) -> str:
    if "certificate" in str(error).lower():
        return "its certificate is not valid"
    return "no connection" if isinstance(error, httpcore.ConnectError) else "the connection broke off"


def _headers(key: str | None) -> dict[str, str]:
    headers = {"User-Agent": f"detente/{__version__}", "Accept": "application/json", "Accept-Encoding": "identity"}
    if key:
        headers["Authorization"] = f"Bearer {key}"
    return headers


def _emptied(tasks: queue.SimpleQueue[tuple[str, str]]) -> int:
    """Take away what has not been begun; how many that were."""
    count = 0
    with contextlib.suppress(queue.Empty):
        while True:
            tasks.get_nowait()
            count += 1
    return count


def retry_after(told: str, now: dt.datetime | None = None) -> float | None:
    """Seconds that a Retry-After header asks for, as a number or a date; None when it says nothing readable."""
    told = told.strip()
    if told.isascii() and told.isdigit() and len(told) < 10:
        return float(told)
    try:
        date = email.utils.parsedate_to_datetime(told)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    now = now or dt.datetime.now(dt.UTC)
    return max(0.0, ((date if date.tzinfo else date.replace(tzinfo=dt.UTC)) - now).total_seconds())
