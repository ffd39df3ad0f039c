"""A small gazetteer that makes a Reading for tests of the coders, without the real knowledge."""

from __future__ import annotations

import datetime as dt
import re

from detente.actors.coreference import corefer
from detente.language.pipeline import load_english
from detente.language.reading import Mention, MentionKind, Reading
from detente.records import Actor

_STATES = {
    "USA": "United States;the US;US;U.S.;America;Washington;the White House;American;Americans;the Pentagon",
    "RUS": "Russia;Moscow;the Kremlin;Russian;Russians",
    "CHN": "China;Beijing;Chinese",
    "IND": "India;Delhi;New Delhi;Indian",
    "PAK": "Pakistan;Islamabad;Pakistani",
    "JPN": "Japan;Tokyo;Japanese",
    "KOR": "South Korea;Seoul;South Korean",
    "PRK": "North Korea;Pyongyang;North Korean",
    "TUR": "Turkey;Ankara;Turkish",
    "GRC": "Greece;Athens;Greek",
    "FRA": "France;Paris;French",
    "DEU": "Germany;Berlin;German",
    "GBR": "Britain;London;British;the United Kingdom;the UK;UK",
    "IRN": "Iran;Tehran;Iranian",
    "ISR": "Israel;Israeli",
    "SAU": "Saudi Arabia;Riyadh;Saudi",
    "QAT": "Qatar;Doha;Qatari",
    "EGY": "Egypt;Cairo;Egyptian",
    "ETH": "Ethiopia;Addis Ababa;Ethiopian",
    "SDN": "Sudan;Khartoum;Sudanese",
    "MAR": "Morocco;Rabat;Moroccan",
    "DZA": "Algeria;Algiers;Algerian",
    "SRB": "Serbia;Belgrade;Serbian",
    "XKX": "Kosovo;Pristina",
    "POL": "Poland;Warsaw;Polish",
    "UKR": "Ukraine;Kyiv;Ukrainian",
    "HUN": "Hungary;Budapest;Hungarian",
    "AUS": "Australia;Canberra;Australian",
    "CAN": "Canada;Ottawa;Canadian",
    "BRA": "Brazil;Brasilia;Brazilian",
    "ARG": "Argentina;Buenos Aires;Argentine",
    "VEN": "Venezuela;Caracas;Venezuelan",
    "COL": "Colombia;Bogota;Colombian",
    "VNM": "Vietnam;Hanoi;Vietnamese",
    "PHL": "Philippines;Manila;Philippine",
    "CUB": "Cuba;Havana;Cuban",
    "ARM": "Armenia;Yerevan;Armenian",
    "AZE": "Azerbaijan;Baku;Azerbaijani",
    "SYR": "Syria;Damascus;Syrian",
    "NATO": "NATO;Nato",
    "EU": "European Union;the EU;EU;Brussels",
    "TWN": "Taiwan;Taipei;Taiwanese",
    "NOR": "Norway;Oslo;Norwegian",
    "RWA": "Rwanda;Kigali;Rwandan",
    "KEN": "Kenya;Nairobi;Kenyan",
    "ZAF": "South Africa;Pretoria;South African",
}  # fmt: skip
_PERSONS = {
    "Vladimir Putin": "RUS", "Sergei Lavrov": "RUS", "Donald Trump": "USA", "Joe Biden": "USA",
    "Antony Blinken": "USA", "Marco Rubio": "USA", "Xi Jinping": "CHN", "Wang Yi": "CHN",
    "Narendra Modi": "IND", "Recep Tayyip Erdogan": "TUR", "Emmanuel Macron": "FRA", "Olaf Scholz": "DEU",
    "Angela Merkel": "DEU", "Viktor Orban": "HUN", "Shinzo Abe": "JPN", "Anthony Albanese": "AUS",
    "Penny Wong": "AUS", "Peter Dutton": "AUS", "Imran Khan": "PAK", "Boris Johnson": "GBR",
    "Kyriakos Mitsotakis": "GRC", "Annalena Baerbock": "DEU", "Lindsey Graham": "USA",
    "Dmitry Medvedev": "RUS",
}  # fmt: skip


def _table() -> tuple[re.Pattern[str], dict[str, tuple[MentionKind, Actor]]]:
    names: dict[str, tuple[MentionKind, Actor]] = {}
    for code, words in _STATES.items():
        first = words.split(";")[0]
        for word in words.split(";"):
            names[word] = ("name", Actor(name=first, country=code))
    for person, code in _PERSONS.items():
        actor = Actor(name=person, country=code, sector="GOV", person=person)
        names[person] = ("person", actor)
        last = person.split()[0] if code == "CHN" else person.split()[-1]
        names[last] = ("person", actor)
    words = sorted(names, key=len, reverse=True)
    return re.compile(r"\b(?:" + "|".join(map(re.escape, words)) + r")\b"), names


def read_small(body: str, published: dt.date | None = dt.date(2024, 5, 16)) -> Reading:
    """A Reading of ``body`` with every sentence parsed."""
    english = load_english()
    cuts = list(english.cut(body))
    parses = {c.sentence.index: d for c, d in zip(cuts, english.parse(cuts), strict=True)}
    sentences = tuple(c.sentence for c in cuts)
    pattern, names = _table()
    named: dict[int, tuple[Mention, ...]] = {}
    for s in sentences:
        named[s.index] = tuple(
            Mention(
                s.start + m.start(),
                s.start + m.end(),
                s.index,
                m.group(),
                names[m.group()][0],
                (names[m.group()][1],),
            )
            for m in pattern.finditer(s.text)
        )
    return Reading(body, published, sentences, parses, corefer(sentences, parses, named))
