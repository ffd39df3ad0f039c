"""Sectors of those named by a common noun: PLOVER's codes, for people and bodies that act for no state too."""

from __future__ import annotations

import re
from typing import Final

from detente.actors.agents import BUSINESS, CITIZENS, SECTOR_OF_NOUN

_NOUNS: Final[dict[str, str]] = {
    "COP": "police policeman policemen policewoman constable inspector gendarme detective sheriff immigration customs cop",
    "MIL": (
        "military army navy troops soldiers forces warplane warplanes jet jets fighter warship destroyer submarine "
        "general admiral colonel marine marines paratrooper guard infantry artillery aircraft drone missile tank fleet"
    ),
    "LEG": "parliament lawmaker lawmakers legislator legislators legislature senator senate congress congressional mp mps deputy",
    "JUD": "court courts judge judges attorney attorneys lawyer lawyers prosecutor prosecutors tribunal magistrate judiciary",
    "SPY": "intelligence spy spies agent agents",
    "CRM": (
        "gang gangs gangster thief thieves vandal vandals criminal criminals smuggler smugglers trafficker traffickers cartel "
        "mafia robber robbers supremacist supremacists supremicists hacker hackers pirate pirates kidnapper bandit bandits"
    ),
    "MED": "doctor doctors medic medics paramedic paramedics nurse nurses hospital hospitals surgeon physician",
    "REB": "rebel rebels insurgent insurgents guerrilla guerrillas militant militants jihadi jihadis jihadist gunman gunmen separatist",
    "UAF": "mercenary mercenaries",
    "PRM": "paramilitary paramilitaries militia militias militiamen",
    "OPP": "opposition dissident dissidents",
    "JRN": "journalist journalists reporter reporters newspaper magazine broadcaster editor",
    "EDU": "professor professors university universities school schools student students teacher teachers expert experts scholar "
    "scientist scientists researcher researchers academic academics lecturer institute",
    "BUS": "company companies firm firms bank banks business businessman businessmen corporation entrepreneur executive ceo "
    "manufacturer investor investors airline chairman trader traders",
    "REL": "priest priests imam imams rabbi bishop bishops church mosque cleric clerics jewish christian muslim pastor monk monks",
    "REF": "refugee refugees displaced migrant migrants asylum-seekers",
    "SOC": "activist activists campaigners league union unions",
    "NGO": "charity charities ngo ngos aid-workers crescent",
    "LAB": "worker workers labourers miners dockers",
    "PTY": "party parties candidate candidates hopeful",
    "CVL": (
        "civilian civilians resident residents citizen citizens people men women man woman child children youth youths protester "
        "protesters protestor demonstrator demonstrators tourist tourists relative relatives parent parents family families villager "
        "villagers netizen netizens driver crowd passengers traveller ordinary"
    ),
    "PRE": "breakaway self-declared",
}  # fmt: skip
_SECTOR: Final[dict[str, str]] = {noun: sector for sector, nouns in _NOUNS.items() for noun in nouns.split()}
_STOP: Final = re.compile(r"(?<!\s)\s+(?:of|in|at|from|for|to|on|with|who|which|that|across|near|by)\s+", re.IGNORECASE)
#: Nouns that say little of themselves: a more telling word beside them, or after "of", goes before.
_VAGUE: Final = frozenset(
    "leader people man men woman women child children group team member officer official agency force head chief service "
    "inspector guard side unit supporter driver national camp".split()
)


def sector_of(phrase: str) -> str:
    """The sector that the head noun of a phrase names, else that of any word of it; "" when none does.

    "People", "officer", "leader" and the like yield to a telling word in the same noun phrase ("police officer",
    "displaced people") or after "of" ("a team of surgeons").
    """
    parts = _STOP.split(phrase)
    joints = [j.strip().lower() for j in _STOP.findall(phrase)]
    sector, vague = _told(parts[0])
    if vague and joints[:1] == ["of"]:
        inner, unsure = _told(parts[1])
        if inner not in ("", "GOV") and not unsure:
            return inner
    if sector:
        return sector
    return _told(phrase)[0]


def _told(words: str) -> tuple[str, bool]:
    """The sector of the last noun that has one, and whether nothing but a vague noun says so."""
    vague = ""
    for word in reversed([_plain(w) for w in words.split()]):
        sector = _sector(word)
        if sector and (word in _VAGUE or word.removesuffix("s") in _VAGUE):
            vague = vague or sector
        elif sector and not (vague and sector == "GOV"):
            return sector, False
    return vague, bool(vague)


def _plain(word: str) -> str:
    return word.strip("'’\".,()").removesuffix("'s").removesuffix("’s").lower()


def _sector(word: str) -> str:
    """The sector of one noun, singular or plural; citizens and trades last."""
    forms = (
        word,
        word.removesuffix("s"),
        word.removesuffix("es"),
        re.sub("men$", "man", word),
        re.sub("ies$", "y", word),
    )
    for table in (_SECTOR, SECTOR_OF_NOUN):
        for form in forms:
            if form in table:
                return table[form]
    if any(form in CITIZENS for form in forms):
        return "CVL"
    return "BUS" if any(form in BUSINESS for form in forms) else ""
