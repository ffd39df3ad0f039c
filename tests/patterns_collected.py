"""Every regular expression of the package, and hostile strings made from each expression's own parts."""

from __future__ import annotations

import ast
import importlib
import itertools
import json
import pkgutil
import re
import re._constants as sre  # type: ignore[import-not-found,unused-ignore]
import re._parser as parser  # type: ignore[import-not-found,unused-ignore]
import signal
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

PATIENCE = 1.0


# --- collecting ----------------------------------------------------------------------------------------


def main() -> None:
    """Print as JSON lines (pattern, flags, where) of all that the package compiles when it is imported and used."""
    import detente

    root = str(Path(detente.__file__).parent)
    found: dict[tuple[Any, int], str] = {}
    compiled = re._compile  # type: ignore[attr-defined]

    def noted(pattern: Any, flags: int) -> Any:
        frame = sys._getframe(1)
        while frame is not None and frame.f_code.co_filename == re.__file__:
            frame = frame.f_back
        ours = frame is not None and frame.f_code.co_filename.startswith(root)  # else a library's own
        if frame is not None and ours and isinstance(pattern, str | bytes):
            found.setdefault((pattern, int(flags)), Path(frame.f_code.co_filename).relative_to(root).as_posix())
        return compiled(pattern, flags)

    re._compile = noted  # type: ignore[attr-defined]
    for module in pkgutil.walk_packages(detente.__path__, "detente."):
        if not module.name.endswith("__main__"):
            importlib.import_module(module.name)
    use()
    for pattern, flags in found:
        kept = pattern if isinstance(pattern, str) else pattern.decode("latin-1")
        print(json.dumps([kept, isinstance(pattern, bytes), flags, found[pattern, flags]]))


def use() -> None:
    """Read a page and code it, so that what is compiled at first use is compiled."""
    from detente.api import accountant
    from detente.ingest import article_from_bytes

    prose = "Norway and Peru signed a $3 billion deal in Oslo on 5 May 2019. “We agreed,” Mr Doe said. "
    page = f"<html><head><title>A - B</title></head><body><p>By Jane Doe</p><p>{prose * 3}</p><p>(c) 2019 A</p></body>"
    accountant(use_model=False).account(article_from_bytes(page.encode(), source="a.html", url="https://a.example/b"))


def literals(source: Path) -> Iterator[tuple[str | bytes, int]]:
    """Expressions that stand as literals in calls of ``re``, also in functions that nobody has called."""
    for node in ast.walk(ast.parse(source.read_text(encoding="utf-8"))):
        if (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and isinstance(node.func.value, ast.Name)
            and node.func.value.id == "re"
            and node.args
            and isinstance(node.args[0], ast.Constant)
            and isinstance(node.args[0].value, str | bytes)
            and node.func.attr != "escape"
        ):
            words = ast.dump(node)
            flags = sum(
                getattr(re, name) for name in ("IGNORECASE", "DOTALL", "MULTILINE", "ASCII") if f"'{name}'" in words
            )
            yield node.args[0].value, int(flags)


# --- hostile strings -----------------------------------------------------------------------------------


def _sample(tree: Any, flags: int, variant: int = 0) -> str:
    """A short string that (a part of) an expression takes."""
    out = []
    for op, arg in tree:
        if op is sre.LITERAL:
            out.append(chr(arg))
        elif op is sre.NOT_LITERAL:
            out.append("a" if arg != 97 else "b")
        elif op is sre.ANY:
            out.append("a")
        elif op is sre.IN:
            out.append(_member(arg, variant))
        elif op is sre.BRANCH:
            out.append(_sample(arg[1][variant % len(arg[1])], flags, variant))
        elif op is sre.SUBPATTERN:
            out.append(_sample(arg[3], flags, variant))
        elif op in (sre.MAX_REPEAT, sre.MIN_REPEAT, sre.POSSESSIVE_REPEAT):
            out.append(_sample(arg[2], flags, variant) * max(arg[0], 1 if variant % 2 == 0 else arg[0]))
        elif op is sre.ATOMIC_GROUP:
            out.append(_sample(arg, flags, variant))
    return "".join(out)


def _member(items: Any, variant: int) -> str:
    """One character of a class."""
    choices = []
    negated = bool(items) and items[0][0] is sre.NEGATE
    for op, arg in items:
        if op is sre.LITERAL:
            choices.append(chr(arg))
        elif op is sre.RANGE:
            choices.append(chr(arg[0]))
        elif op is sre.CATEGORY:
            choices.append({sre.CATEGORY_SPACE: " ", sre.CATEGORY_DIGIT: "1", sre.CATEGORY_NOT_WORD: "-"}.get(arg, "a"))
    if negated:
        return next(c for c in "a 1-.A\n" if c not in choices and not (c.isalnum() and "a" in choices and c != " "))
    return choices[variant % len(choices)] if choices else "a"


def units(tree: Any, flags: int) -> set[str]:
    """What each repeated part takes, alone and next to its neighbours: strings worth repeating."""
    made: set[str] = set()

    def walk(items: Any) -> None:
        samples = []
        for item in items:
            op, arg = item
            if op in (sre.MAX_REPEAT, sre.MIN_REPEAT, sre.POSSESSIVE_REPEAT):
                for variant in range(3):
                    made.add(_sample(arg[2], flags, variant))
                walk(arg[2])
            elif op is sre.SUBPATTERN:
                walk(arg[3])
            elif op is sre.BRANCH:
                for branch in arg[1]:
                    walk(branch)
            elif op in (sre.ASSERT, sre.ASSERT_NOT):
                walk(arg[1])
            elif op is sre.ATOMIC_GROUP:
                walk(arg)
            samples.append(_sample([item], flags))
        for variant in range(2):
            made.add(_sample(items, flags, variant))
        made.update(a + b for a, b in itertools.pairwise(samples))
        # what begins an expression, again and again, with nothing that ends it
        made.update("".join(samples[:n]) for n in range(1, min(len(samples), 5)))

    walk(tree)
    return {unit for unit in made if 0 < len(unit) <= 60}


class TooLong(Exception):
    """A search has used up its CPU seconds."""


def _stop(*_: object) -> None:
    raise TooLong


def seconds(pattern: re.Pattern[Any], text: Any, only_match: bool = False) -> float:
    """CPU seconds of looking for ``pattern`` all through ``text``; :data:`PATIENCE` when stopped."""
    old = signal.signal(signal.SIGPROF, _stop)
    signal.setitimer(signal.ITIMER_PROF, PATIENCE)
    started = time.process_time()
    try:
        if only_match:
            pattern.match(text)
        else:
            for _ in pattern.finditer(text):
                pass
        return time.process_time() - started
    except TooLong:
        return PATIENCE
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, old)


def hostile(pattern: re.Pattern[Any], size: int) -> Iterator[Any]:
    """Strings of about ``size`` characters that repeat what the parts of ``pattern`` take and end otherwise."""
    tree = parser.parse(pattern.pattern, pattern.flags & ~re.DEBUG)
    whole = _sample(tree, pattern.flags)
    for unit in sorted(units(tree, pattern.flags)):
        for lead in sorted({"", whole[: len(whole) // 2]}):
            made = lead + unit * (size // len(unit)) + "\x01"
            yield made if isinstance(pattern.pattern, str) else made.encode("latin-1", "replace")


def slowest(pattern: re.Pattern[Any], size: int, only_match: bool = False) -> float:
    """CPU seconds of the slowest hostile string of this size; no more are tried once one takes all its patience."""
    worst = 0.0
    for text in hostile(pattern, size):
        worst = max(worst, seconds(pattern, text, only_match))
        if worst >= PATIENCE:
            break
    return worst


def growth(pattern: re.Pattern[Any], size: int = 3_000, floor: float = 0.02, limit: float = 8.0) -> float:
    """How CPU time grows where a hostile string becomes four times as long: about 4 is linear, 16 quadratic.

    0 where every string of ``size`` is done within ``floor`` seconds, as linear work is by far. The first growth beyond
    ``limit`` that is seen three times is told.
    """
    worst = 0.0
    for short, long in zip(hostile(pattern, size // 4), hostile(pattern, size), strict=True):
        if seconds(pattern, long) < floor:
            continue
        taken = min(seconds(pattern, long) for _ in range(2))
        if taken >= PATIENCE:
            return float("inf")
        if taken >= floor:
            worst = max(worst, taken / max(min(seconds(pattern, short) for _ in range(3)), 1e-6))
        if worst > limit:
            break
    return worst


if __name__ == "__main__":
    main()
