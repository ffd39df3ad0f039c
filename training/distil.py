"""From the six-layer networks to the shipped one of four: `python training/distil.py --dev FOLDER`.

`train.py` comes first; each network that it trained is the teacher of a smaller one (Hinton, Vinyals and Dean 2015;
the layers and inner units that are kept, as in Sanh and others 2019 and Michel and others 2019).

1. Layers are dropped and inner units with the least work cut; what is left learns to give the warmed-up network's
   states on synthetic and our own sentences, which share nothing with the pairs. Kept in `build/small.pt`.
2. A student for each fold sees only what its teacher saw, and learns the labels, the teacher's figures and its states;
   the student of the final network learns the mean figures of all of them. Synthetic sentences, which bear no trusted
   label, are learnt from the teachers alone.

Int8 models, out-of-fold logits and cards come to lie where `train.py` puts them.
"""

from __future__ import annotations

import argparse
import copy
import random
import time
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

import torch
from torch import Tensor

from compose import composed
from examples import Example, fills, own, pairs, synthetic, templates
from export import export
from network import PairNetwork, batch, loss_of, make_tokenizer, targets
from train import COPIES, FOLDS, MODEL, SEED, START, RunningMean, batches, cards, folds, judged, logits_of, mixture

SMALL = START.with_name("small.pt")
#: Softening of both sides' figures, and the weights of labels, figures and states in the loss.
SOFT, OF_LABELS, OF_FIGURES, OF_STATES = 2.0, 0.4, 1.0, 1.0
#: Synthetic sentences in the first step (all sentences of the stories), and in each epoch of the second.
GENERAL, UNMARKED = 24_000, 1_000
Epochs = Callable[[int], list[Example]]


def busiest(net: PairNetwork, tokenizer, items: list[Example], inner: int) -> list[Tensor]:
    """For each layer, the ``inner`` inner units that do most: mean size of what each adds to the states."""
    stack = net.encoder.encoder.layer
    work = [torch.zeros(layer.intermediate.dense.out_features) for layer in stack]

    def watch(number: int):
        weight = stack[number].output.dense.weight.detach().norm(dim=0)

        def seen(module, given, result) -> None:
            work[number] += result.detach().abs().sum(dim=(0, 1)) * weight

        return seen

    hooks = [layer.intermediate.register_forward_hook(watch(n)) for n, layer in enumerate(stack)]
    logits_of(net, tokenizer, items)
    for hook in hooks:
        hook.remove()
    return [w.topk(inner).indices.sort().values for w in work]


class Remembered:
    """Teachers whose states of each sentence are reckoned once; their figures of a pair are read from them anew.

    The states to be learnt are those of the first; the figures are the mean of all.
    """

    def __init__(self, nets: Sequence[PairNetwork], tokenizer) -> None:
        for net in nets:
            net.eval()
        self._nets, self._tokenizer = nets, tokenizer
        self._states: dict[str, list[Tensor]] = {}

    @torch.no_grad()
    def teach(self, texts: Iterable[str], size: int = 32) -> None:
        """Reckon the states of the sentences that are new, those of like length together."""
        new = sorted({t for t in texts if t not in self._states}, key=len)
        for at in range(0, len(new), size):
            inputs = batch(self._tokenizer, [Example(t, (0, 1), None, "") for t in new[at : at + size]])
            attention = inputs["attention_mask"]
            found = [net.states(inputs["input_ids"], attention).half() for net in self._nets]
            for row, (text, tokens) in enumerate(zip(new[at : at + size], attention.sum(1).tolist(), strict=True)):
                self._states[text] = [states[row, :tokens].clone() for states in found]

    def forget(self, kept: set[str]) -> None:
        """Let go of all sentences but these."""
        self._states = {t: s for t, s in self._states.items() if t in kept}

    @torch.no_grad()
    def asked(self, part: list[Example], inputs: dict[str, Tensor]) -> tuple[Tensor, Tensor]:
        """The mean logits and the first one's states for a batch."""
        masks = inputs["attention_mask"], inputs["actor_mask"], inputs["recipient_mask"]
        states, told = [], []
        for number, net in enumerate(self._nets):
            rows = [self._states[e.text][number] for e in part]
            states.append(torch.nn.utils.rnn.pad_sequence(rows, batch_first=True).float())
            told.append(net.told(states[-1], *masks))
        return torch.stack(told).mean(0), states[0]


def learn(
    student: PairNetwork, teacher: Remembered, tokenizer, of: Epochs, epochs: int, rate: float, name: str
) -> None:
    """Train ``student`` in place; examples with the uid "unmarked" have no label of their own.

    The vectors of words stay as they are, and nothing is dropped at random: what is learnt is a function that is
    known, not a guess at one. The running mean of the weights stays.
    """
    steps = sum((len(of(n)) + 15) // 16 for n in range(epochs))
    student.encoder.embeddings.requires_grad_(False)
    learnt = [p for p in student.parameters() if p.requires_grad]
    optimiser = torch.optim.AdamW(learnt, lr=rate, weight_decay=0.01, fused=True)
    plan = torch.optim.lr_scheduler.LambdaLR(
        optimiser, lambda s: min((s + 1) / (0.06 * steps), max(0.02, (steps - s) / (0.94 * steps)))
    )
    mean = RunningMean(student)
    student.eval()
    lasting: set[str] = set()
    for epoch in range(epochs):
        items = list(of(epoch))
        began, total = time.time(), 0.0
        teacher.forget(lasting)
        lasting = {e.text for e in items}
        teacher.teach(lasting)
        for part in batches(items, SEED + epoch):
            inputs = batch(tokenizer, part)
            attention = inputs["attention_mask"]
            told, wanted = teacher.asked(part, inputs)
            states = student.states(inputs["input_ids"], attention)
            logits = student.told(states, attention, inputs["actor_mask"], inputs["recipient_mask"])
            loss = distance(logits, told) * OF_FIGURES + off(states, wanted, attention) * OF_STATES
            marked = [n for n, e in enumerate(part) if e.uid != "unmarked"]
            if marked:
                share = len(marked) / len(part)
                loss = loss + OF_LABELS * share * loss_of(logits[marked], targets([part[n] for n in marked]))
            optimiser.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(learnt, 1.0)
            optimiser.step()
            plan.step()
            mean.step()
            total += loss.item() * len(part)
        took = time.time() - began
        print(f"{name} epoch {epoch}: {len(items)} sentences, loss {total / len(items):.3f}, {took:.0f} s", flush=True)
    mean.put()


def distance(logits: Tensor, told: Tensor) -> Tensor:
    """Kullback-Leibler divergence of the softened figures from the teacher's, in the scale of hard labels."""
    ours, theirs = torch.log_softmax(logits / SOFT, -1), torch.log_softmax(told / SOFT, -1)
    return torch.nn.functional.kl_div(ours, theirs, reduction="batchmean", log_target=True) * SOFT**2


def off(states: Tensor, wanted: Tensor, attention: Tensor) -> Tensor:
    """Mean squared distance of the states of words from the teacher's, as a share of the teacher's variance."""
    weights = attention.unsqueeze(-1).to(states.dtype)
    return ((states - wanted) ** 2 * weights).sum() / ((wanted**2) * weights).sum()


def unmarked(items: list[Example]) -> list[Example]:
    """The same, known as having no label of their own."""
    return [Example(e.text, e.actor, e.recipient, e.label, "unmarked") for e in items]


def small(tokenizer, stories: list[Example], layers: int, inner: int) -> PairNetwork:
    """The student that all others begin from."""
    teacher = PairNetwork(6)
    teacher.load_state_dict(torch.load(START, weights_only=True))
    student = copy.deepcopy(teacher)
    student.shrink(layers, busiest(teacher, tokenizer, stories[:200], inner))
    if SMALL.is_file():
        student.load_state_dict(torch.load(SMALL, weights_only=True))
        return student
    ours, patterns, names = own(COPIES, SEED), templates(), fills()

    parts = 10  # each sentence once, other ones of our own in each part

    def of(epoch: int) -> list[Example]:
        ours_now = random.Random(SEED + epoch).sample(ours, 1000)
        return [*stories[epoch::parts], *unmarked(ours_now), *unmarked(composed(patterns, names, 400, SEED + epoch))]

    learn(student, Remembered([teacher], tokenizer), tokenizer, of, parts, 6e-4, "small")
    torch.save(student.state_dict(), SMALL)
    return student


def joined(of: Epochs, stories: list[Example]) -> Epochs:
    """The epochs of training, with synthetic sentences that only the teacher speaks of, half of them exchanged.

    They stay the same for four epochs, so that what the teacher says of them is reckoned once.
    """

    def all_of(epoch: int) -> list[Example]:
        at = epoch // 4 * UNMARKED % max(1, len(stories) - UNMARKED)
        chance = random.Random(SEED + epoch)
        some = stories[at : at + UNMARKED]
        return [
            *of(epoch),
            *unmarked([e.exchanged() if e.recipient and chance.random() < 0.5 else e for e in some]),
        ]

    return all_of


def taught(
    start: PairNetwork | None, inner: int, weights: Sequence[Path], tokenizer, of: Epochs, epochs: int, rate: float
) -> PairNetwork:
    """A student of the networks with these ``weights``, the first of which gives it its layers that see the pairs.

    Without a ``start`` it begins as that first one, with fewer inner units.
    """
    teachers = []
    for path in weights:
        teachers.append(PairNetwork(6))
        teachers[-1].load_state_dict(torch.load(path, weights_only=True))
    if start is None:
        student = copy.deepcopy(teachers[0])
        student.shrink(6, busiest(teachers[0], tokenizer, of(0)[:400], inner))
    else:
        student = copy.deepcopy(start)
        for part in ("look", "hidden", "out"):
            getattr(student, part).load_state_dict(getattr(teachers[0], part).state_dict())
    learn(student, Remembered(teachers, tokenizer), tokenizer, of, epochs, rate, weights[0].parent.name)
    return student


def main() -> None:
    """Run the whole way, or the chosen parts of it."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--dev", type=Path, required=True, help="folder with plv_train.tsv and ngec_synthetic.csv")
    options.add_argument("--layers", type=int, default=4, choices=(3, 4, 5, 6))
    options.add_argument("--inner", type=int, default=768, help="inner units a layer, of 1536")
    options.add_argument("--epochs", type=int, default=12)
    options.add_argument("--rate", type=float, default=2e-4)
    options.add_argument("--threads", type=int, default=1)
    options.add_argument("--parts", default="final,0,1,2,3,4", help="what to distil: final, numbers of folds")
    chosen = options.parse_args()
    torch.set_num_threads(chosen.threads)
    torch.manual_seed(SEED)
    tokenizer = make_tokenizer()
    marked = pairs(chosen.dev / "plv_train.tsv")
    stories = unmarked(synthetic(chosen.dev / "ngec_synthetic.csv", SEED, every=True)[:GENERAL])
    start = small(tokenizer, stories, chosen.layers, chosen.inner) if chosen.layers < 6 else None
    ours, parts = own(COPIES, SEED), folds(marked, 5)
    for part in chosen.parts.split(","):
        if not part:
            continue
        torch.manual_seed(SEED + (int(part) if part.isdecimal() else 0))
        out = set(parts[int(part)]) if part.isdecimal() else set()
        of = joined(mixture([e for n, e in enumerate(marked) if n not in out], ours), stories)
        # the final one may learn from the folds' networks too: of the pairs it sees all that they saw
        others = [] if part.isdecimal() else sorted(FOLDS.glob("[0-9]/net.pt"))
        teachers = [FOLDS / part / "net.pt", *others]
        student = taught(start, chosen.inner, teachers, tokenizer, of, chosen.epochs, chosen.rate)
        torch.save(student.state_dict(), FOLDS / part / "student.pt")
        if part.isdecimal():
            judged(student, tokenizer, [marked[n] for n in parts[int(part)]], int(part))
        else:
            export(student, tokenizer, MODEL, marked[:64])
    cards(marked)


if __name__ == "__main__":
    main()
