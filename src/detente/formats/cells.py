"""Cells that a spreadsheet would take for a formula, made harmless and made back again.

After OWASP's advice on CSV injection: a cell that begins with = + - @, a tab, a carriage return or a line feed (or the
full-width forms of the signs) is a formula to some program. It gets an apostrophe in front; so does a cell that begins
with an apostrophe, and then one apostrophe is taken off again wherever one stands.
"""

from __future__ import annotations

from typing import Final

_RISKY: Final = tuple("=+-@\t\r\n'＝＋－＠")


def harmless(text: str) -> str:
    """``text`` as a cell that no spreadsheet reads as a formula."""
    return "'" + text if text.startswith(_RISKY) else text


def as_was(cell: str) -> str:
    """The text that :func:`harmless` made this cell of."""
    return cell[1:] if cell.startswith("'") else cell
