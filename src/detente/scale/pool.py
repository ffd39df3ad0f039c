"""A pool of workers within bounds of time and memory for each job, replaced when they die.

A worker holds the job it is at, and one small one that waits in its pipe, so that it need not wait for the run, which
may be busy writing. Not `concurrent.futures` (one dead worker breaks the pool, no bound of time) and not pebble (LGPL;
its workers take jobs from one shared pipe under a lock; no bound of memory): here every worker has a pipe of its own,
so that whatever it dies of touches its own jobs alone, and what goes through is typed bytes.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import queue
import sys
import threading
import time
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from multiprocessing.connection import Connection, wait
from typing import TYPE_CHECKING

import msgspec

from detente.scale.errors import ScaleError
from detente.scale.messages import Answer, Fault, Job, Setup
from detente.scale.worker import work

if TYPE_CHECKING:
    from multiprocessing.context import SpawnProcess

#: Seconds that a worker may take to load the coder.
_LOADING = 300.0
#: Bytes of a job that may wait in a worker's pipe: what the system buffers, so that sending it never blocks.
_SMALL = 48 * 1024
_ANSWERS = msgspec.msgpack.Decoder(Answer)


@dataclass
class _Worker:
    process: SpawnProcess
    pipe: Connection
    ready: bool = False
    jobs: deque[Job] = field(default_factory=deque)
    done: int = 0
    since: float = field(default_factory=time.monotonic)


class Pool:
    """``workers`` processes that code; the first job starts them. Use it as a context: leaving it ends them.

    A job may take ``seconds`` (0: any time); a worker that takes longer is killed. A job whose worker dies is tried
    once more in a new one: it may have been the worker's fault, or somebody's who killed it.

    Raises:
        ScaleError: from :meth:`answer`, where a worker cannot load the coder.
    """

    def __init__(self, workers: int, setup: Setup, *, seconds: float = 0.0) -> None:
        self._count, self._seconds = workers, seconds
        self._megabytes, self._setup = setup.megabytes, msgspec.msgpack.encode(setup)
        self._workers: list[_Worker] = []
        self._waiting: deque[Job] = deque()
        self._tried: set[int] = set()
        self._stillborn = 0  # workers in a row that died while they loaded
        self._answers: queue.Queue[Answer | ScaleError] = queue.Queue()
        self._heard, self._bell = multiprocessing.Pipe(duplex=False)
        self._lock, self._closing = threading.Lock(), False
        self._thread = threading.Thread(target=self._run, name="workers", daemon=True)
        self._thread.start()

    def __enter__(self) -> Pool:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def put(self, job: Job) -> None:
        """Hand over a job; it waits for a free worker."""
        with self._lock:
            self._waiting.append(job)
        self._ring()

    def answer(self) -> Answer:
        """The next answer, in the order in which they are ready; waits for it."""
        found = self._answers.get()
        if isinstance(found, ScaleError):
            raise found
        return found

    @property
    def pids(self) -> list[int]:
        """Process ids of the workers that run now."""
        return [w.process.pid for w in list(self._workers) if w.process.pid is not None]

    def close(self) -> None:
        """End the workers, whatever they are at."""
        self._closing = True
        self._ring()
        self._thread.join(timeout=30)
        self._bell.close()
        self._heard.close()

    def _ring(self) -> None:
        with contextlib.suppress(OSError):
            self._bell.send_bytes(b"!")

    # -- in the pool's thread ----------------------------------------------------------------------------------------

    def _run(self) -> None:
        try:
            while not self._closing:
                self._hand_out()
                pipes: dict[Connection, _Worker] = {w.pipe: w for w in self._workers}
                for ready in wait([self._heard, *pipes], timeout=self._patience()):
                    if ready is self._heard:
                        self._heard.recv_bytes()
                    elif isinstance(ready, Connection):
                        self._hear(pipes[ready])
                self._stop_the_slow()
        except ScaleError as error:
            self._answers.put(error)
        except BaseException as error:
            self._answers.put(ScaleError(f"the workers broke down ({type(error).__name__}: {error}); run it again"))
        finally:
            for worker in self._workers:
                self._end(worker)

    def _hand_out(self) -> None:
        while True:
            with self._lock:
                if not self._waiting:
                    return
                free = next((w for w in self._workers if not w.jobs), None)
                if free is None and len(self._workers) >= self._count:
                    if len(self._waiting[0].payload) > _SMALL:
                        return
                    free = next((w for w in self._workers if w.ready and len(w.jobs) == 1), None)
                    if free is None:
                        return
                job = self._waiting.popleft()
            self._give(free or self._start(), job)

    def _give(self, worker: _Worker, job: Job) -> None:
        worker.jobs.append(job)
        if len(worker.jobs) == 1:
            worker.since = time.monotonic()
        if worker.ready:
            self._send(worker, job)

    def _start(self) -> _Worker:
        context = multiprocessing.get_context("spawn")
        ours, theirs = context.Pipe()
        process = context.Process(target=work, args=(theirs, self._setup), name="detente worker", daemon=True)
        try:
            with without_main():
                process.start()
        except OSError as error:
            ours.close()
            raise ScaleError(f"a worker cannot be started ({error.strerror}); ask for fewer with --workers") from None
        finally:
            theirs.close()
        worker = _Worker(process, ours)
        self._workers.append(worker)
        return worker

    def _send(self, worker: _Worker, job: Job) -> None:
        with contextlib.suppress(OSError):  # a worker that died meanwhile is heard of by its pipe
            worker.pipe.send_bytes(msgspec.msgpack.encode(job))

    def _hear(self, worker: _Worker) -> None:
        try:
            answer = _ANSWERS.decode(worker.pipe.recv_bytes())
        except (EOFError, OSError, msgspec.MsgspecError):
            self._lost(worker)
            return
        if not worker.ready:
            if answer.fault is not None:
                raise ScaleError(answer.fault.reason)
            worker.ready, worker.since, self._stillborn = True, time.monotonic(), 0
            for job in worker.jobs:
                self._send(worker, job)
            return
        job = worker.jobs.popleft()
        worker.done, worker.since = worker.done + 1, time.monotonic()
        if answer.fault is not None and answer.fault.kind == "memory":
            # what the worker had grown to before may be to blame, and what is left of it is not to be trusted
            self._end(worker)
            if worker.done > 1:
                self._again(job, answer.fault)
                return
        self._answers.put(answer)

    def _lost(self, worker: _Worker) -> None:
        job = worker.jobs.popleft() if worker.jobs else None
        self._end(worker)
        code = worker.process.exitcode
        how = f"signal {-code}" if code is not None and code < 0 else f"exit {code}"
        if not worker.ready:
            self._stillborn += 1
            if self._stillborn > 2:
                raise ScaleError(f"workers end before they have loaded the coder ({how}); is there memory enough?")
            if job is not None:
                self._give(self._start(), job)
        elif job is not None:
            self._again(job, Fault("died", f"the worker that coded it died twice ({how})"))

    def _again(self, job: Job, fault: Fault) -> None:
        if job.number in self._tried:
            self._answers.put(Answer(job.number, fault=fault))
        else:
            self._tried.add(job.number)
            self._give(self._start(), job)

    def _stop_the_slow(self) -> None:
        now = time.monotonic()
        for worker in list(self._workers):
            if not worker.ready and now - worker.since > _LOADING:
                raise ScaleError(f"a worker had not loaded the coder after {_LOADING:.0f} s; run it again")
            if self._seconds and worker.ready and worker.jobs and now - worker.since > self._seconds:
                job = worker.jobs.popleft()
                self._end(worker)
                self._answers.put(Answer(job.number, fault=Fault("slow", f"took longer than {self._seconds:g} s")))

    def _patience(self) -> float | None:
        ends = [w.since + (self._seconds if w.ready else _LOADING) for w in self._workers if w.jobs or not w.ready]
        if not ends or not self._seconds:
            return 60.0
        return max(0.01, min(ends) - time.monotonic() + 0.01)

    def _end(self, worker: _Worker) -> None:
        """Kill it; what it had not begun waits for another."""
        if worker in self._workers:
            self._workers.remove(worker)
        with self._lock:
            self._waiting.extendleft(reversed(worker.jobs))
        worker.jobs.clear()
        with contextlib.suppress(OSError):
            worker.process.kill()
        worker.process.join(timeout=10)
        worker.pipe.close()


@contextlib.contextmanager
def without_main() -> Iterator[None]:
    """Keep a new process from importing the program that started it: it needs none of it, and that may start more."""
    main = sys.modules["__main__"]
    kept = {name: main.__dict__[name] for name in ("__spec__", "__file__") if name in main.__dict__}
    for name in kept:
        main.__dict__[name] = None
    try:
        yield
    finally:
        for name, value in kept.items():
            main.__dict__[name] = value
