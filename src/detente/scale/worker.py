"""A worker: a process that loads the coder once and codes what it is handed, until its pipe closes."""

from __future__ import annotations

import os
import signal
import time
from multiprocessing.connection import Connection
from pathlib import Path

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
        from detente.api import accountant

        coder = accountant(Path(chosen.knowledge) if chosen.knowledge else None, min_confidence=chosen.min_confidence)
        if chosen.megabytes > 0:
            _warm(coder)
    except (DetenteError, OSError, MemoryError) as error:
        pipe.send_bytes(msgspec.msgpack.encode(Answer(-1, fault=Fault("died", str(error) or "out of memory"))))
        return
    most = bound_memory(chosen.megabytes)
    jobs = msgspec.msgpack.Decoder(Job)
    try:
        pipe.send_bytes(msgspec.msgpack.encode(Answer(-1)))
        while True:
            job = jobs.decode(pipe.recv_bytes())
            began = time.perf_counter()
            value, signature, fault = b"", b"", None
            try:
                value, signature = _done(job, coder, most)
            except DetenteError as error:
                fault = Fault("unreadable", str(error))
            except MemoryError:
                fault = Fault("memory", f"needs more than {chosen.megabytes} MB of memory")
            except Exception as error:
                # a fault of ours in one article of a thousand must not cost the others
                fault = Fault("faulty", f"cannot be coded ({type(error).__name__}: {error!s:.300}); please report it")
            if fault is not None and fault.kind == "faulty" and most and _memory("VmPeak") > most:
                # libraries that run out of memory say all sorts of things
                fault = Fault("memory", f"needs more than {chosen.megabytes} MB of memory")
            pipe.send_bytes(
                msgspec.msgpack.encode(Answer(job.number, value, signature, fault, time.perf_counter() - began))
            )
    except (EOFError, OSError):
        return  # the run is over


#: Code this before memory is bound: a page with an act, a speech, a date and a pronoun.
_SAMPLE = """<html><body><article><p>Norway condemned Peru in Oslo on 4 May 2021 over its fishing fleet.</p>
<p>"We will not accept this," Prime Minister Jens Berg said. He added that Norway may impose sanctions on the country
and that talks in Lima had failed last week.</p></article></body></html>"""


def _warm(coder: object) -> None:
    """Code a sample, so that what libraries set up once at first use is not counted against the first article.

    OpenBLAS takes its working space (tens of megabytes a thread) at the first product of some size, and where it is
    refused, ends the process.
    """
    from detente.account import Accountant
    from detente.ingest.sources import Found, Page, read_page_bytes

    assert isinstance(coder, Accountant)
    for item in read_page_bytes(Page(_SAMPLE.encode(), "sample.html")):
        if isinstance(item, Found):
            coder.account(item.article)


def _done(job: object, coder: object, most: int) -> tuple[bytes, bytes]:
    from detente.account import Accountant
    from detente.ingest.sources import Found, read_page_bytes
    from detente.record.stories import signature, to_bytes
    from detente.scale import messages

    assert isinstance(job, messages.Job) and isinstance(coder, Accountant)
    if job.task == "read":
        items = list(read_page_bytes(messages.page_of(job.payload)))
        if most and not any(isinstance(item, Found) for item in items) and _memory("VmPeak") > most:
            raise MemoryError  # extractors say that there is no text when they run out of it
        return messages.entries_bytes(items), b""
    article = messages.article_of(job.payload)
    return messages.account_bytes(coder.account(article)), to_bytes(signature(article.body))


def bound_memory(megabytes: int) -> int:
    """Let this process take at most so much more memory than it has now; the kernel holds it to that.

    The bytes of address space that only what has come near the bound has taken; 0 where nothing is bound, as outside
    Linux, where the kernel keeps no such account.
    """
    held = _memory("VmSize")
    if megabytes <= 0 or not held:
        return 0
    import resource

    bound = held + megabytes * _MEGABYTE
    _, hardest = resource.getrlimit(resource.RLIMIT_AS)
    if hardest != resource.RLIM_INFINITY:
        bound = min(bound, hardest)
    resource.setrlimit(resource.RLIMIT_AS, (bound, hardest))
    return held + (bound - held) * 3 // 4


def _memory(what: str) -> int:
    """A figure of this process's memory in bytes (VmSize, VmPeak); 0 where the system does not tell."""
    try:
        for line in Path("/proc/self/status").read_text(encoding="ascii", errors="replace").splitlines():
            if line.startswith(f"{what}:"):
                return int(line.split()[1]) * 1024
    except (OSError, ValueError, IndexError):
        pass
    return 0
