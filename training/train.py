"""From data to weights: `python training/train.py --dev FOLDER` (about half an hour on one core).

1. A warm-up on the synthetic and our own sentences, single and composed; they share nothing with the pairs. Its
   weights stay in `build/start.pt`, from which all that follows begins: remove the file to begin anew.
2. The final network on all pairs, exported to int8 ONNX under `src/detente/coding/model/`.
3. Five-fold cross-validation over the marked pairs; out-of-fold logits go to `training/cv_predictions.tsv`,
   and the temperature is fitted on them. The folds' models stay in `build/folds` for `bench/triples.py`.

`distil.py` comes after it: what is shipped are the smaller networks that these teach.

`--parts` takes some of these alone, so that two processes can share the work (`final,0,1` and `2,3,4`), and `curve`
for the learning curve.
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
FOLDS = ROOT / "build" / "folds"
START = ROOT / "build" / "start.pt"
MODEL = ROOT / "src" / "detente" / "coding" / "model"
PREDICTIONS = ROOT / "training" / "cv_predictions.tsv"
SEED = 20191
RATE = 9e-5
#: Copies of each own template, sentences of our own in an epoch, composed ones, and the share of narrowed spans.
COPIES, OURS, COMPOSED, NARROWED = 3, 220, 150, 0.2
#: How much of the running mean of the weights is kept at each step.
MEAN_DECAY = 0.995
#: Products in bfloat16 where the processor has it: nearly twice as fast.
HALF = "avx512_bf16" in Path("/proc/cpuinfo").read_text() if Path("/proc/cpuinfo").is_file() else False


def fit(net: PairNetwork, tokenizer, items_of_epoch, epochs: int, rate: float, name: str) -> None:
    """Train in place; ``items_of_epoch(n)`` gives the examples of epoch ``n``. What stays is the running mean of the
    weights over the last steps, which is steadier than the last step's."""
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
    mean = RunningMean(net)
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
            mean.step()
            total += loss.item() * len(part)
        took = time.time() - started
        print(
            f"{name} epoch {epoch}: {len(items)} sentences, loss {total / len(items):.3f}, {took:.0f} s",
            flush=True,
        )
    mean.put()


class RunningMean:
    """The mean of a network's weights over its last steps, which is steadier than the last step's."""

    def __init__(self, net: PairNetwork) -> None:
        self._learnt, self._done = [p for p in net.parameters() if p.requires_grad], 0
        self._mean = [p.detach().clone() for p in self._learnt]

    def step(self) -> None:
        """Take in the weights as they are."""
        self._done += 1
        held = min(MEAN_DECAY, (1 + self._done) / (10 + self._done))
        torch._foreach_mul_(self._mean, held)
        torch._foreach_add_(self._mean, [p.detach() for p in self._learnt], alpha=1 - held)

    def put(self) -> None:
        """Give the network the mean."""
        with torch.no_grad():
            for weight, value in zip(self._learnt, self._mean, strict=True):
                weight.copy_(value)


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
        plain = [e.narrowed(chance) if chance.random() < NARROWED else e for e in chosen]
        neighbours = [
            beside(e, chance.choice(patterns), names, chance) for e in chance.sample(chosen, len(chosen) // 12)
        ]
        return [
            *plain,
            *chance.sample(exchanged, len(exchanged) // 8),
            *neighbours,
            *chance.sample(ours, min(len(ours), OURS)),
            *composed(patterns, names, COMPOSED, seed),
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


def started(tokenizer, layers: int, dev: Path) -> PairNetwork:
    """The network after the warm-up, the same for every part: it shares nothing with the pairs. Kept in `build`."""
    torch.manual_seed(SEED)
    net = PairNetwork(layers)
    if START.is_file():
        net.load_state_dict(torch.load(START, weights_only=True))
        return net
    ours = own(COPIES, SEED)
    stories = synthetic(dev / "ngec_synthetic.csv", SEED)[:1500]
    print(f"{len(ours)} own, {len(stories)} synthetic", flush=True)
    fit(net, tokenizer, lambda n: stories + ours + composed(templates(), fills(), 700, SEED + n), 2, 8e-5, "warm-up")
    START.parent.mkdir(parents=True, exist_ok=True)
    torch.save(net.state_dict(), START)
    return net


def cross_validate(start: PairNetwork, tokenizer, marked: list[Example], numbers: list[int], epochs: int) -> None:
    """Train and ask the chosen folds; out-of-fold logits and an int8 model of each fold go to `build/folds`."""
    ours = own(COPIES, SEED)
    parts = folds(marked, 5)
    for number in numbers:
        torch.manual_seed(SEED + number)
        out = set(parts[number])
        net = copy.deepcopy(start)
        rest = [e for n, e in enumerate(marked) if n not in out]
        fit(net, tokenizer, mixture(rest, ours), epochs, RATE, f"fold {number}")
        torch.save(net.state_dict(), kept(FOLDS / str(number)))
        judged(net, tokenizer, [marked[n] for n in parts[number]], number)


def judged(net: PairNetwork, tokenizer, rows: list[Example], number: int) -> None:
    """Ask a fold's network its ``rows``; int8 model and logits go to `build/folds`."""
    folder = FOLDS / str(number)
    logits = logits_of(net, tokenizer, rows)
    told = [LABELS[int(row[:16].argmax())] for row in logits]
    right = np.mean([t in FOLDED.get(e.label, (e.label,)) for e, t in zip(rows, told, strict=True)])
    print(f"fold {number}: accuracy {right:.3f}", flush=True)
    export(net, tokenizer, folder, rows[:64])
    with (folder / "logits.tsv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, delimiter="\t", lineterminator="\n")
        for item, row in zip(rows, logits, strict=True):
            writer.writerow([item.uid, *(f"{v:.4f}" for v in row)])


def kept(folder: Path) -> Path:
    """Where the weights of a network stay, for `distil.py`."""
    folder.mkdir(parents=True, exist_ok=True)
    return folder / "net.pt"


def learning_curve(start: PairNetwork, tokenizer, marked: list[Example], numbers: list[int], epochs: int) -> None:
    """Accuracy on the chosen folds after training on a quarter, a half and three quarters of the other pairs."""
    ours = own(COPIES, SEED)
    parts = folds(marked, 5)
    for share in (0.25, 0.5, 0.75):
        hits: list[bool] = []
        for number in numbers:
            torch.manual_seed(SEED + number)
            rest = [e for n, e in enumerate(marked) if n not in set(parts[number])]
            random.Random(SEED).shuffle(rest)
            net = copy.deepcopy(start)
            fit(net, tokenizer, mixture(rest[: int(share * len(rest))], ours), epochs, RATE, f"share {share}")
            rows = [marked[n] for n in parts[number]]
            told = [LABELS[int(row[:16].argmax())] for row in logits_of(net, tokenizer, rows)]
            hits += [t in FOLDED.get(e.label, (e.label,)) for e, t in zip(rows, told, strict=True)]
        print(f"learning curve: {share:.0%} of the pairs, folds {numbers}: accuracy {np.mean(hits):.3f}", flush=True)


def gathered(marked: list[Example]) -> bool:
    """Join the folds' logits in `cv_predictions.tsv`; False while a fold is wanting."""
    rows: dict[str, list[str]] = {}
    for path in sorted(FOLDS.glob("*/logits.tsv")):
        with path.open(encoding="utf-8", newline="") as file:
            rows.update({r[0]: r for r in csv.reader(file, delimiter="\t")})
    if any(e.uid not in rows for e in marked):
        return False
    with PREDICTIONS.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, delimiter="\t", lineterminator="\n")
        writer.writerow(["uid", *LABELS])
        writer.writerows(rows[e.uid] for e in marked)
    return True


def cards(marked: list[Example]) -> None:
    """Write the cards of the final model and of the folds, once all of them are there."""
    if gathered(marked) and (MODEL / "encoder.onnx").is_file():
        write_card(MODEL, PREDICTIONS, marked)
        for fold in FOLDS.glob("[0-9]"):
            write_card(fold, PREDICTIONS, marked)


def main() -> None:
    """Run the whole way."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--dev", type=Path, required=True, help="folder with plv_train.tsv and ngec_synthetic.csv")
    options.add_argument("--epochs", type=int, default=6)
    options.add_argument("--layers", type=int, default=6, choices=(3, 4, 5, 6))
    options.add_argument("--threads", type=int, default=1)
    options.add_argument("--parts", default="final,0,1,2,3,4", help="what to train: final, numbers of folds, curve")
    chosen = options.parse_args()
    torch.set_num_threads(chosen.threads)
    tokenizer = make_tokenizer()
    marked = pairs(chosen.dev / "plv_train.tsv")
    parts = chosen.parts.split(",")
    start = started(tokenizer, chosen.layers, chosen.dev)
    if "final" in parts:
        torch.manual_seed(SEED)
        final = copy.deepcopy(start)
        fit(final, tokenizer, mixture(marked, own(COPIES, SEED)), chosen.epochs, RATE, "final")
        torch.save(final.state_dict(), kept(FOLDS / "final"))
        export(final, tokenizer, MODEL, marked[:64])
    if "curve" in parts:
        learning_curve(start, tokenizer, marked, [0, 1], chosen.epochs)
    cross_validate(start, tokenizer, marked, [int(p) for p in parts if p.isdecimal()], chosen.epochs)
    cards(marked)


if __name__ == "__main__":
    main()
