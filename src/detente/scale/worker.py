"""A worker: a process that loads the coder once and codes what it is handed, until its pipe closes."""

from __future__ import annotations

import os
import signal
import time
from multiprocessing.connection import Connection

#: Cores are shared out among workers, so each computes in one thread.
_ONE_THREAD = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "DETENTE_THREADS")
_MEGABYTE = 1024 * 1024


def work(pipe: Connection, setup: bytes) -> None:
    """Load the coder, say so, then answer one job after the other. Runs in the worker's process."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the run decides what an interruption means
    os.environ.update(dict.fromkeys(_ONE_THREAD, "1"))
    import msgspec

    from detente.errors import DetenteError
    from detente.scale.messages import Answer, Fault, Job, Setup

    chosen = msgspec.msgpack.decode(setup, type=Setup)
    try:
        from pathlib import Path

        from detente.api import accountant

        coder = accountant(Path(chosen.knowledge) if chosen.knowledge else None, min_confidence=chosen.min_confidence)
    except (DetenteError, OSError, MemoryError) as error:
        pipe.send_bytes(msgspec.msgpack.encode(Answer(-1, fault=Fault("died", str(error) or "out of memory"))))
        return
    bound_memory(chosen.megabytes)
    jobs = msgspec.msgpack.Decoder(Job)
    try:
        pipe.send_bytes(msgspec.msgpack.encode(Answer(-1)))
        while True:
            job = jobs.decode(pipe.recv_bytes())
            began = time.perf_counter()
            value, signature, fault = b"", b"", None
            try:
                value, signature = _done(job, coder)
            except DetenteError as error:
                fault = Fault("unreadable", str(error))
            except MemoryError:
                fault = Fault("memory", f"needs more than {chosen.megabytes} MB of memory")
            except Exception as error:
                # a fault of ours in one article of a thousand must not cost the others
                fault = Fault("faulty", f"cannot be coded ({type(error).__name__}: {error!s:.300}); please report it")
            pipe.send_bytes(
                msgspec.msgpack.encode(Answer(job.number, value, signature, fault, time.perf_counter() - began))
            )
    except (EOFError, OSError):
        return  # the run is over


def _done(job: object, coder: object) -> tuple[bytes, bytes]:
    from detente.account import Accountant
    from detente.ingest.sources import read_page_bytes
    from detente.record.stories import signature, to_bytes
    from detente.scale import messages

    assert isinstance(job, messages.Job) and isinstance(coder, Accountant)
    if job.task == "read":
        return messages.entries_bytes(list(read_page_bytes(messages.page_of(job.payload)))), b""
    article = messages.article_of(job.payload)
    return messages.account_bytes(coder.account(article)), to_bytes(signature(article.body))


def bound_memory(megabytes: int) -> None:
    """Let this process take at most so much more memory than it has now; the kernel holds it to that.

    Where the kernel keeps no such account (outside Linux) nothing is bound.
    """
    try:
        import resource
        from pathlib import Path

        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
    except (ImportError, OSError, ValueError):
        return
    if megabytes > 0:
        bound = pages * os.sysconf("SC_PAGE_SIZE") + megabytes * _MEGABYTE
        _, hardest = resource.getrlimit(resource.RLIMIT_AS)
        if hardest != resource.RLIM_INFINITY:
            bound = min(bound, hardest)
        resource.setrlimit(resource.RLIMIT_AS, (bound, hardest))
