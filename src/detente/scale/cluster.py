"""Articles over Ray Data: readers cut inputs into parts, actors that hold the coder code and commit one at a time.

Ray starts what dies anew and hands its part to another; a part is committed in one step, so nothing is lost and nothing
doubled. Ray Data holds readers back while parts wait for actors, and moves what waits to the disk.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import logging
import os
import socket
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from detente.errors import DetenteError
from detente.scale import inputs as reading
from detente.scale import messages
from detente.scale.errors import ScaleError
from detente.scale.folder import Input, Output, Part, Settings
from detente.scale.messages import Setup
from detente.scale.metrics import Meter, Metrics
from detente.scale.parting import code_part
from detente.scale.pool import Pool

if TYPE_CHECKING:
    import pyarrow as pa

#: Bytes that Ray may hold of parts that wait, where it runs on this machine alone.
_STORE = 512 * 1024 * 1024
#: Seconds between two reports.
_REPORTED = 10.0


class Work(msgspec.Struct, frozen=True):
    """What readers and actors must know."""

    output: str
    settings: Settings
    seconds: float = 60.0
    megabytes: int = 1024
    articles: int = reading.ARTICLES


def run(
    work: Work, inputs: list[Input], workers: int | None, address: str | None, report: Callable[[Metrics], None]
) -> Metrics:
    """Code what is not done of ``inputs``; ``report`` is told of the progress. ``workers`` None: one a core.

    Raises:
        ScaleError: Ray is missing, the cluster cannot be reached, or its workers cannot code.
    """
    output, meter = Output(work.output), Meter()
    open_inputs = []
    for input in inputs:
        ended, done = output.ended(input), output.numbers(input)
        meter.know(len(done))
        if ended is None or len(done) < ended.parts:
            open_inputs.append(input)
    if open_inputs:
        with _ray(address, workers) as ray:
            try:
                told = time.monotonic()
                planned = _parts_from_outside if ray.util.client.ray.is_connected() else _parts
                for part in planned(ray, work, open_inputs, workers or _cores(ray)):
                    meter.take(part)
                    if time.monotonic() - told > _REPORTED:
                        told = time.monotonic()
                        report(meter.metrics)
            except ray.exceptions.RayError as error:
                raise _told(error) from None
    output.write("metrics.json", meter.metrics)
    return meter.metrics


def _parts(ray: Any, work: Work, inputs: list[Input], workers: int) -> Iterator[Part]:
    context = ray.data.DataContext.get_current()
    context.enable_progress_bars = False
    context.print_on_execution_start = False
    context.target_max_block_size = 1  # a block a part: parts are handed out one by one
    sent = [{"input": msgspec.json.encode(input)} for input in inputs]
    asked = msgspec.json.encode(work)
    found = (
        ray.data.from_items(sent, override_num_blocks=len(sent))
        .map_batches(
            read_input,
            batch_size=1,
            batch_format="pyarrow",
            fn_kwargs={"work": asked},
            num_cpus=0,
            compute=ray.data.TaskPoolStrategy(size=max(1, workers // 8)),
        )
        .map_batches(
            PartCoder,
            batch_size=1,
            batch_format="pyarrow",
            fn_constructor_kwargs={"work": asked},
            num_cpus=1,
            compute=ray.data.ActorPoolStrategy(min_size=1, max_size=workers, initial_size=workers),
        )
    )
    for row in found.iter_rows():
        yield msgspec.json.decode(row["part"], type=Part)


def _parts_from_outside(ray: Any, work: Work, inputs: list[Input], workers: int) -> Iterator[Part]:
    """The same over Ray's client (`ray://`), which knows nothing of Ray Data: an actor on the cluster plans the run."""
    planner = ray.remote(num_cpus=0)(Planner).remote(
        msgspec.json.encode(work), [msgspec.json.encode(input) for input in inputs], workers
    )
    while (entry := ray.get(planner.next.remote())) is not None:
        yield msgspec.json.decode(entry, type=Part)


class Planner:
    """Plans a run within the cluster for somebody outside it, and gives the entries of its parts as they are done."""

    def __init__(self, work: bytes, inputs: list[bytes], workers: int) -> None:
        import ray
        import ray.data

        known = [msgspec.json.decode(input, type=Input) for input in inputs]
        self._parts = _parts(ray, msgspec.json.decode(work, type=Work), known, workers)

    def next(self) -> bytes | None:
        """The entry of the next part; None when all are done."""
        part = next(self._parts, None)
        return None if part is None else msgspec.json.encode(part)


def read_input(batch: pa.Table, work: bytes) -> Iterator[pa.Table]:
    """The parts of an input that are not done, each as one row. Runs in a reader."""
    import pyarrow as pa

    asked = msgspec.json.decode(work, type=Work)
    output = Output(asked.output)
    date = dt.date.fromisoformat(asked.settings.date) if asked.settings.date else None
    for row in batch.to_pylist():
        input = msgspec.json.decode(row["input"], type=Input)
        done, number = output.numbers(input), 0
        began = time.perf_counter()
        for number, items in enumerate(reading.parts(reading.read(input, date), asked.articles), 1):
            if number - 1 not in done:
                yield pa.table(
                    {
                        "input": [input.id],
                        "number": [number - 1],
                        "items": pa.array([messages.entries_bytes(items)], pa.large_binary()),
                        "seconds": [time.perf_counter() - began],
                    }
                )
            began = time.perf_counter()
        output.end(input, number)


class PartCoder:
    """Codes parts in a process of its own beside it, which holds the coder; Ray makes one an actor."""

    def __init__(self, work: bytes) -> None:
        asked = msgspec.json.decode(work, type=Work)
        self._output = Output(asked.output)
        setup = Setup(asked.settings.knowledge, asked.settings.min_confidence, asked.megabytes)
        self._pool = Pool(1, setup, seconds=asked.seconds)

    def __call__(self, batch: pa.Table) -> pa.Table:
        """The entries of the parts in ``batch``: they are done."""
        import pyarrow as pa

        entries = []
        for row in batch.to_pylist():
            # tried again after its worker died, it may have been done
            part = self._output.part(row["input"], row["number"])
            if part is None:
                items = messages.entries_of(row["items"])
                part = code_part(self._output, row["input"], row["number"], items, self._pool, row["seconds"])
            entries.append(msgspec.json.encode(part))
        return pa.table({"part": pa.array(entries, pa.binary())})


@contextlib.contextmanager
def _ray(address: str | None, workers: int | None) -> Iterator[Any]:
    """Ray, on the cluster at ``address`` or on this machine alone, with nothing sent to anybody."""
    os.environ.update(RAY_USAGE_STATS_ENABLED="0", RAY_ACCEL_ENV_VAR_OVERRIDE_ON_ZERO="0")
    os.environ.setdefault("RAY_BACKEND_LOG_LEVEL", "fatal")
    if address is not None and address.startswith("ray://") and _has_token():
        os.environ.setdefault("RAY_AUTH_MODE", "token")  # else Ray's client keeps its token to itself, and waits
    try:
        import ray
        import ray.data
        import ray.util.client
    except ImportError:
        raise ScaleError('Ray is not installed; install it with: pip install "detente[ray]"') from None
    for name in ("ray", "ray.data"):
        logging.getLogger(name).setLevel(logging.ERROR)
    quiet: dict[str, Any] = {"log_to_driver": False, "logging_level": logging.ERROR}
    try:
        if address is not None:
            _reach(address)
            _join(ray, address, quiet)
        else:
            ray.init(
                address="local",
                num_cpus=workers or os.cpu_count() or 1,
                include_dashboard=False,
                object_store_memory=_STORE,
                _node_ip_address="127.0.0.1",
                **quiet,
            )
    except (ray.exceptions.RayError, OSError, ValueError, OverflowError, RuntimeError) as error:
        where = f"at {address}" if address else "on this machine"
        raise ScaleError(f"Ray cannot be used {where} ({_line(error)})") from None
    try:
        yield ray
    finally:
        ray.shutdown()


def _join(ray: Any, address: str, settings: dict[str, Any], tries: int = 3) -> None:
    """Join the cluster at ``address``. Its client server forks for each client, and what it forks dies now and then (a
    fork beside threads of gRPC); the next one lives."""
    for left in reversed(range(tries)):
        try:
            ray.init(address=address, **settings)
            return
        except RuntimeError as error:
            if not left or "client server failed" not in str(error):
                raise


def _has_token() -> bool:
    """Whether Ray was given a token for clusters that ask for one, in one of the three places that it looks at."""
    given = os.environ.get("RAY_AUTH_TOKEN") or os.environ.get("RAY_AUTH_TOKEN_PATH")
    return bool(given) or (Path.home() / ".ray" / "auth_token").is_file()


def _reach(address: str) -> None:
    """Find out within seconds whether anybody listens there; Ray would ask for a minute."""
    host, _, port = address.removeprefix("ray://").rpartition(":")
    if host and port.isdigit():
        socket.create_connection((host.strip("[]"), int(port)), timeout=10.0).close()


def _cores(ray: Any) -> int:
    return max(1, int(ray.cluster_resources().get("CPU", 1)))


def _told(error: Exception) -> ScaleError:
    """One line for what went wrong on the cluster."""
    cause: BaseException | None = error
    while cause is not None:
        inner = getattr(cause, "cause", None) or cause.__cause__
        if isinstance(cause, DetenteError):
            return ScaleError(str(cause))
        cause = inner
    return ScaleError(f"the run broke off ({_line(error)}); what was done is kept, run it again")


def _line(error: Exception) -> str:
    lines = [line for line in str(error).splitlines() if line.strip()]
    return " ".join(lines[-1].split())[:300] if lines else type(error).__name__
