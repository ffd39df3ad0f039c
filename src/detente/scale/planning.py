"""The plan of an output: new inputs come after those that are there, and settings stay as they are."""

from __future__ import annotations

import msgspec

from detente.scale.errors import ScaleError
from detente.scale.folder import PLAN, Input, Output, Plan, Settings


def planned(output: Output, inputs: list[Input], settings: Settings, part_articles: int) -> Plan:
    """Put ``inputs`` into the plan of ``output``.

    Raises:
        ScaleError: the output was begun with other settings.
    """
    plan = output.plan() or Plan(settings, part_articles)
    if (plan.settings, plan.part_articles) != (settings, part_articles):
        options = "--date, --knowledge, --min-confidence or --part-articles"
        raise ScaleError(f"{output.place} was begun with other {options}; give the same, or another --out")
    held = {input.id for input in plan.inputs}
    names = {input.name: input for input in plan.inputs}
    for input in inputs:
        before = names.get(input.name)
        if input.id not in held and before is not None and output.ended(before) is None:
            raise ScaleError(f"{input.name} has changed before it was read to its end; give another --out")
    new = tuple(input for input in inputs if input.id not in held)
    if new or not plan.inputs:
        plan = msgspec.structs.replace(plan, inputs=plan.inputs + new)
        output.write(PLAN, plan)
    return plan
