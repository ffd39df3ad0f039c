"""What is expected of relations, and what they mean for third parties."""

from __future__ import annotations

import pytest

from detente.coding.implications import implications
from detente.coding.outlook import outlook
from small_world import read_small


def test_horizon_holder_and_parties_of_an_expectation() -> None:
    (found,) = outlook(read_small("Lavrov said a thaw with Japan was unlikely in the short term."))
    assert found.holder == "Sergei Lavrov"
    assert found.horizon == "in the short term"
    assert set(found.about) == {"RUS", "JPN"}


@pytest.mark.parametrize(
    "text",
    [
        "Blinken will meet Wang on Tuesday.",
        "Scholz is expected to visit Paris next week.",
        "Relations between Japan and Russia are frozen.",
        "Will relations between Japan and Russia thaw?",
        "The pipeline will carry gas from Azerbaijan to Turkey.",
        "It may rain in Paris and London.",
    ],
)
def test_appointments_states_and_weather_are_no_expectations(text: str) -> None:
    assert outlook(read_small(text)) == ()


def test_a_process_said_to_remain_at_a_standstill_is_an_expectation() -> None:
    (found,) = outlook(read_small("Reconciliation between Turkey and Armenia remains stalled."))
    assert set(found.about) == {"ARM", "TUR"}


def test_a_third_party_is_affected_as_object_subject_or_watcher() -> None:
    text = (
        "The quarrel between Washington and Beijing unsettles Japan. India stands to gain from the rift. "
        "In Canberra the American talks with China are watched nervously."
    )
    main = frozenset({"USA", "CHN"})
    assert [i.affected for i in implications(read_small(text), main)] == [("JPN",), ("IND",), ("AUS",)]


def test_a_sentence_that_goes_on_carries_the_consequence() -> None:
    text = (
        "Uncertainty over American ties with Russia is spurring European states to arm. "
        "Moreover, a European fund for shells is being set up."
    )
    found = implications(read_small(text), frozenset({"USA", "RUS"}))
    assert [i.affected for i in found] == [("EU",), ("EU",)]


def test_the_main_parties_are_no_third_parties() -> None:
    text = "The quarrel with Beijing worries Washington."
    assert implications(read_small(text), frozenset({"USA", "CHN"})) == ()
    assert implications(read_small(text), frozenset()) == ()


def test_one_of_three_main_parties_may_be_third_to_the_others() -> None:
    text = "The meeting between Trump and Putin will have been closely watched in Beijing."
    (found,) = implications(read_small(text), frozenset({"USA", "RUS", "CHN"}))
    assert found.affected == ("CHN",)
    assert found.text == text
