"""Our cuts are the optimal ones, as a library of change points finds them."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detente.relations.changes import partition


def cost_of(signal: np.ndarray, ends: list[int], penalty: float) -> float:
    parts = np.split(signal, ends[:-1])
    return sum(float(((part - part.mean(axis=0)) ** 2).sum()) + penalty for part in parts)


@pytest.mark.parametrize("seed", range(5))
def test_the_cuts_are_those_of_ruptures(seed: int) -> None:
    import ruptures

    chance = np.random.default_rng(seed)
    signal = chance.normal(0, 1, (chance.integers(60, 250), 2))
    signal[len(signal) // 3 :, 0] += 2
    signal[len(signal) // 2 :, 1] -= 1.5
    ours = partition(signal, 8.0, 4)
    assert ours == ruptures.KernelCPD(kernel="linear", min_size=4).fit(signal).predict(pen=8.0)


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10_000), st.integers(9, 14), st.integers(1, 3), st.floats(0.1, 10))
def test_no_division_costs_less(seed: int, size: int, shortest: int, penalty: float) -> None:
    signal = np.random.default_rng(seed).normal(0, 1, (size, 1))
    signal[size // 2 :] += 2
    ends = partition(signal, penalty, shortest)
    assert ends[-1] == size and min(np.diff([0, *ends])) >= shortest
    best = cost_of(signal, ends, penalty)
    for bits in range(2 ** (size - 1)):
        other = [n + 1 for n in range(size - 1) if bits >> n & 1] + [size]
        if min(np.diff([0, *other])) >= shortest:
            assert best <= cost_of(signal, other, penalty) + 1e-9
