"""The dates of event files: 20180601, 180601, 2018-06-01, 2018-06-01T…, 1/6/2018."""

from __future__ import annotations

import datetime as dt
import functools
import re
from collections.abc import Iterable
from typing import Final, Literal

from detente.formats.rows import BadRow

Order = Literal["dmy", "mdy"]

_DIGITS: Final = re.compile(r"(\d{4})(\d\d)(\d\d)(?:\d{6})?\Z", re.ASCII)
_SHORT: Final = re.compile(r"(\d\d)(\d\d)(\d\d)\Z", re.ASCII)
_ISO: Final = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[T ].*)?\Z", re.ASCII)
_PARTED: Final = re.compile(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4}|\d\d)\Z", re.ASCII)

#: Two-digit years from here on are of the twentieth century: event data begin in 1945.
PIVOT: Final = 45


@functools.lru_cache(maxsize=65_536)
def day_of(text: str, order: Order = "dmy", field: str = "date") -> dt.date:
    """The day that ``text`` names.

    Raises:
        BadRow: it names none.
    """
    text = text.strip()
    try:
        if m := _DIGITS.match(text) or _ISO.match(text):
            return dt.date(int(m[1]), int(m[2]), int(m[3]))
        if m := _SHORT.match(text):
            return dt.date(_year(m[1]), int(m[2]), int(m[3]))
        if m := _PARTED.match(text):
            first, second = int(m[1]), int(m[2])
            day, month = (first, second) if order == "dmy" else (second, first)
            return dt.date(_year(m[3]), month, day)
    except ValueError:
        pass
    raise BadRow(field, f"no date: {text[:40]!r}")


def digits(day: dt.date) -> str:
    """``20180601``: eight digits also before the year 1000, where ``strftime`` may write fewer."""
    return day.isoformat().replace("-", "")


def _year(text: str) -> int:
    year = int(text)
    return year if len(text) == 4 else year + (1900 if year >= PIVOT else 2000)


def order_of(texts: Iterable[str]) -> Order:
    """Whether parted dates are day/month/year, as ICEWS 2017 has them, or month/day/year: told by a number over 12."""
    for text in texts:
        if m := _PARTED.match(text.strip()):
            if int(m[1]) > 12:
                return "dmy"
            if int(m[2]) > 12:
                return "mdy"
    return "dmy"
