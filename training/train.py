"""From data to weights: `python training/train.py --dev FOLDER` (about 40 minutes on two cores).

1. A warm-up on the synthetic and our own sentences, single and composed; they share nothing with the pairs.
2. The final network on all pairs, exported to int8 ONNX under `src/detente/coding/model/`.
3. Five-fold cross-validation over the marked pairs; out-of-fold logits go to `training/cv_predictions.tsv`,
   and the temperature is fitted on them.
"""

from __future__ import annotations

import argparse
import copy
import csv
import random
import time
from pathlib import Path

import numpy as np
import torch

from compose import beside, composed
from examples import DIRECTED, FOLDED, LABELS, Example, fills, own, pairs, synthetic, templates
from export import export, write_card
from network import PairNetwork, batch, loss_of, make_tokenizer, targets

ROOT = Path(__file__).resolve().parent.parent
SEED = 20191
#: Products in bfloat16 where the processor has it: nearly twice as fast.
HALF = "avx512_bf16" in Path("/proc/cpuinfo").read_text() if Path("/proc/cpuinfo").is_file() else False


def fit(net: PairNetwork, tokenizer, items_of_epoch, epochs: int, rate: float, name: str) -> None:
    """Train in place; ``items_of_epoch(n)`` gives the examples of epoch ``n``."""
    sizes = [len(items_of_epoch(n)) for n in range(epochs)]
    steps = sum((s + 15) // 16 for s in sizes)
    head = [p for n, p in net.named_parameters() if not n.startswith("encoder")]
    body = [p for n, p in net.named_parameters() if n.startswith("encoder")]
    optimiser = torch.optim.AdamW(
        [{"params": body, "lr": rate}, {"params": head, "lr": 8 * rate}], weight_decay=0.01, fused=True
    )
    plan = torch.optim.lr_scheduler.LambdaLR(
        optimiser, lambda s: min((s + 1) / (0.1 * steps), max(0.02, (steps - s) / (0.9 * steps)))
    )
    net.train()
    for epoch in range(epochs):
        items = list(items_of_epoch(epoch))
        started, total = time.time(), 0.0
        for part in batches(items, SEED + epoch):
            with torch.autocast("cpu", torch.bfloat16, enabled=HALF):
                logits = net(**batch(tokenizer, part))
            loss = loss_of(logits.float(), targets(part))
            optimiser.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(net.parameters(), 1.0)
            optimiser.step()
            plan.step()
            total += loss.item() * len(part)
        took = time.time() - started
        print(
            f"{name} epoch {epoch}: {len(items)} sentences, loss {total / len(items):.3f}, {took:.0f} s",
            flush=True,
        )


def batches(items: list[Example], seed: int, size: int = 16) -> list[list[Example]]:
    """Shuffled batches of sentences of like length, so that little is spent on padding."""
    chance = random.Random(seed)
    chance.shuffle(items)
    made: list[list[Example]] = []
    for at in range(0, len(items), 20 * size):
        near = sorted(items[at : at + 20 * size], key=lambda e: len(e.text))
        made += [near[n : n + size] for n in range(0, len(near), size)]
    chance.shuffle(made)
    return made


@torch.no_grad()
def logits_of(net: PairNetwork, tokenizer, items: list[Example]) -> np.ndarray:
    """(items, 17) logits."""
    net.eval()
    return np.concatenate([net(**batch(tokenizer, items[at : at + 32])).numpy() for at in range(0, len(items), 32)])


def mixture(chosen: list[Example], ours: list[Example]):
    """The examples of one epoch: all pairs, some of them exchanged or beside a sentence of ours, and our own."""
    patterns, names = templates(), fills()

    def of(epoch: int) -> list[Example]:
        seed = SEED * 7 + epoch
        chance = random.Random(seed)
        exchanged = [e.exchanged() for e in chosen if e.recipient and e.label in DIRECTED]
        neighbours = [
            beside(e, chance.choice(patterns), names, chance) for e in chance.sample(chosen, len(chosen) // 12)
        ]
        return [
            *chosen,
            *chance.sample(exchanged, len(exchanged) // 8),
            *neighbours,
            *chance.sample(ours, min(len(ours), 220)),
            *composed(patterns, names, 160, seed),
        ]

    return of


def folds(items: list[Example], count: int) -> list[list[int]]:
    """Stratified folds by label, fixed by the seed."""
    by_label: dict[str, list[int]] = {}
    for n, item in enumerate(items):
        by_label.setdefault(item.label, []).append(n)
    parts: list[list[int]] = [[] for _ in range(count)]
    chance = random.Random(SEED)
    for label in sorted(by_label):
        numbers = by_label[label]
        chance.shuffle(numbers)
        for n, number in enumerate(numbers):
            parts[n % count].append(number)
    return parts


def main() -> None:
    """Run the whole way."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--dev", type=Path, required=True, help="folder with plv_train.tsv and ngec_synthetic.csv")
    options.add_argument("--epochs", type=int, default=6)
    options.add_argument("--threads", type=int, default=2)
    options.add_argument("--only", choices=("cv", "final"), help="one of the two parts; the other's files are kept")
    chosen = options.parse_args()
    torch.set_num_threads(chosen.threads)
    torch.manual_seed(SEED)
    tokenizer = make_tokenizer()
    marked = pairs(chosen.dev / "plv_train.tsv")
    ours = own(6, SEED)
    stories = synthetic(chosen.dev / "ngec_synthetic.csv", SEED)[:1800]
    print(f"{len(marked)} pairs, {len(ours)} own, {len(stories)} synthetic", flush=True)
    start = PairNetwork(len(tokenizer))
    fit(start, tokenizer, lambda n: stories + ours + composed(templates(), fills(), 700, SEED), 1, 8e-5, "warm-up")
    if chosen.only != "cv":
        torch.manual_seed(SEED)
        final = copy.deepcopy(start)
        fit(final, tokenizer, mixture(marked, ours), chosen.epochs, 9e-5, "final")
        export(final, tokenizer, ROOT / "src" / "detente" / "coding" / "model", marked[:64])
    predictions = ROOT / "training" / "cv_predictions.tsv"
    if chosen.only != "final":
        collected: dict[str, np.ndarray] = {}
        for number, held in enumerate(folds(marked, 5)):
            torch.manual_seed(SEED + number)
            out = set(held)
            net = copy.deepcopy(start)
            fit(
                net,
                tokenizer,
                mixture([e for n, e in enumerate(marked) if n not in out], ours),
                chosen.epochs,
                9e-5,
                f"fold {number}",
            )
            rows = [marked[n] for n in held]
            for item, logits in zip(rows, logits_of(net, tokenizer, rows), strict=True):
                collected[item.uid] = logits
            told = [LABELS[int(collected[e.uid][:16].argmax())] for e in rows]
            right = np.mean([t in FOLDED.get(e.label, (e.label,)) for e, t in zip(rows, told, strict=True)])
            print(f"fold {number}: accuracy {right:.3f}", flush=True)
        with predictions.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, delimiter="\t", lineterminator="\n")
            writer.writerow(["uid", *LABELS])
            for item in marked:
                writer.writerow([item.uid, *(f"{v:.4f}" for v in collected[item.uid])])
    if (ROOT / "src" / "detente" / "coding" / "model" / "pairs.onnx").is_file() and predictions.is_file():
        write_card(ROOT / "src" / "detente" / "coding" / "model", predictions, marked)


if __name__ == "__main__":
    main()
