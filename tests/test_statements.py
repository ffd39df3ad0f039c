"""Who said what about whom, in which words."""

from __future__ import annotations

import cProfile
import datetime as dt
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detente.coding.quotations import quotations
from detente.coding.statements import UNKNOWN, statements
from detente.language.reading import Reading, Sentence
from detente.records import Part, Statement, When
from small_world import read_small
from statement_scores import passages, score

_MARKS = "\"“”„«»‘’‚'‹›「」『』`"


def quoted(text: str) -> list[str]:
    """The quotations of a text."""
    return [text[q.start : q.end] for q in quotations(text)]


def only(text: str) -> Statement:
    """The one statement of a text."""
    (found,) = statements(read_small(text))
    return found


# quotation marks


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ('He said "yes we may" twice.', ["yes we may"]),
        ("He said “yes we may” twice.", ["yes we may"]),
        ("He said ‘yes we may’ twice.", ["yes we may"]),
        ("He said 'yes we may' twice.", ["yes we may"]),
        ("He said «yes we may» twice.", ["yes we may"]),
        ("He said »yes we may« twice.", ["yes we may"]),
        ("He said „yes we may“ twice.", ["yes we may"]),
        ("He said „yes we may” twice.", ["yes we may"]),
        ("He said ”yes we may” twice.", ["yes we may"]),
        ("He said ``yes we may'' twice.", ["yes we may"]),
        ('He said ""yes we may"" twice.', ["yes we may"]),
        ("He said ‘yes we may' twice.", ["yes we may"]),
    ],
)
def test_every_style_of_mark_opens_and_closes(text: str, found: list[str]) -> None:
    assert quoted(text) == found


@pytest.mark.parametrize(
    "text",
    [
        "The ministers' plan and Russia's answer don't match.",
        "The '90s were hard, and so were the ’80s for workers’ unions.",
        'A 12" gun and a 6\'2" guard stood there.',
        "'Twas never the envoys' wish.",
        "",
        '"',
        '""',
        "“”",
    ],
)
def test_apostrophes_and_measures_are_no_quotations(text: str) -> None:
    assert quoted(text) == []


def test_apostrophes_inside_single_marks_do_not_close_them() -> None:
    assert quoted("‘The ministers’ plan won’t last,’ he said.") == ["The ministers’ plan won’t last,"]
    assert quoted("'The ministers' plan won't last,' he said.") == ["The ministers' plan won't last,"]


def test_a_nested_quotation_belongs_to_the_outer_words() -> None:
    assert quoted("\"She said 'go' and we went.\"") == ["She said 'go' and we went."]
    assert quoted("‘She said “go” and we went.’") == ["She said “go” and we went."]


def test_a_quotation_over_paragraphs_opens_again_at_each() -> None:
    text = '"First.\n\n"Second.\n\n"Third," he said. "Fourth."'
    first, second = quotations(text)
    assert [text[a:b] for a, b in first.parts] == ["First.", "Second.", "Third,"]
    assert text[second.start : second.end] == "Fourth."


def test_an_unclosed_quotation_ends_with_its_paragraph() -> None:
    text = 'He said: "It is late.\n\nThe "good" news came.'
    first, second = quotations(text)
    assert (text[first.start : first.end], first.closed) == ("It is late.", False)
    assert (text[second.start : second.end], second.closed) == ("good", True)


@given(st.text(alphabet=st.sampled_from(_MARKS + "as S.,\n-1"), max_size=60))
@settings(max_examples=400, deadline=None)
def test_quotations_stay_inside_any_text_and_do_not_overlap(text: str) -> None:
    at = 0
    for q in quotations(text):
        assert at <= q.outer_start < q.start < q.end <= q.outer_end <= len(text)
        assert q.parts[0][0] == q.start
        assert q.parts[-1][1] == q.end
        assert all(text[a:b].strip() == text[a:b] != "" for a, b in q.parts)
        at = q.outer_end


@pytest.mark.parametrize("unit", ['"', "“", "'", "s' a ", ' "a" ', '"a\n\n', "‘a ", "\n", '" a', "«»", "''``"])
def test_time_is_linear_in_the_number_of_marks(unit: str) -> None:
    text = unit * 100_000
    started = time.process_time()
    quotations(text)
    assert time.process_time() - started < 3.0


# whose words


def test_tune_passages_reach_the_floors() -> None:
    reached = score(passages("tune"))
    floors = {"words_p": 0.95, "words_r": 0.95, "quoted_p": 0.95, "quoted_r": 0.95, "indirect_p": 0.9}
    floors |= {"indirect_r": 0.9, "kind": 0.95, "about": 0.9}
    assert {k: v for k, v in reached.items() if v < floors[k]} == {}


def test_held_passages_do_not_fall_far_below() -> None:
    reached = score(passages("held"))
    assert reached["quoted_p"] >= 0.85
    assert reached["quoted_r"] >= 0.8


@pytest.mark.parametrize("row", [*passages("tune"), *passages("held")], ids=lambda row: str(row["id"]))
def test_spans_are_exact(row: dict[str, str]) -> None:
    reading = read_small(row["text"])
    for said in statements(reading):
        assert 0 <= said.start < said.end <= len(reading.body)
        sentence = reading.sentences[said.sentence]
        assert sentence.start <= said.start < sentence.end
        if said.kind == "split":
            assert said.text == " … ".join(reading.body[p.start : p.end] for p in said.parts)
            assert (said.parts[0].start, said.parts[-1].end) == (said.start, said.end)
        else:
            assert said.text == reading.body[said.start : said.end]
            assert said.parts == ()


def test_a_split_quotation_is_one_statement_with_its_parts() -> None:
    text = '"Ankara," Macron said, "must choose."'
    said = only(text)
    assert (said.kind, said.text, said.about) == ("split", "Ankara, … must choose.", ("TUR",))
    assert said.parts == (Part(start=1, end=8), Part(start=24, end=36))


def test_the_subject_of_praise_speaks_not_its_object() -> None:
    said = only('Modi praised Macron by stating that he "never forgets a friend".')
    assert (said.speaker, said.country, said.about) == ("Narendra Modi", "IND", ("FRA",))


def test_a_parenthesis_about_the_speaker_does_not_take_his_words() -> None:
    said = only('Scholz, who has known Orban for years, said the veto was "a card too many".')
    assert said.speaker == "Olaf Scholz"


def test_a_document_speaks_for_its_sender() -> None:
    text = 'Graham sent a letter to Ankara. This warned that the jets would come with "strings of steel".'
    said = only(text)
    assert (said.speaker, said.kind) == ("Lindsey Graham", "mixed")


def test_addressee_is_who_was_told() -> None:
    assert only('Lavrov told Oslo that its ships were "guests, not owners".').addressee == "NOR"
    assert only('Lavrov told reporters that the ships were "guests, not owners".').addressee is None


def test_both_sides_are_spoken_of_when_the_words_are_about_their_relation() -> None:
    said = only('Modi said relations with Canberra were "better than cricket".')
    assert set(said.about) == {"IND", "AUS"}


def test_a_whole_sentence_without_a_speaker_is_kept_a_scare_word_is_not() -> None:
    text = '"The war has taken our sons." In Kyiv the "silent square" was empty.'
    said = only(text)
    assert (said.speaker, said.country, said.text) == (UNKNOWN, None, "The war has taken our sons.")


def test_a_person_of_no_state_is_named_in_full_without_a_country() -> None:
    text = 'Jane Roe, an analyst, spoke in Oslo. "Norway will pay," Ms Roe said.'
    said = only(text)
    assert (said.speaker, said.country) == ("Jane Roe", None)


def test_a_refused_or_denied_saying_is_no_statement() -> None:
    assert statements(read_small("Macron did not say that Berlin would pay.")) == ()
    assert statements(read_small('Macron refused to call Berlin "a partner".')) == ()


def test_a_denial_keeps_its_verb() -> None:
    said = only("Tehran denied that it had sent the drones.")
    assert (said.kind, said.text) == ("indirect", "denied that it had sent the drones")


def test_the_act_of_speech_is_dated_at_its_verb() -> None:
    asked: list[tuple[int, str]] = []

    def when(sentence: Sentence, offset: int) -> When:
        asked.append((sentence.index, reading.body[offset : offset + 4]))
        return When(earliest=dt.date(2024, 5, 1), latest=dt.date(2024, 5, 1), precision="day")

    reading = read_small('Scholz was late. Macron said the deal with Hungary was "done".')
    (said,) = statements(reading, when)
    assert said.when.precision == "day"
    assert asked == [(1, "said")]


def test_no_sentences_no_statements() -> None:
    assert statements(Reading("", None, (), {}, {})) == ()


@given(
    st.lists(
        st.sampled_from([*_MARKS, "Macron", "said", " ", "Russia", "the", ".", "\n\n", ",", "that", ":"]),
        max_size=25,
    )
)
@settings(max_examples=60, deadline=None)
def test_statements_never_fail(pieces: list[str]) -> None:
    reading = read_small("Lavrov spoke. " + " ".join(pieces))
    for said in statements(reading):
        assert said.text


def test_many_quotations_take_steps_in_proportion() -> None:
    def steps(n: int) -> int:
        reading = read_small('Macron said "no more" to Berlin. ' * n)
        with cProfile.Profile() as profile:
            statements(reading)
        return sum(entry.callcount for entry in profile.getstats())

    steps(20)
    assert steps(800) < 6 * steps(200)


def test_the_place_of_a_dateline_does_not_speak() -> None:
    said = only('OSLO, Norway (Wire) -- Polish officials called the offer from Moscow "an insult".')
    assert (said.speaker, said.country) == ("Polish officials", "POL")
    assert only('NATO -- which met in Oslo - called the drills near Norway "reckless".').country == "NATO"


def test_a_later_demand_is_made_by_who_spoke_first() -> None:
    text = 'Modi said Islamabad was hiding the men and called on Islamabad to "open the valley".'
    assert only(text).speaker == "Narendra Modi"


def test_an_office_named_before_speaks_for_its_holder() -> None:
    text = 'Ola Berg, the Norwegian minister, flew to Kyiv. "Ukraine will get its ships," the minister said.'
    assert only(text).speaker == "Ola Berg"
