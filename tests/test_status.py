"""Did it happen? Negation, mood, plans, conditions, claims, presupposition, and the past retold."""

from __future__ import annotations

from typing import Any

import pytest

from conftest import Code


def known(*case: str, because: str) -> Any:
    """A case that is still read wrongly."""
    return pytest.param(*case, marks=pytest.mark.xfail(strict=False, reason=because))


CASES = [
    # told as a fact
    ("Turkey sanctioned Greece.", "SANCTION TUR GRC", "actual"),
    ("Mexico condemned the Peruvian raid.", "ACCUSE MEX PER", "actual"),
    ("Laos managed to sign a treaty with Vietnam.", "SUPPORT LAO VNM", "actual"),
    # polarity
    ("Turkey did not sanction Greece.", "SANCTION TUR GRC", "negated"),
    ("Turkey has never recognised Cyprus.", "SUPPORT TUR CYP", "negated"),
    ("No talks took place between Chad and Libya.", "CONSULT TCD LBY", "negated"),
    ("Neither Oman nor Yemen signed the accord.", "SUPPORT OMN YEM", "negated"),
    ("Canada failed to sign the treaty with Mexico.", "SUPPORT CAN MEX", "negated"),
    ("France refused to sell jets to Egypt.", "COOPERATE FRA EGY", "negated"),
    ("Cuba denies that it arrested Spanish citizens.", "COERCE CUB ESP", "negated"),
    ("Talks between Sudan and Egypt were cancelled.", "CONSULT SDN EGY", "negated"),
    ("The Azerbaijani attack on Armenia drew no answer.", "ASSAULT AZE ARM", "actual"),
    ("Turkey refrained from attacking Greece.", "ASSAULT TUR GRC", "negated"),
    ("Turkey held back from attacking Greece.", "ASSAULT TUR GRC", "negated"),
    ("Turkey decided against attacking Greece.", "ASSAULT TUR GRC", "negated"),
    ("Turkey has yet to attack Greece.", "ASSAULT TUR GRC", "negated"),
    # what is spoken of is taken for granted
    ("Japan did not condemn the Turkish attack on Greece.", "ASSAULT TUR GRC", "actual"),
    ("Envoys want to see the site of the Turkish attack on Greece.", "ASSAULT TUR GRC", "actual"),
    ("The Turkish attack on Greece is never mentioned.", "ASSAULT TUR GRC", "actual"),
    # the refusal itself is a fact
    ("France refused to sell jets to Egypt.", "REJECT FRA EGY", "actual"),
    ("Japan ruled out sanctions on Russia.", "REJECT JPN RUS", "actual"),
    # mood
    ("Canada might impose sanctions on Venezuela.", "SANCTION CAN VEN", "hypothetical"),
    ("Spain may close its border with Morocco.", "COERCE ESP MAR", "hypothetical"),
    ("Italy should apologise to Libya.", "CONCEDE ITA LBY", "hypothetical"),
    ("Poland wants to expel the Russian ambassador.", "SANCTION POL RUS", "hypothetical"),
    ("It is unclear whether Syria shelled Turkey.", "ASSAULT SYR TUR", "hypothetical"),
    known(
        "Ukraine hopes to sign a treaty with Romania.",
        "SUPPORT UKR ROU",
        "hypothetical",
        because="hopes taken as a noun",
    ),
    ("It is unlikely that Turkey will attack Greece.", "ASSAULT TUR GRC", "hypothetical"),
    ("Cyprus urged Turkey not to attack Greece.", "ASSAULT TUR GRC", "hypothetical"),
    ("Perhaps Turkey will attack Greece.", "ASSAULT TUR GRC", "hypothetical"),
    ("Cyprus has called for Turkey to apologise to Greece.", "CONCEDE TUR GRC", "hypothetical"),
    ("The danger of a Turkish attack on Greece is small.", "ASSAULT TUR GRC", "hypothetical"),
    ("Suppose Turkish jets bomb Greek islands.", "ASSAULT TUR GRC", "hypothetical"),
    # conditions
    ("Sweden would impose sanctions on Iran if the ship were seized.", "SANCTION SWE IRN", "hypothetical"),
    ("If Turkey attacked Greece, the alliance would break.", "ASSAULT TUR GRC", "hypothetical"),
    ("Had Argentina invaded Chile, the pope would have failed.", "ASSAULT ARG CHL", "hypothetical"),
    ("Norway will wait unless Turkish troops attack Greek islands.", "ASSAULT TUR GRC", "hypothetical"),
    ("Would Norway impose sanctions on Iceland?", "SANCTION NOR ISL", "hypothetical"),
    ("Turkey ought to apologise to Greece.", "CONCEDE TUR GRC", "hypothetical"),
    ("A Turkish attack on Greece would break the alliance.", "ASSAULT TUR GRC", "hypothetical"),
    # plans
    ("Turkey is about to attack Greece.", "ASSAULT TUR GRC", "planned"),
    ("Norway is set to impose tariffs on China.", "SANCTION NOR CHN", "planned"),
    ("Germany will send tanks to Ukraine.", "AID DEU UKR", "planned"),
    ("India announced it would lift sanctions on Nepal.", "RETREAT IND NPL", "planned"),
    ("Poland plans to expel five Belarusian diplomats.", "SANCTION POL BLR", "planned"),
    ("The president of Peru is due to visit Chile on Friday.", "CONSULT PER CHL", "planned"),
    ("Germany will send tanks to Ukraine, a spokesman told reporters.", "AID DEU UKR", "planned"),
    ("Talks between Turkey and Greece are due to begin on Friday.", "CONSULT TUR GRC", "planned"),
    # claims
    ("Serbia accused Kosovo of arresting Serbs.", "COERCE XKX SRB", "claimed"),
    ("Armenia said Azerbaijan had shelled Armenian villages.", "ASSAULT AZE ARM", "claimed"),
    ("According to Armenia, Azerbaijan shelled Armenian villages.", "ASSAULT AZE ARM", "claimed"),
    ("In the Armenian telling, Azerbaijan shelled Armenian villages.", "ASSAULT AZE ARM", "claimed"),
    ("Azerbaijan shelled Armenian villages, according to witnesses.", "ASSAULT AZE ARM", "actual"),
    ("Azerbaijan is said to have shelled Armenian villages.", "ASSAULT AZE ARM", "claimed"),
    ("Armenia insists that Azerbaijan shelled Armenian villages.", "ASSAULT AZE ARM", "claimed"),
    ("Egypt reportedly bombed Libya.", "ASSAULT EGY LBY", "claimed"),
    # the past retold
    ("In 1956 Britain invaded Egypt.", "ASSAULT GBR EGY", "recalled"),
    ("Britain and Iceland clashed over cod in the 1970s.", "ASSAULT GBR ISL", "recalled"),
    ("The envoy recalled the day when Japan attacked China in 1937.", "ASSAULT JPN CHN", "recalled"),
]


def statuses(code: Code, text: str, wanted: str) -> set[str]:
    """The statuses of the wanted act (type, actor, recipient) in the coded sentence."""
    kind, actor, recipient = wanted.split()
    return {
        e.status
        for e in code(text).events
        if e.recipient and (e.type, e.actor.country, e.recipient.country) == (kind, actor, recipient)
    }


@pytest.mark.parametrize(("text", "act", "status"), CASES)
def test_status(code: Code, text: str, act: str, status: str) -> None:
    """The act is coded with this status and no other."""
    assert statuses(code, text, act) == {status}


def test_to_urge_an_end_presupposes_the_deed(code: Code) -> None:
    """Who asks another to stop says that it goes on; it is neither hypothetical nor negated."""
    text = "Kenya urged Ethiopia to stop bombing Eritrea."
    assert statuses(code, text, "REQUEST KEN ETH") == {"actual"}
    assert statuses(code, text, "ASSAULT ETH ERI") <= {"actual", "claimed"}
    assert statuses(code, text, "ASSAULT ETH ERI")


@pytest.mark.parametrize("verb", ["urged", "asked", "told", "begged"])
def test_what_is_asked_is_no_fact(code: Code, verb: str) -> None:
    """The content of a request is hypothetical or nothing."""
    found = statuses(code, f"Kenya {verb} Ethiopia to bomb Eritrea.", "ASSAULT ETH ERI")
    assert found <= {"hypothetical"}


def test_a_claim_names_its_claimant(code: Code) -> None:
    """`claimed_by` is the code of the party whose word it is."""
    events = code("Serbia accused Kosovo of arresting Serbs.").events
    assert [e.claimed_by for e in events if e.status == "claimed"] == ["SRB"]
    assert all(e.claimed_by is None for e in events if e.status != "claimed")


def test_a_quoted_charge_is_a_claim(code: Code) -> None:
    """What a speaker says of others in quotation marks is never the narrator's fact."""
    text = '"Peru seized our ships and Chile shelled our ports," Bolivia\'s foreign minister said on Friday.'
    told = [e for e in code(text).events if e.type in ("COERCE", "ASSAULT")]
    assert told and all(e.status == "claimed" for e in told)


@pytest.mark.parametrize("wish", ["long live Peru", "may Peru prosper", "let us hope"])
def test_wishes_give_no_acts(code: Code, wish: str) -> None:
    """Exclamations code nothing as done."""
    assert not [e for e in code(f"“{wish.capitalize()}!” he said.").events if e.status == "actual"]
