"""`detente doctor` and `detente explain`: what is installed, and what the words mean."""

from __future__ import annotations

from typing import Annotated

import typer

from detente.cli.options import EndpointOption, KnowledgeOption, NameOption, fail


def doctor(
    knowledge: KnowledgeOption = None, model_endpoint: EndpointOption = None, model_name: NameOption = None
) -> None:
    """Say what is installed, which models and knowledge are used, and whether they work."""
    from detente.doctor import examine

    ok = True
    for finding in examine(knowledge, model_endpoint, model_name):
        ok &= finding.ok
        print(f"{'ok ' if finding.ok else 'BAD'}  {finding.what}: {finding.detail}")
    if not ok:
        raise typer.Exit(1)


def explain(
    word: Annotated[str, typer.Argument(help="A word of the field: COERCE, recalled, dyad, quad class ...")],
) -> None:
    """Say what a word of the field means here."""
    from detente.glossary import meaning

    found = meaning(word)
    if found is None:
        fail(
            f"no entry for {word!r}; try an event type such as COERCE, a status such as recalled, or: dyad, quad class, context"  # noqa: E501
        )
    print(found)
