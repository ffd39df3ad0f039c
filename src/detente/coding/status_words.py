"""The words that say whether an act happened: verbs, nouns and adverbs over it, by what they make of it."""

from __future__ import annotations

PLANNING = frozenset(
    "plan agree pledge promise vow intend prepare schedule decide expect commit undertake arrange determine poise "
    "ready announce slate volunteer aim pledge swear set due".split()
)
WISHING = frozenset(
    "threaten consider want hope urge ask demand suggest propose mull hint recommend wish seek try attempt offer "
    "warn weigh contemplate call press insist need require advocate encourage invite order instruct advise "
    "fear worry dream imagine envisage favour favor discuss debate authorise authorize allow enable aspire "
    "appeal request lobby push long pray ponder beg implore exhort tempt risk speculate explore study "
    "persuade convince pressure oppose beseech tell wait raise brace ought toy suppose assume".split()
)
NEGATING = frozenset(
    "deny refuse fail avoid prevent reject decline cancel rule postpone dismiss stop cease end quit "
    "block abandon forbid "
    "prohibit ban avert rebuff neglect stall scrap shelve preclude thwart foil renounce forgo forswear "
    "resist halt suspend obviate hinder deter rebut refrain abstain desist omit hesitate forbear".split()
)
CLAIMING = frozenset(
    "accuse allege claim blame charge assert suspect believe insist maintain contend implicate denounce "
    "purport argue condemn criticise criticize suggest think boast complain protest contend swear hold profess gripe "
    "fume lament insinuate posit estimate reckon conclude find".split()
)
SAYING = frozenset("say state tell report declare add note announce confirm reveal acknowledge explain write".split())
WISH_NOUNS = frozenset(
    "threat possibility prospect fear risk hope call demand request appeal proposal idea chance danger option offer "
    "suggestion pressure attempt bid plea likelihood desire wish readiness willingness warning condition "
    "need opportunity ultimatum scenario potential talk thought brink spectre specter eventuality".split()
)
PLAN_NOUNS = frozenset(
    "plan intention promise pledge commitment agreement decision schedule preparation vow project verge point".split()
)
CLAIM_NOUNS = frozenset("allegation accusation claim charge suspicion report assertion rumour rumor".split())
NO_NOUNS = frozenset(
    "refusal failure denial absence lack rejection cancellation inability halt end suspension "
    "postponement unwillingness reluctance".split()
)
CONDITION = frozenset({"if", "unless", "whether", "lest", "should"})
PAST_ADVERBS = frozenset("previously formerly once historically earlier originally".split())
STOPPING = frozenset("stop halt end cease suspend quit".split())
MODALS = frozenset({"may", "might", "could", "would", "should", "can", "must", "ought"})

#: "called off the visit": verb and particle.
PARTICLES_AGAINST = frozenset({"call off", "put off", "hold off", "rule out", "hold back"})
#: Verbs that speak of an act and take it for granted.
ATTITUDE = frozenset(
    "mention condemn criticise criticize welcome deplore forgive forget regret praise recall remember denounce "
    "justify defend excuse explain survive watch see describe confirm investigate avenge punish deplore decry mourn "
    "applaud hail lament commemorate mark resent ignore understand know discuss debate overlook answer blame rue "
    "speak write quarrel "
    "complain hear learn read boast remind gloat study review "
    "probe report reveal expose detail document recount retell compare liken link attribute follow".split()
)
#: Verbs with whose polarity and mood an act, as their subject, stands or falls.
OCCURRING = frozenset(
    "happen occur take begin start open go come continue resume last fail ensue proceed materialise materialize "
    "loom await break fall end stop cease follow remain appear".split()
)
#: Nouns through which the status of an act reaches its phrase: "a round of talks", "the start of the visit".
LIGHT_NOUNS = frozenset(
    "series round wave number act kind start beginning resumption launch day week month round set spate string bout "
    "form sort type hour minute part first second third fourth".split()
)
#: Verbs that claim with a clause told as done and ask with one that is not: "insists that they fired".
INDICATIVE = frozenset({"insist", "suggest", "warn", "hint", "imply"})
#: Verbs that with "back", "away", "short" or "close" leave undone what follows: "held back from", "came close to".
TURNING = frozenset("hold shy back draw shrink stay step keep recoil steer pull stop fall come get turn".split())
DECIDING = frozenset("decide vote choose come argue advise opt rule".split())
#: "is said to have", "are rumoured to be": a report whose source is not named.
REPORTED = frozenset("say report think understand rumour rumor".split())
#: Verbs whose "that" clause tells what is wished, feared or supposed.
CLAUSAL = frozenset("suggest demand hope warn hint insist propose fear threaten urge suppose assume".split())
#: Verbs that lay an act at somebody's door: "blamed them for the murder".
ACCUSING = frozenset("accuse blame charge indict sue fault suspect implicate prosecute".split())
#: "It is possible that": adjectives that leave their clause open.
OPEN = frozenset("possible likely unlikely conceivable probable improbable doubtful thinkable plausible".split())
