"""Single lines: which are furniture, which are sentences that only look like it; bylines, dates."""

# Examples stand on one line each, so that they can be read as they are.
# ruff: noqa: E501

from __future__ import annotations

import datetime as dt

import pytest

from detente.ingest import article_from_text
from detente.ingest.byline import byline, is_name, outlet_in, writer_note
from detente.ingest.dateline import dateline
from detente.ingest.dates import date_line, parse_date
from detente.ingest.furniture import is_furniture, is_hanging_label
from detente.ingest.text import blocks_of


@pytest.mark.parametrize(
    "line",
    [
        "You are here",
        "You are here: Home > World > Asia",
        "Home » News » Politics",
        "World | Europe | Asia | Opinion",
        "READ MORE: Why Baku is in no hurry",
        "Also read: Five questions on the canal",
        "Related articles",
        "Related: What Ankara wants from the summit.",
        "Share this article",
        "Share on WhatsApp",
        "1.2K shares",
        "14 Comments",
        "Comments (3)",
        "Leave a comment",
        "Advertisement",
        "ADVERTISEMENT - CONTINUE READING BELOW",
        "Story continues below advertisement",
        "Sign up for our weekly newsletter and never miss a story.",
        "Get our daily briefing in your inbox.",
        "Subscribe to our channel",
        "Follow us on Twitter and Facebook",
        "Follow @courier on X",
        "This site uses cookies. By clicking Accept you agree to our policy.",
        "By continuing to use this site you agree to our use of cookies.",
        "We use cookies to improve your experience.",
        "© 2019 The Northern Courier Ltd. All rights reserved.",
        "Copyright 2004 Le Courrier",
        "All rights reserved.",
        "(Reporting by Ana Kos in Zagreb; Editing by Luka Brenner)",
        "Additional reporting by Jan Novak in Prague",
        "FILE PHOTO: The foreign ministry in Lima, March 2, 2016. REUTERS/Jane Doe",
        "Photo: Jane Doe/AFP",
        "Delegates leave the hall on Monday. Photo: Jane Doe",
        "The bridge at Narva [Jane Doe/Reuters]",
        "The minister arrives at the palace (AP Photo/Jane Doe)",
        "3 min read",
        "Published: 16 May 2019 08:00 GMT",
        "Last updated: 17 May 2019, 10:23",
        "The views expressed in this article are the author's own and do not reflect the editorial policy.",
        "This article was first published in The Crescent Review.",
        "For further information, contact the press office: press@mfa.example",
        "Tel: +372 555 0100",
        "https://example.org/story",
        "* * *",
        "Lesen Sie auch: Was der Gipfel bringt",
        "Anzeige",
        "ST PHOTO: JANE DOE",
        "Image source, Getty Images",
        "Enjoy unlimited access to our stories",
        "Copyright Harbour Media. All rights reserved.",
        "Reproduced with permission of the Opinion Exchange",
        "(With inputs from agencies)",
        "— Reuters",
        "The writer can be reached at editor@post.example",
    ],
)
def test_furniture_goes(line: str) -> None:
    assert is_furniture(line)


@pytest.mark.parametrize(
    "sentence",
    [
        "Read more carefully, the joint statement says nothing about sanctions at all.",
        "More from the talks is expected on Friday, when the two presidents meet.",
        "Related to this is the question of who pays for the pipeline.",
        "Share prices in Seoul fell after Pyongyang tested a missile.",
        "Subscribers to the old order will find little comfort in the treaty.",
        "By continuing its tests, Pyongyang defies the Security Council.",
        "By Tuesday, the talks had failed.",
        "By Monday Moscow had withdrawn its envoy.",
        "Copyright infringement was on the agenda of the trade talks in Geneva.",
        "The views expressed in the letter were shared by Paris and Rome.",
        "The author is now in prison, his lawyer told reporters in Minsk.",
        "Reporting by the inspectors shows that Iran has enriched more uranium.",
        "Photos by satellite show new launch pads in the north of the country.",
        "Picture-perfect ties between Oslo and Stockholm were clouded by the vote.",
        "Image-building aside, the visit achieved little.",
        "This article of the constitution was amended in 1993 to outlaw secession.",
        "Follow him they did, into a war that nobody wanted.",
        "Comments by the Chinese foreign minister angered Tokyo.",
        "She spoke to the council. Her husband reports for Reuters.",
        "Home rule for the islands / the main demand / was refused by Copenhagen.",
        "Watch him closely, an aide to the king said of the new ambassador.",
        "Live rounds were fired across the border, the army said.",
        "Contact between the two armies was restored on Monday.",
        "Opinion in Ankara is divided over the sale.",
        "Join the alliance or stay neutral: that is the choice before Helsinki.",
        "In May 2019 the two countries signed an accord.",
        "May 16, 2019 was the day on which the embassy closed.",
        "The Chinese envoy put it thus:",
        "Print media in Budapest called the visit a triumph.",
        "Story after story told of the ambassador's charm.",
    ],
)
def test_sentences_that_look_like_furniture_stay(sentence: str) -> None:
    lead = "The two governments exchanged notes on Monday, the first in a year."
    tail = "Nothing more was said in either capital that day."
    assert sentence in article_from_text("\n\n".join([lead, sentence, tail]), id="x").body.split("\n\n")
    assert sentence in article_from_text("\n\n".join([sentence, lead, tail]), id="x").body
    assert sentence in article_from_text("\n\n".join([lead, tail, sentence]), id="x").body


def test_labels_before_speech_stay() -> None:
    assert is_hanging_label("Voices on the summit:", "The two leaders met again.")
    assert not is_hanging_label("The minister put it thus:", "“We are neighbours.”")
    assert not is_hanging_label("The parties agreed on the following:", "A ceasefire.")


@pytest.mark.parametrize(
    ("line", "name", "standing"),
    [
        ("By Jane Doe", "Jane Doe", None),
        ("BY JANE DOE", "Jane Doe", None),
        ("By Jane Doe and John Roe", "Jane Doe and John Roe", None),
        ("By Jane Doe, Moscow correspondent", "Jane Doe", "Moscow correspondent"),
        ("By Jane Doe, Moscow Correspondent", "Jane Doe", "Moscow Correspondent"),
        ("By Jane Doe in Moscow", "Jane Doe", None),
        ("By Jane van der Berg | Diplomatic editor", "Jane van der Berg", "Diplomatic editor"),
        ("By Jane O'Doe, 16 May 2019", "Jane O'Doe", None),
        ("Written by Jean-Luc Picot", "Jean-Luc Picot", None),
        ("By Reuters", "Reuters", None),
        ("Von Friederike Asböck", "Friederike Asböck", None),
        ("By Jane Doe For The Northern Courier", "Jane Doe", None),
        ("By Jane Doe and John Roe, Reuters", "Jane Doe and John Roe", None),
        ("By THE ASSOCIATED PRESS", "THE ASSOCIATED PRESS", None),
        ("By AFP", "AFP", None),
        ("By Jane Doe 6 min read", "Jane Doe", None),
        ("BY JANE DOE | MAY 16, 2019", "Jane Doe", None),
    ],
)
def test_bylines(line: str, name: str, standing: str | None) -> None:
    found = byline(line)
    assert found is not None
    assert (found.name, found.standing) == (name, standing)


@pytest.mark.parametrize(
    "line",
    [
        "By Tuesday, the talks had failed.",
        "By sea and by land",
        "By the end of May",
        "By May Russia had left",
        "By contrast, Oslo stayed",
        "Bypassing the council",
        "By Invitation",
        "Von der Leyen trifft den Kanzler",
    ],
)
def test_lines_that_are_no_byline(line: str) -> None:
    assert byline(line) is None


def test_names_and_notes_of_writers() -> None:
    assert is_name("Jane Doe")
    assert not is_name("Ministers meet")
    note = writer_note("• The writer, Jane Doe, is a fellow at the Centre for Peace in Oslo.", "", None)
    assert note is not None
    assert (note.name, note.standing) == ("Jane Doe", "a fellow at the Centre for Peace in Oslo")
    note = writer_note("Jane Doe teaches international law at Westmere College. She lives in York.", "Body.", None)
    assert note is not None
    assert note.standing == "teaches international law at Westmere College"
    for told, standing in (
        ("(The writer is a former diplomat)", "a former diplomat"),
        ("The writers are with the Fjord Institute.", "with the Fjord Institute"),
        ("About the author: Jane Doe is a fellow at the Fjord Institute.", "a fellow at the Fjord Institute"),
        ("Jane Doe, a former envoy to Oslo, is a fellow at X.", "a former envoy to Oslo; a fellow at X"),
        ("The author served as ambassador to Norway.", "served as ambassador to Norway"),
        (
            "Dr Jane Doe and John Roe are researchers at the Fjord Institute.",
            "researchers at the Fjord Institute",
        ),
    ):
        note = writer_note(told, "Body.", None)
        assert note is not None, told
        assert note.standing == standing
    assert writer_note("Jane Doe is a professor at Westmere.", "Doe was arrested on Monday.", None) is None
    assert writer_note("Jane Doe is the new leader of the party.", "Body.", None) is None


@pytest.mark.parametrize(
    ("line", "day", "role"),
    [
        ("May 16, 2019", "2019-05-16", "bare"),
        ("Thursday, May 16, 2019", "2019-05-16", "bare"),
        ("16 May 2019", "2019-05-16", "bare"),
        ("Published: 16 May 2019 08:00 GMT", "2019-05-16", "published"),
        ("Published on 16th May, 2019 at 8.00am", "2019-05-16", "published"),
        ("Posted 2019-05-16T08:00:00Z", "2019-05-16", "published"),
        ("16.05.2019, 10:15 Uhr", "2019-05-16", "bare"),
        ("16. Mai 2019", "2019-05-16", "bare"),
        ("16 мая 2019", "2019-05-16", "bare"),
        ("16 de mayo de 2019", "2019-05-16", "bare"),
        ("Brussels, 16 May 2019", "2019-05-16", "bare"),
        ("16 May 2019 | 3 min read", "2019-05-16", "bare"),
        ("05/16/2019", "2019-05-16", "bare"),
        ("Published 16 May 2019, updated 18 May 2019", "2019-05-16", "published"),
        ("Posted on March 2, 2015 by Dina Farouk", "2015-03-02", "published"),
        ("05/06/2019", None, "bare"),
        ("16-05-2019", "2019-05-16", "bare"),
        ("Thu, May 16, 2019 - 5:50 AM", "2019-05-16", "bare"),
        ("PUBLISHED MAY 16, 2019, 5:50 AM", "2019-05-16", "published"),
        ("May 16, 2019 / 5:50 AM / 3 years ago", "2019-05-16", "bare"),
        ("Thu 16 May 2019 06.00 BST Last modified on Fri 17 May 2019 12.00 BST", "2019-05-16", "bare"),
        ("Updated 0814 GMT (1614 HKT) May 16, 2019", None, "updated"),
        ("31.02.2019", None, "bare"),
        ("Updated 17 May 2019", None, "updated"),
    ],
)
def test_date_lines(line: str, day: str | None, role: str) -> None:
    found = date_line(line)
    assert found is not None
    assert (found.date and found.date.isoformat(), found.role) == (day, role)


@pytest.mark.parametrize(
    "line",
    [
        "May 2019",
        "2019",
        "Two died on 16 May 2019",
        "May 16, 2019 was a Thursday",
        "The 16 May 2019 accord",
        "Route 16",
        "16 May",
    ],
)
def test_lines_that_name_no_day(line: str) -> None:
    found = date_line(line)
    assert found is None or found.date is None


def test_a_day_is_read_only_where_one_reading_exists() -> None:
    assert parse_date("13/05/2019") == parse_date("05/13/2019") == dt.date(2019, 5, 13)
    assert parse_date("05/06/2019") is None


@pytest.mark.parametrize(
    ("text", "rest", "agency", "day"),
    [
        ("MOSCOW, May 14 (Agency) — The talks", "The talks", "Agency", None),
        ("MOSCOW, May 14, 2019 (Agency) -- The talks", "The talks", "Agency", "2019-05-14"),
        ("MOSCOW, May 12. /AGENCY/. The talks", "The talks", "AGENCY", None),
        ("ISLAMABAD: The talks", "The talks", None, None),
        ("MOSCOW (Agency) - The talks", "The talks", "Agency", None),
        ("MOSCOW — The talks", "The talks", None, None),
        ("Moscow, 14 May 2019 (Agency) – The talks", "The talks", "Agency", "2019-05-14"),
        ("ADDIS ABABA, Ethiopia (Agency) — “The talks", "“The talks", "Agency", None),
        ("Berlin (dpa) - Die Gespräche", "Die Gespräche", "dpa", None),
        ("WASHINGTON/MOSCOW, 14 May (Agency) - The talks", "The talks", "Agency", None),
    ],
)
def test_datelines(text: str, rest: str, agency: str | None, day: str | None) -> None:
    found = dateline(text)
    assert found is not None
    assert (text[found.length :], found.agency, found.date and found.date.isoformat()) == (rest, agency, day)


@pytest.mark.parametrize(
    "text",
    [
        "NATO — The alliance met.",
        "NATO: The alliance met.",
        "PRESIDENT DOE: Thank you all.",
        "QUESTION: Thank you.",
        "Moscow – the third Rome – waited.",
        "Russia: The facts",
        "Mr Putin — the president — said so.",
        "The EU (European Union) - the bloc",
        "He came on May 14 (Tuesday) - late.",
        "US-Russia ties cooled.",
        "CHINA — which has no interest in it — agreed.",
    ],
)
def test_openings_that_are_no_dateline(text: str) -> None:
    assert dateline(text) is None


def test_outlets() -> None:
    assert outlet_in("© 2018 The Northern Courier. All rights reserved.") == "The Northern Courier"
    assert outlet_in("Copyright © 2004, Le Courrier") == "Le Courrier"
    assert outlet_in("This article was first published in The Crescent Review.") == "The Crescent Review"
    assert outlet_in("For The Northern Courier") == "The Northern Courier"
    assert outlet_in("For the two governments this was enough.") is None
    assert outlet_in("All rights reserved") is None


def test_soft_wraps_are_joined_and_paragraph_lines_are_not() -> None:
    wrapped = (
        "The two ministers met in Vienna on Tuesday and agreed to meet again in the\n"
        "autumn, when the counter-\nterrorism accord between the two of them, which is now two years old, is to be\nreviewed by both."
    )
    assert [b.text for b in blocks_of(wrapped)] == [
        "The two ministers met in Vienna on Tuesday and agreed to meet again in the autumn, when the counter-terrorism "
        "accord between the two of them, which is now two years old, is to be reviewed by both."
    ]
    lines = "Oslo agreed.\nStockholm did not.\nHelsinki waited for word from both of its neighbours to the west."
    assert len(blocks_of(lines)) == 3
    indented = "Oslo and Stockholm agreed on Monday to open a common hotline.\n   The ministers spoke for a full hour by telephone.\n   Nobody else was told of it until noon."
    assert len(blocks_of(indented)) == 3


def test_a_published_line_beats_a_bare_one_and_two_bare_ones_give_none() -> None:
    story = "The two governments exchanged notes on Monday, the first in a year."
    both = f"A title of five words\n\n20 May 2019\n\nPublished: 16 May 2019\n\n{story}"
    assert article_from_text(both, id="x").published == dt.date(2019, 5, 16)
    torn = f"A title of five words\n\n20 May 2019\n\n16 May 2019\n\n{story}"
    assert article_from_text(torn, id="x").published is None
    given = article_from_text(torn, id="x", date=dt.date(2019, 5, 17))
    assert (given.published, given.published_basis) == (dt.date(2019, 5, 17), "given")


@pytest.mark.parametrize(
    "sentence",
    [
        "The two governments exchanged notes on Monday, the first in a year.[3]",
        "The two governments exchanged notes on Monday, the first in a year.³",
        "两国外交部长星期一在维也纳举行会谈，并同意今年秋天再次会晤。",
        "التقى وزيرا الخارجية في فيينا يوم الإثنين لبحث ملف المياه بين البلدين.",
        "क्या दोनों देशों के मंत्री सोमवार को वियना में फिर मिलेंगे या नहीं।",
    ],
)
def test_prose_with_notes_and_in_other_scripts_opens_a_story(sentence: str) -> None:
    assert article_from_text(f"A title of five words\n\n{sentence}", id="x").body == sentence


def test_captions_told_twice_and_agency_marks_go() -> None:
    text = (
        "A title of five words\n\nThe minister greets his guest at the door of the palace in Lisbon on Monday.\n"
        "The minister greets his guest at the door of the palace in Lisbon on Monday. PHOTO: AFP\n\n"
        "Portugal and Mali agreed on a new consulate on Monday, officials in both capitals said. (AFP)\n\n"
        "The consulate opens in the spring. (Reporting by Jane Doe Writing by John Roe Editing by Ana Kos)"
    )
    assert article_from_text(text, id="x").body == (
        "Portugal and Mali agreed on a new consulate on Monday, officials in both capitals said.\n\n"
        "The consulate opens in the spring."
    )


def test_a_list_of_short_items_stays_below_its_colon() -> None:
    text = "The ministers spoke about the following subjects:\n• Venezuela\n• Ukraine\n\nThey will meet again in May, they said."
    assert article_from_text(text, id="x").body.split("\n\n")[1:3] == ["Venezuela", "Ukraine"]
