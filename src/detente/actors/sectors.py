"""Sectors of those named by a common noun: PLOVER's codes, for people and bodies that act for no state too."""

from __future__ import annotations

import re
from typing import Final

from detente.actors.agents import SECTOR_OF_NOUN

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
_STOP: Final = re.compile(r"\s+(?:of|in|at|from|for|to|on|with|who|which|that|across|near|by)\s+", re.IGNORECASE)


def sector_of(phrase: str) -> str:
    """The sector that the head noun of a phrase names, else that of any word of it; "" when none does."""
    head = _STOP.split(phrase, maxsplit=1)[0]
    for part in (head, phrase):
        words = [w.strip("'’\".,()").removesuffix("'s").removesuffix("’s").lower() for w in part.split()]
        for word in reversed(words):
            sector = _SECTOR.get(word) or SECTOR_OF_NOUN.get(word) or SECTOR_OF_NOUN.get(word.removesuffix("s"))
            if sector:
                return sector
    return ""
