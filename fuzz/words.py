"""Words worth trying inside hostile input, by what eats them. In the lists a blank parts words, ``_`` is a blank."""

from __future__ import annotations

from typing import Final


def _words(listed: str) -> tuple[bytes, ...]:
    return tuple(word.replace("_", " ").encode() for word in listed.split(" ") if word)


#: Quotation marks, dashes, zero-width and direction characters, a flag's half, digits and letters that change length.
MARKS: Final = _words(
    "“ ” ‘ ’ « » „ — – … \u200b \u202e \u2066 \u00ad \ufeff \u0301 \U0001f1fa ² ٣ Ⅷ ǅ ß İ \u2028 \x85"
)
CELLS: Final = (
    *_words('\t " , ; \r\n 2018-06-01 20190514 99999999 00000000 1e400 -0 nan inf 042 ²² ٣ USA RUSGOV \x00'),
    *_words("date,source,target,code PAR1"),
    b"\xff",
)
JSON: Final = _words(
    '{" ": [[[[ ]] } 1e400 -0 null "\\ud800" "text" "date" "id" "event" "source" "target" "code" 99999999999999999999'
)
TAGS: Final = _words(
    "<p> </p> <div> <table><tr><td> <q> <pre> <time> <h2><a> <!-- ]]> <script> &#0; &#xd800; &#x10ffff; <meta_charset= "
    "<title> <br> utf-16 utf-7 <blockquote>"
)
XML: Final = _words(
    "<rss> <item> <feed> <entry> <!DOCTYPE <!ENTITY &a; <![CDATA[ <pubDate> <link> <title> <content:encoded> "
    "<updated> 99999-99-99 <guid>"
)
WARC: Final = _words(
    "WARC/1.0\r\n WARC-Type:_response\r\n Content-Length:_ Content-Type:_application/http\r\n HTTP/1.1_200_OK\r\n "
    "Content-Encoding:_gzip\r\n Transfer-Encoding:_chunked\r\n text/html WARC-Target-URI:_ -1 99999999999999999999"
)
TIMES: Final = _words(
    "on_Tuesday in_2017 9999 0000 February_30 last_year three_centuries_ago the_1990s next ago since by_the_end_of "
    "99999999999 million days from_2010_to 31/12/9999"
)
SUMS: Final = (
    *_words("$ € billion trillion 1,000 1e400 .00 half_a_dozen hundred km bcm per_day US$ percent between and -"),
    b"9" * 400,
)
WRITERS: Final = _words(
    "By_ Jane_Doe The_writer_is_ _and_ (c)_2019_ Reuters LONDON,_May_14_(AFP)_-_ Published: professor_at van_ "
    "Reporting_by"
)
NEWS: Final = _words(
    "Norway_condemned_Peru._ He_said_ the_two_presidents_ on_Friday signed_an_agreement Moscow Mr_Lavrov U.S. "
    'Beijing_and_Washington \n\n " ,_who_ relations_between may_ NATO'
)
