"""Which type model reads the pairs: the built-in one, or an endpoint that the user names.

A backend is whatever satisfies :class:`TypeModel`; the coders know no more of it than that.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Protocol

#: Pair to classify: text, actor span, recipient span (None when the words name no recipient); character offsets.
PairItem = tuple[str, tuple[int, int], tuple[int, int] | None]


class TypeModel(Protocol):
    """Gives each pair the probabilities of the 16 types, which sum to 1, and apart from them that of "NONE".

    An empty mapping is no opinion: the lexicon alone then decides, with the confidence that it has by itself.
    """

    @property
    def name(self) -> str:
        """What an account's provenance says of the model; another name for whatever answers otherwise."""
        ...

    def predict(self, items: Sequence[PairItem]) -> list[dict[str, float]]:
        """One mapping for each pair, in order."""
        ...


@contextmanager
def open_type_model(
    endpoint: str | None = None,
    name: str | None = None,
    *,
    record: Path | None = None,
    report: Callable[[str], None] | None = None,
) -> Iterator[TypeModel]:
    """The built-in model, or the model ``name`` behind the OpenAI-compatible address ``endpoint``.

    Answers of an endpoint are kept in the DuckDB file ``record`` (default: in the user's data folder). ``report`` is
    given one line about pairs that got no answer.

    Raises:
        ModelError: the model cannot be loaded, the address is refused, or the record cannot be opened.
    """
    if endpoint is None:
        from detente.coding.typemodel import load_type_model

        yield load_type_model()
        return
    from detente.coding.answers import open_answers
    from detente.coding.endpoint import EndpointTypeModel

    with (
        closing(open_answers(record)) as answers,
        closing(EndpointTypeModel(endpoint, name or "", answers, report=report)) as model,
    ):
        yield model
