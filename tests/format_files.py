"""Event files of our own making, as small as they can be, for the tests of the formats."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pyarrow as pa

from detente.formats.reading import read_events
from detente.formats.rows import IMPORTED, RowProblem

GEO_1 = ["4", "Sochi, Krasnodar, Russia", "RS", "RS38", "43.6", "39.73", "-299"]
GEO_2 = [*GEO_1[:4], "25109", *GEO_1[4:]]


def gdelt_line(width: int = 58, **changed: str) -> str:
    """A GDELT line of 57, 58 or 61 fields; ``changed`` names fields as GDELT does."""
    from detente.formats.gdelt import FIELDS_1, FIELDS_2

    names = FIELDS_2 if width == 61 else FIELDS_1[:width]
    values = dict.fromkeys(names, "")
    values |= {
        "GLOBALEVENTID": "7",
        "SQLDATE": "20190514",
        "MonthYear": "201905",
        "Year": "2019",
        "FractionDate": "2019.3699",
        "Actor1Code": "USAGOV",
        "Actor1Name": "UNITED STATES",
        "Actor1CountryCode": "USA",
        "Actor1Type1Code": "GOV",
        "Actor2Code": "RUS",
        "Actor2Name": "RUSSIA",
        "Actor2CountryCode": "RUS",
        "IsRootEvent": "1",
        "EventCode": "042",
        "EventBaseCode": "042",
        "EventRootCode": "04",
        "QuadClass": "1",
        "GoldsteinScale": "1.9",
        "NumMentions": "12",
        "NumSources": "1",
        "NumArticles": "12",
        "AvgTone": "2.5",
        "ActionGeo_FullName": "Sochi, Krasnodar, Russia",
        "DATEADDED": "20190515",
    }
    if width != 57:
        values["SOURCEURL"] = "https://news.example/sochi"
    return "\t".join({**values, **changed}.values())


ICEWS_ROW = {
    "Event ID": "1",
    "Event Date": "2018-06-01",
    "Source Name": "Foreign Affairs (Bangladesh)",
    "Source Sectors": "Executive,Foreign Ministry,Government",
    "Source Country": "Bangladesh",
    "Event Text": "Consult",
    "CAMEO Code": "040",
    "Intensity": "1",
    "Target Name": "Vietnam",
    "Target Sectors": "NA",
    "Target Country": "Vietnam",
    "Story ID": "9",
    "Sentence Number": "2",
    "Publisher": "A Bulletin",
    "City": "Hanoi",
    "District": "NA",
    "Province": "NA",
    "Country": "Vietnam",
    "Latitude": "21.02",
    "Longitude": "105.8",
}


def icews_line(**changed: str) -> str:
    """An ICEWS line; underscores in the names of ``changed`` stand for blanks."""
    return "\t".join({**ICEWS_ROW, **{k.replace("_", " "): v for k, v in changed.items()}}.values())


def polecat_line(**changed: str) -> str:
    """A POLECAT line; underscores in the names of ``changed`` stand for blanks."""
    from detente.formats.polecat import FIELDS

    values = dict.fromkeys(FIELDS, "")
    values |= {
        "Event ID": "NGEC-1",
        "Event Date": "2021-03-02",
        "Event Type": "ASSAULT",
        "Event Mode": "aerial",
        "Intensity": "-9.5",
        "Quad Code": "MATERIAL CONFLICT",
        "Contexts": "military;terrorism",
        "Actor Name": "Israel",
        "Actor Country": "ISR",
        "Actor COW": "666",
        "Primary Actor Sector": "MIL",
        "Actor Sectors": "MIL",
        "Actor Name Raw": "Israeli jets",
        "Recipient Name": "Syria",
        "Recipient Country": "SYR",
        "Recipient COW": "652",
        "Primary Recipient Sector": "MIL",
        "Placename": "Damascus",
        "Country": "Syria",
        "Latitude": "33.5",
        "Longitude": "36.3",
        "Source": "A Paper",
        "Publication Date": "2021-03-03",
        "Language": "en",
        "Version": "1.1",
    }
    return "\t".join({**values, **{k.replace("_", " "): v for k, v in changed.items()}}.values())


def read(path: Path, format: str, codes: str | None = None) -> tuple[list[dict[str, Any]], list[RowProblem]]:
    """The rows of a file and its problems."""
    problems: list[RowProblem] = []
    batches = list(read_events(path, format, codes=codes, problems=problems.append))
    return pa.Table.from_batches(batches, schema=IMPORTED).to_pylist(), problems


def lines(path: Path, *texts: str, end: str = "\n") -> Path:
    """A file of these lines."""
    path.write_bytes("".join(text + end for text in texts).encode())
    return path
