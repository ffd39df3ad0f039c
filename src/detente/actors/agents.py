"""Nouns of those who act for a state, with their PLOVER sector, and nouns of those who do not."""

from __future__ import annotations

from typing import Final

_BY_SECTOR: Final[dict[str, str]] = {
    "GOV": (
        "government administration authority official minister ministry president premier chancellor leader "
        "leadership cabinet presidency diplomat ambassador envoy delegation negotiator mediator embassy consulate "
        "mission regime state nation country republic kingdom side team secretary spokesman spokeswoman "
        "spokesperson king queen emperor emir sultan prince monarch ruler emissary delegate representative aide "
        "adviser advisor counterpart statesman politician department agency chief head deputy commissioner "
        "governor monarchy foreign-ministry court-official attaché consul counsellor junta council commission "
        "power ally neighbour neighbor capital bloc alliance union camp coalition member partner chargé strongman "
        "director treasury customs inspector regulator"
    ),
    "MIL": (
        "troop soldier force army navy military warplane jet fighter bomber destroyer warship frigate submarine "
        "aircraft drone helicopter tank artillery battery commander general admiral marine airman air-force "
        "commando paratrooper battalion brigade regiment division fleet gunner pilot guard peacekeeper garrison "
        "gunboat missile rocket officer sailor colonel carrier vessel ship boat cutter coastguard plane patrol unit contingent conscript "
        "corps serviceman warrior coastguard flotilla squadron defence defense"
    ),
    "LEG": "lawmaker legislator parliament senator congressman congresswoman deputy mp parliamentarian senate congress legislature assembly speaker",
    "JUD": "court judge prosecutor tribunal attorney magistrate judiciary",
    "SPY": "spy intelligence agent hacker operative",
    "COP": "police policeman constable border-guard gendarme",
    "REB": "rebel insurgent guerrilla militant gunman fighter militia separatist militiaman jihadist extremist terrorist faction guerilla mercenary bomber suicide-bomber attacker fighter insurgency",
    "OPP": "opposition dissident protester protestor demonstrator activist",
}  # fmt: skip

SECTOR_OF_NOUN: Final[dict[str, str]] = {noun: sector for sector, nouns in _BY_SECTOR.items() for noun in nouns.split()}

#: Those who act for the state or body that qualifies them, in whatever sector ("a UN expert", "a Turkish committee").
_OF_ANY_SECTOR: Final = frozenset(
    "expert committee subcommittee panel rapporteur chair chairman chairwoman organisation organization organ "
    "secretariat service investigator detective bureau mufti presidium taskforce task-force watchdog corporation "
    "academy administrator superintendent warden sheikh ayatollah princess crown exile interlocutor signatory".split()
)

#: Nouns that only count others: "hundreds of UN troops", "a group of Iranian diplomats".
COUNTERS: Final = frozenset(
    "dozen hundred thousand million number group scores majority most many several some all both pair couple team "
    "convoy series handful member half two three four five six seven eight nine ten rest part one none".split()
)

#: Citizens: they act for no government, but their protests and violence against another state are events.
CITIZENS: Final = frozenset(
    "crowd mob student fisherman worker citizen people youth resident villager settler nationalist farmer driver "
    "docker trucker veteran campaigner marcher rioter demonstrator protester protestor activist supporter man woman "
    "national hacker teacher nun monk priest trade-unionist union refugee migrant pilgrim survivor relative family community".split()
)

#: Firms of a country in general ("Chinese banks"); a single firm acts for nobody.
BUSINESS: Final = frozenset(
    "firm company bank business investor producer exporter manufacturer refinery mill trader".split()
)

#: What belongs to a country without acting for it, or being acted on as it.
PRIVATE: Final = frozenset(
    "company firm business bank airline airliner manufacturer carmaker newspaper magazine "
    "club player footballer athlete singer actor actress film movie artist writer author novelist "
    "consumer market economy stock currency share investor trader "
    "brand producer exporter importer retailer festival museum university school band orchestra chef restaurant "
    "wine music literature cuisine cinema football cricket league championship cup tournament medal swimmer "
    "sprinter cyclist goalkeeper striker midfielder coach winger "
    "tabloid daily broadcaster ".split()
)


def is_agent(lemma: str) -> bool:
    """True when the noun names people or bodies that act for the state that qualifies them."""
    return (lemma in SECTOR_OF_NOUN or lemma in _OF_ANY_SECTOR) and lemma not in PRIVATE
