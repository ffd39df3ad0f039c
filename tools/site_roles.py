"""What the site makes of docstrings: roles become links, and records show their fields.

Docstrings say :class:`Record` as Sphinx reads it; a link that leads nowhere fails the build. An extension of Griffe,
which reads the source for mkdocstrings (``mkdocs.yml``).
"""

from __future__ import annotations

import re
from typing import Any

import griffe

_ROLE = re.compile(r":(?:attr|class|data|exc|func|meth|mod):`~?([\w.]+)`")


class Roles(griffe.Extension):
    """Turns roles into cross-references; a name without dots is looked up in the class, then in the module."""

    def on_class_members(self, *, cls: griffe.Class, **kwargs: Any) -> None:
        """Add the fields of a record to its docstring, in one block: a heading for each would drown them."""
        if "dataclass" in cls.labels or cls.docstring is None:
            return  # its signature names them
        fields = [
            f"{name}: {member.annotation}" + ("" if member.value is None else f" = {member.value}")
            for name, member in cls.attributes.items()
            if member.annotation is not None and "property" not in member.labels and not name.startswith("_")
        ]
        if fields:
            cls.docstring.value += "\n\n```python\n" + "\n".join(fields) + "\n```\n"

    def on_object(self, *, obj: griffe.Object, **kwargs: Any) -> None:
        """Rewrite the docstring of ``obj``."""
        if obj.docstring is not None:
            obj.docstring.value = _ROLE.sub(lambda m: self._link(obj, m[1]), obj.docstring.value)

    @staticmethod
    def _link(obj: griffe.Object, name: str) -> str:
        short = name.rsplit(".", 1)[-1]
        try:
            path = name if name.startswith("detente.") else obj.resolve(name)
        except griffe.NameResolutionError:
            return f"`{short}`"
        return f"[`{short}`][{path}]"
