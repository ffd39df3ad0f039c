"""Who speaks: words that stand alone, persons alluded to, pronouns, views without a verb."""

from __future__ import annotations

import pytest

from detente.coding.givennames import feminine
from detente.coding.quotations import quotations
from detente.coding.statements import statements
from small_world import read_small


def told(text: str) -> list[tuple[str, str | None]]:
    """Speaker and country of each statement of a text."""
    return [(s.speaker, s.country) for s in statements(read_small(text))]


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ('"The road is closed." With those words Wang Yi ended the meeting in Hanoi.', "Wang Yi"),
        ('"The road is closed." That was Wang Yi on the border with India.', "Wang Yi"),
        ('"The road is closed." So said Wang Yi to the Indian envoys.', "Wang Yi"),
        ('"The road is closed." Wang Yi was speaking in Delhi.', "Wang Yi"),
        ('"The road is closed." The verdict was Wang Yi\'s.', "Wang Yi"),
        ('"The road is closed," came the reply from Wang Yi. India protested.', "Wang Yi"),
        ('"The road is closed" was how Wang Yi put it to Delhi.', "Wang Yi"),
        ('Delhi\'s answer came from Narendra Modi. "We have other roads."', "Narendra Modi"),
        (
            'Olaf Scholz did not wait.\n\n"Warsaw is wrong about pipes."\n\nPoland made no reply.',
            "Olaf Scholz",
        ),
        ('"The fish are ours," Boris Johnson shot back. France disagrees.', "Boris Johnson"),
    ],
)
def test_the_sentences_beside_a_quotation_name_its_speaker(text: str, speaker: str) -> None:
    assert [name for name, _ in told(text)] == [speaker]


@pytest.mark.parametrize(
    ("text", "speakers"),
    [
        (
            'Shinzo Abe and Vladimir Putin met. The former spoke of "a long day"; the latter called it "a short one".',
            ["Shinzo Abe", "Vladimir Putin"],
        ),
        ('Emmanuel Macron received Olaf Scholz. "We are late for Kyiv," the German leader joked.', ["Olaf Scholz"]),
        ('Narendra Modi flew to Paris. "Lunch was long," the former tea-seller said.', ["Narendra Modi"]),
        ('French diplomats left at nine. "Tehran gave nothing," one of them said.', ["French diplomats"]),
        ('Xi Jinping sat down. "Berlin has time," Ms Merkel said. "Angela, we do not," he answered.', None),
    ],
)
def test_persons_alluded_to_are_those_named_before(text: str, speakers: list[str] | None) -> None:
    names = [name for name, _ in told(text)]
    assert names == (speakers if speakers is not None else ["Angela Merkel", "Xi Jinping"])


def test_she_is_the_woman_named_a_little_earlier() -> None:
    text = 'Penny Wong landed at noon. Xi Jinping had sent an aide. "Canberra is patient," she said.'
    assert told(text) == [("Penny Wong", "AUS")]


def test_background_does_not_change_whom_he_means() -> None:
    text = 'Xi Jinping smiled in Hanoi. Shinzo Abe had brought a gift. "Tokyo is near," he said.'
    assert told(text) == [("Xi Jinping", "CHN")]


@pytest.mark.parametrize(
    ("text", "speakers"),
    [
        ('For Ankara, the map is "a provocation in ink"; for Athens, it is law.', ["Turkey"]),
        ('Per the Kremlin, the drill was "routine".', ["Russia"]),
        ('The map is, to Kyriakos Mitsotakis, "a theft in colour".', ["Kyriakos Mitsotakis"]),
        ('It was "a trap", according to Cairo, and "a gift", according to Khartoum.', ["Egypt", "Sudan"]),
        ('Wang Yi called it "a start", and Sergei Lavrov "a beginning of the end".', ["Wang Yi", "Sergei Lavrov"]),
        ('Hungary, Olaf Scholz warned, would be "alone in the cold".', ["Olaf Scholz"]),
        ('The plan strikes Imran Khan as "a cage".', ["Imran Khan"]),
    ],
)
def test_views_need_no_verb_of_speech_before_the_words(text: str, speakers: list[str]) -> None:
    assert [name for name, _ in told(text)] == speakers


@pytest.mark.parametrize(
    "text",
    [
        'Her novel, "A Winter in Kyiv", is read in Moscow.',
        'Tokyo avoided the word "apology" in its note to Seoul.',
        'Beijing\'s plan, "Roads to Riches", alarms Delhi.',
    ],
)
def test_titles_beside_their_nouns_and_words_as_such_are_no_statements(text: str) -> None:
    assert told(text) == []


def test_the_other_of_two_speakers_answers_a_question() -> None:
    text = '"Is it war?" Imran Khan asked.\n\n"It is not," Narendra Modi replied.\n\n"What is it?"\n\n"It is Kashmir."'
    assert [name for name, _ in told(text)][-1] == "Imran Khan"


def test_you_and_said_of_tell_whom_words_are_about() -> None:
    (first,) = statements(read_small('"Your fleet is late," Boris Johnson told France.'))
    assert first.about == ("FRA",)
    (second,) = statements(read_small('"A hard neighbour," Narendra Modi said of Pakistan.'))
    assert second.about == ("PAK",)


def test_french_spaces_and_single_marks_that_open_each_paragraph() -> None:
    body = "He said: « We are ready. » Then: ‘One thing is sure.\n\n‘Two are not.’"
    parts = [[body[a:b] for a, b in q.parts] for q in quotations(body)]
    assert parts == [["We are ready."], ["One thing is sure.", "Two are not."]]


def test_given_names_tell_women_whose_family_name_stands_first() -> None:
    assert feminine("Penny Wong") and feminine("Park Geun-hye") and feminine("Zuzana Čaputová")
    assert not feminine("Xi Jinping") and not feminine("Merkel")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (
            "Sergei Lavrov spoke in Delhi. Kyiv, he went on, had closed the road.",
            "Kyiv, he went on, had closed the road",
        ),
        ("Hungary would neither confirm nor deny that it had paid, Viktor Orban said.", None),
        ("Ankara made clear that the ships would stay.", "the ships would stay"),
        (
            "Wang Yi boasted that he had told Tokyo the islands were Chinese.",
            "he had told Tokyo the islands were Chinese",
        ),
    ],
)
def test_reported_clauses_are_whole_and_not_told_twice(text: str, words: str | None) -> None:
    reported = [s.text for s in statements(read_small(text)) if s.kind == "indirect"]
    assert reported == [words or "Hungary would neither confirm nor deny that it had paid"]
