"""Fuzz the readers: ``python fuzz/run.py --seconds 120 [TARGET...]``.

With Atheris the search is guided by coverage; without it Hypothesis mutates the samples. Each target runs in a process
of its own. A finding does not end a run: it is told apart by the kind of error and the line of ours that it came from,
kept once, made smaller, and the search goes on. Every run adds a line to the log; ``--table`` prints the log's sums.
"""

from __future__ import annotations

import argparse
import contextlib
import faulthandler
import importlib.util
import json
import logging
import os
import random
import resource
import subprocess
import sys
import time
import traceback
import warnings
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

#: CPU seconds that 100 KB may take; a smaller input gets no less.
SLOW = 2.0
#: MiB by which one input may make the process grow.
GREEDY = 400
HERE = Path(__file__).resolve().parent


@dataclass
class Watch:
    """One target in this process: what it has done so far, and what it has found."""

    target: Any
    found_in: Path
    engine: str
    executions: int = 0
    findings: dict[str, str] = field(default_factory=dict)
    started: float = field(default_factory=time.monotonic)
    told: float = 0.0

    def one(self, data: bytes) -> None:
        """Run one input and keep it if it breaks the contract."""
        self.executions += 1
        current = self.found_in / "running"
        current.write_bytes(data)  # so that an input that ends the process is not lost
        name, words = judged(self.target.run, data)
        if name and name not in self.findings:
            self.findings[name] = words
            keep = self.found_in / name
            keep.write_bytes(data)
            keep.write_bytes(smaller(data, lambda piece: judged(self.target.run, piece)[0] == name))
            keep.with_suffix(".txt").write_text(words, encoding="utf-8", errors="backslashreplace")
        if time.monotonic() - self.told > 2:
            self.tell()

    def tell(self) -> None:
        """Write down how far the run is, so that it is known even if the process dies."""
        self.told = time.monotonic()
        row = {
            "target": self.target.name, "engine": self.engine, "executions": self.executions,
            "seconds": round(self.told - self.started, 1), "findings": sorted(self.findings),
        }  # fmt: skip
        (self.found_in / "state.json").write_text(json.dumps(row))


def judged(run: Callable[[bytes], None], data: bytes) -> tuple[str, str]:
    """The name and the words of what ``data`` breaks; empty where the contract holds."""
    before = resource.getrusage(resource.RUSAGE_SELF)
    try:
        run(data)
    except (KeyboardInterrupt, SystemExit):
        raise
    except BaseException as error:
        place = _place(error)
        return f"{type(error).__name__}-{place}"[:120], "".join(traceback.format_exception(error))[-4000:]
    after = resource.getrusage(resource.RUSAGE_SELF)
    spent = after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime
    if spent > SLOW * max(1.0, len(data) / 100_000) and not _warming(run):
        return "slow", f"{spent:.1f} CPU seconds for {len(data)} bytes"
    grown = (after.ru_maxrss - before.ru_maxrss) / 1024
    if grown > GREEDY and not _warming(run):
        return "memory", f"grew by {grown:.0f} MiB for {len(data)} bytes"
    return "", ""


_WARM: dict[Any, int] = {}


def _warming(run: Callable[[bytes], None]) -> bool:
    """Whether this is one of the first inputs, which load models and tables."""
    _WARM[run] = _WARM.get(run, 0) + 1
    return _WARM[run] <= 2


def _place(error: BaseException) -> str:
    """The innermost line of ours that an error went through; of a broken contract what it says."""
    if type(error).__name__ == "Broken":
        return "".join(c if c.isalpha() else "-" for c in str(error).partition(":")[0][:40])
    for frame in reversed(traceback.extract_tb(error.__traceback__)):
        if "detente" in frame.filename and "fuzz" not in Path(frame.filename).parts[-2]:
            return f"{Path(frame.filename).stem}-{frame.name}"
    return "elsewhere"


def smaller(data: bytes, still: Callable[[bytes], bool], tries: int = 400) -> bytes:
    """``data`` with the pieces cut out that are not needed (delta debugging by halves)."""
    step = max(1, len(data) // 2)
    while step and tries:
        at = 0
        while at < len(data) and tries:
            tries -= 1
            piece = data[:at] + data[at + step :]
            if still(piece):
                data = piece
            else:
                at += step
        step //= 2
    return data


def with_atheris(watch: Watch, seconds: int, corpus: Path, samples: list[Path]) -> None:
    """Guided by coverage of our modules; new inputs that reach new code are kept in ``corpus``."""
    import atheris  # type: ignore[import-untyped,import-not-found,unused-ignore]

    words = watch.found_in / "words.dict"
    quoted = ("".join(f"\\x{b:02x}" for b in word) for word in watch.target.words)
    words.write_text("".join(f'"{word}"\n' for word in quoted))
    for sample in samples:
        (corpus / sample.name).write_bytes(sample.read_bytes())
    limits = [f"-max_total_time={seconds}", f"-max_len={watch.target.longest}", "-timeout=60", "-rss_limit_mb=4096"]
    silent = ["-print_final_stats=0", "-verbosity=0", f"-artifact_prefix={watch.found_in}/died-"]
    dictionary = [f"-dict={words}"] if watch.target.words else []
    atheris.Setup([sys.argv[0], *limits, *silent, *dictionary, str(corpus)], watch.one)
    atheris.Fuzz()


def with_hypothesis(watch: Watch, seconds: int, samples: list[Path]) -> None:
    """Samples cut, joined and sprinkled with the target's words, for as long as it is given."""
    from hypothesis import HealthCheck, Phase, given, seed, settings
    from hypothesis import strategies as st

    kept = [sample.read_bytes()[: watch.target.longest] for sample in samples] or [b""]
    word = st.sampled_from([*watch.target.words, b"\x00", b"\xff"]) | st.binary(max_size=12)
    change = st.tuples(st.integers(0, watch.target.longest), st.integers(0, 40), word, st.integers(1, 30))

    def made(base: bytes, changes: list[tuple[int, int, bytes, int]]) -> bytes:
        for at, cut, piece, times in changes:
            at %= len(base) + 1
            base = base[:at] + piece * times + base[at + cut :]
        return base[: watch.target.longest]

    inputs = st.builds(made, st.sampled_from(kept), st.lists(change, max_size=8)) | st.binary(max_size=400)
    end = time.monotonic() + seconds
    while time.monotonic() < end:

        @seed(random.getrandbits(64))
        @settings(
            max_examples=200,
            deadline=None,
            database=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        @given(inputs)
        def tried(data: bytes) -> None:
            if time.monotonic() < end:
                watch.one(data)

        tried()


def run_one(name: str, seconds: int, engine: str, work: Path) -> None:
    """Fuzz one target in this process; with Atheris it does not return."""
    found_in, corpus = work / "found" / name, work / "corpus" / name
    found_in.mkdir(parents=True, exist_ok=True)
    corpus.mkdir(parents=True, exist_ok=True)
    faulthandler.enable()
    logging.disable(logging.CRITICAL)
    warnings.simplefilter("ignore")
    sys.path.insert(0, str(HERE))
    import targets

    target = next(targets.named([name]))
    instrumented: contextlib.AbstractContextManager[Any] = contextlib.nullcontext()
    if engine == "atheris":
        import atheris

        instrumented = atheris.instrument_imports(include=list(target.traced))
    with instrumented:
        samples = targets.corpus_of(name)
        for sample in samples[:4]:  # what loads late is loaded, and instrumented, here
            judged(target.run, sample.read_bytes())
    watch = Watch(target, found_in, engine)
    watch.tell()
    if engine == "atheris":
        with_atheris(watch, seconds, corpus, samples)
    else:
        with_hypothesis(watch, seconds, samples)
    watch.tell()


def run_all(names: list[str], seconds: int, engine: str, work: Path, log: Path) -> int:
    """Each target after the other, a process each. The number of findings."""
    import targets

    total = 0
    for target in targets.named(names):
        state = work / "found" / target.name / "state.json"
        state.unlink(missing_ok=True)
        command = [sys.executable, __file__, "--one", "--engine", engine, "--seconds", str(seconds)]
        command += ["--work", str(work), target.name]
        done = subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, check=False)
        row: dict[str, Any] = {"target": target.name, "executions": 0, "seconds": 0}
        if state.exists():
            row = json.loads(state.read_text())
        if done.returncode:
            died = work / "found" / target.name / "running"
            if died.exists():
                died.rename(died.with_name(f"died-{time.time():.0f}"))
            row["died"] = f"exit {done.returncode}: {done.stderr.decode('utf-8', 'replace')[-400:]}"
        with log.open("a", encoding="utf-8") as file:
            file.write(json.dumps({"at": time.strftime("%Y-%m-%dT%H:%M:%S"), **row}) + "\n")
        found = len(row.get("findings", ())) + ("died" in row)
        total += found
        done_in = f"{row['executions']:>9} in {row['seconds']:>6} s"
        print(f"{target.name:18} {done_in}   {found or 'no'} findings", flush=True)
    return total


def table(log: Path) -> None:
    """The sums of a log by target, as a Markdown table."""
    sums: dict[str, tuple[int, float, set[str]]] = {}
    for line in log.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        done, seconds, found = sums.get(row["target"], (0, 0.0, set()))
        found |= set(row.get("findings", ())) | ({"died"} if "died" in row else set())
        sums[row["target"]] = (done + row["executions"], seconds + row["seconds"], found)
    print("| target | executions | seconds | executions/s | findings |\n| --- | ---: | ---: | ---: | ---: |")
    for name, (done, seconds, found) in sums.items():
        print(f"| {name} | {done:,} | {seconds:,.0f} | {done / max(seconds, 0.1):,.0f} | {len(found)} |")
    print(f"| all | {sum(s[0] for s in sums.values()):,} | {sum(s[1] for s in sums.values()):,.0f} | | |")


def main() -> int:
    """Read the command line; 1 where something was found."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("targets", nargs="*", help="names of targets (default: all)")
    parser.add_argument("--seconds", type=int, default=60, help="for each target")
    parser.add_argument("--engine", choices=("atheris", "hypothesis"), help="default: atheris where it is installed")
    parser.add_argument("--work", type=Path, default=Path("fuzz-work"), help="folder for findings and grown corpora")
    parser.add_argument("--log", type=Path, help="default: log.jsonl in the work folder")
    parser.add_argument("--table", action="store_true", help="print the sums of the log and end")
    parser.add_argument("--one", action="store_true", help=argparse.SUPPRESS)
    given = parser.parse_args()
    engine = given.engine or ("atheris" if importlib.util.find_spec("atheris") else "hypothesis")
    work = given.work.resolve()
    log = given.log or work / "log.jsonl"
    if given.table:
        table(log)
        return 0
    if given.one:
        run_one(given.targets[0], given.seconds, engine, work)
        return 0
    work.mkdir(parents=True, exist_ok=True)
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    return 1 if run_all(given.targets, given.seconds, engine, work, log) else 0


if __name__ == "__main__":
    sys.exit(main())
