"""What event codes and actor codes mean."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente.coding.plover import TYPES
from detente.formats.codes import QUAD_NUMBER, SCHEMES, code_for, meaning, repair, zeros_lost
from detente.formats.names import country, icews_sector, organisation, party_named
from detente.formats.parties import Party, code_of, iso_codes, party
from detente.formats.tables import table


@pytest.mark.parametrize(
    ("code", "scheme", "type_", "mode", "quad", "goldstein"),
    [
        ("10", "cameo", "REQUEST", None, 3, -5.0),
        ("010", "cameo", None, None, 1, 0.0),
        ("042", "cameo", "CONSULT", "visit", 1, 1.9),
        ("841", "cameo", "RETREAT", "release", 2, 7.0),
        ("36", "cameo", "AGREE", None, 1, 4.0),
        ("13y", "cameo", "THREATEN", None, 3, -6.0),
        ("1959", "cameo", "ASSAULT", "aerial", 4, -10.0),
        ("020", "cameo", "REQUEST", None, 1, 3.0),
        ("166", "cameo", "SANCTION", "discontinue", 4, -8.0),
        ("223", "weis", "ASSAULT", None, 4, -10.0),
        ("023", "weis", None, None, 3, -0.2),
        ("10", "weis", "REQUEST", None, 1, 0.5),
        ("ASSAULT", "plover", "ASSAULT", None, 4, -9.0),
        ("CONSULT-visit", "plover", "CONSULT", "visit", 1, 4.0),
        ("YIELD", "plover", "CONCEDE", None, 1, 4.5),
        ("999", "cameo", None, None, None, None),
        ("", "cameo", None, None, None, None),
    ],
)
def test_meaning(code: str, scheme: str, type_: str | None, mode: str | None, quad: int, goldstein: float) -> None:
    found = meaning(code, scheme)  # type: ignore[arg-type]
    assert (found.type, found.mode, found.quad, found.goldstein) == (type_, mode, quad, goldstein)


def test_lost_zeros_are_told_by_the_file_not_the_code() -> None:
    assert zeros_lost(["10", "42", "190"])
    assert zeros_lost(["4", "190"])
    assert not zeros_lost(["10", "042", "190"])
    assert not zeros_lost(["10", "20", "190"])
    assert meaning("10", "cameo", True).type is None
    assert meaning("20", "cameo", True).type == "REQUEST"
    assert meaning("10", "cameo").type == "REQUEST"


@given(st.sampled_from([row["code"] for row in table("cameo") if len(row["code"]) > 2]))
def test_a_code_whose_zero_is_lost_gets_it_back(code: str) -> None:
    assert repair(str(int(code)), "cameo", lost=True) == code


@given(st.sampled_from(TYPES), st.sampled_from(SCHEMES))
def test_every_type_has_a_code_that_reads_back(type_: str, scheme: str) -> None:
    code = code_for(type_, None, scheme)  # type: ignore[arg-type]
    found = meaning(code or "", scheme)  # type: ignore[arg-type]
    assert found.type == type_


def test_tables_agree_with_plover() -> None:
    for scheme in ("cameo", "weis"):
        for row in table(scheme):
            score, quad = float(row["goldstein"]), int(row["quad"])
            assert -10 <= score <= 10
            assert quad >= 3 or score >= 0, row
            if row["type"] and quad != QUAD_NUMBER[row["type"]]:  # an act whose score has the other sign
                assert (score > 0) == (QUAD_NUMBER[row["type"]] >= 3), row


@pytest.mark.parametrize(
    ("code", "scheme", "expected"),
    [
        ("PAL", "weis", ("PSE", "")),
        ("BOS", "weis", ("BIH", "")),
        ("FRN", "weis", ("FRA", "")),
        ("GER", "weis", ("DEU", "")),
        ("UNO", "weis", ("UN", "IGO")),
        ("SER", "weis", ("SRB", "")),
        ("CRO", "weis", ("HRV", "")),
        ("KSV", "weis", ("XKX", "")),
        ("NAT", "weis", ("NATO", "IGO")),
        ("EEC", "weis", ("EU", "IGO")),
        ("BOSSER", "weis", ("RSK_REPUBLIKASRPSKA", "REB")),
        ("YUGCRO", "weis", ("HRV", "")),
        ("AUS", "weis", ("AUT", "")),
        ("AUS", "cameo", ("AUS", "")),
        ("MAC", "weis", ("MKD", "")),
        ("ETHALB", "weis", (None, "CVL")),
        ("CIV", "cameo", ("CIV", "")),
        ("POL", "cameo", ("POL", "")),
        ("SERPOL", "weis", ("SRB", "COP")),
        ("ISRMIL", "cameo", ("ISR", "MIL")),
        ("IGOUNO", "cameo", ("UN", "IGO")),
        ("IGOEUREEC", "cameo", ("EU", "IGO")),
        ("LBNREBHEZ", "cameo", ("HEZBOLLAH", "REB")),
        ("PALPLO", "cameo", ("PSE", "")),
        ("USR", "cameo", ("RUS", "")),
        ("MNCUSA", "cameo", (None, "BUS")),
        ("USABUS", "cameo", ("USA", "BUS")),
        ("nepGOV", "cameo", (None, "GOV")),
        ("BUS", "cameo", (None, "BUS")),
        ("AFR", "cameo", (None, "")),
        ("---", "cameo", (None, "")),
        ("", "cameo", (None, "")),
        ("ZZQ", "cameo", (None, "")),
    ],
)
def test_party(code: str, scheme: str, expected: tuple[str | None, str]) -> None:
    found = party(code, scheme)  # type: ignore[arg-type]
    assert (found.code, found.sector) == expected


@given(st.text(max_size=20), st.sampled_from(SCHEMES))
def test_any_text_is_read_as_some_party(text: str, scheme: str) -> None:
    found = party(text, scheme)  # type: ignore[arg-type]
    assert isinstance(found, Party)
    assert not any(c.islower() for c in found.sector)


@given(
    st.sampled_from(sorted(iso_codes())),
    st.sampled_from(["", "GOV", "MIL", "OPP", "JRN", "REB"]),
    st.sampled_from(SCHEMES),
)
def test_a_state_reads_back_from_its_code(state: str, sector: str, scheme: str) -> None:
    code = code_of(Party(state, sector), "", scheme)  # type: ignore[arg-type]
    found = party(code, scheme)  # type: ignore[arg-type]
    if scheme == "weis" and state in ("CHE", "AUS", "MAC", "ETH"):
        assert found.code in (state, None)
    else:
        assert found == Party(state, sector)


def test_names() -> None:
    assert country("Congo") == "COG"
    assert country("Democratic Republic of Congo") == "COD"
    assert country("Occupied Palestinian Territory") == "PSE"
    assert country("the former Yugoslav Republic of Macedonia") == "MKD"
    assert country("NA") is None
    assert organisation("UN Security Council") == "UN"
    assert organisation("European Commission") == "EU"
    assert party_named("Hezbollah", "Lebanon", "REB") == Party("HEZBOLLAH", "REB")
    assert party_named("Citizen (India)", "India", "CVL") == Party("IND", "CVL")
    assert icews_sector("Executive,Foreign Ministry,Government") == "GOV"
    assert icews_sector("Parties,Legislative / Parliamentary,Government") == "LEG"
    assert icews_sector("Military Intelligence,Military,Government") == "SPY"
    assert icews_sector("NA") == ""
