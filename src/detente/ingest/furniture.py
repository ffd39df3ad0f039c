"""Which blocks of a page are furniture: navigation, sharing, adverts, captions, notices, credits.

A block is judged by its own words and shape. The rules ask for a whole line, or for an opening that no
sentence of news has, together with a length bound, so that "Read more carefully, the treaty says ..."
stays. Where a line could be either, it stays: a stray label costs less than a lost sentence.
"""

from __future__ import annotations

import re

from detente.ingest.blocks import ends_sentence, is_prose, words
from detente.ingest.dates import date_line

# A furniture line is short; longer blocks are never judged.
_MAX_FURNITURE = 400

# Whole lines, compared without case, outer punctuation and counts.
_LABELS = frozenset(
    line.strip()
    for line in """
you are here
home
homepage
front page
menu
main menu
navigation
search
log in
login
sign in
sign up
register
my account
subscribe
subscribe now
subscribe today
support us
donate
donate now
share
share this
share this article
share this story
share this page
share this post
share on facebook
share on twitter
share on x
share on linkedin
share on whatsapp
share via email
share by email
tweet
facebook
twitter
x
linkedin
whatsapp
telegram
reddit
pinterest
instagram
youtube
email
e-mail
e-mail this
email this article
copy link
copy url
link copied
print
print this page
print this article
save
save for later
bookmark
listen
listen to this article
listen to article
gift this article
give this article
comment
comments
view comments
show comments
read comments
leave a comment
post a comment
add a comment
add comment
comments are closed
be the first to comment
join the conversation
join the discussion
advertisement
advertisements
advert
ad
sponsored
sponsored content
paid content
promoted
promoted content
partner content
continue reading
continue reading below
continue reading the main story
story continues below
story continues below advertisement
article continues below
article continues after advertisement
advertisement - continue reading below
scroll to continue
skip advertisement
read more
read more here
read full story
read the full story
read next
read also
also read
also see
see also
more
show more
load more
see more
view all
see all
learn more
find out more
click here
next
previous
next article
previous article
next story
related
related articles
related article
related stories
related story
related content
related news
related topics
related posts
related links
related coverage
related tags
related reading
more on this
more on this story
more on this topic
more stories
more news
more like this
more to explore
more from this section
more from this author
more from the author
most read
most popular
most viewed
most shared
most commented
trending
trending now
popular
popular now
latest
latest news
latest stories
top stories
top news
breaking news
breaking
editor's picks
editors' picks
editor's choice
recommended
recommended for you
recommended stories
recommended reading
you may also like
you might also like
you may like
what to read next
don't miss
in this article
in this story
on this page
in pictures
watch
watch live
watch now
live
video
videos
gallery
photo gallery
newsletter
newsletters
tags
topics
filed under
categories
about the author
about the authors
about us
contact us
contact
press contact
press contacts
media contact
media contacts
media enquiries
notes to editors
ends
end
-30-
privacy policy
cookie policy
cookie settings
terms of use
terms and conditions
terms of service
accept
accept all
accept cookies
accept all cookies
reject all
manage cookies
manage preferences
close
skip to content
skip to main content
skip to navigation
back to top
top of page
to top
toggle navigation
all rights reserved
disclaimer
premium
subscribers only
exclusive for subscribers
free
new
news
world
world news
international
politics
opinion
opinions
op-ed
analysis
comment & analysis
commentary
editorial
editorials
column
columns
columnists
business
economy
europe
asia
africa
americas
middle east
asia pacific
diplomacy
foreign affairs
foreign policy
defence
defense
security
letters
perspectives
voices
views
explainer
press release
press releases
news release
news releases
media release
statement
statements
speech
startseite
mehr
mehr zum thema
mehr dazu
lesen sie auch
lesen sie mehr
lesen sie mehr zum thema
das könnte sie auch interessieren
auch interessant
anzeige
werbung
teilen
drucken
merken
kommentare
kommentieren
zur startseite
nach oben
newsletter abonnieren
politik
ausland
meinung
wirtschaft
impressum
datenschutz
partager
lire aussi
à lire aussi
publicité
accueil
compartir
lea también
leer más
lee también
publicidad
читайте также
поделиться
реклама
подписаться
""".splitlines()
    if line.strip()
)

# Openings that make a short block furniture. Each asks for more than the word: a colon, a product of
# the site, an imperative to its reader.
_OPENINGS = re.compile(
    r"""
    you\ are\ here\b | skip\ to\ (?:main\ )?content
  | (?:read|see|watch|listen|also\ read|read\ also|see\ also|read\ more|read\ next|more|related|related\ (?:articles?
      |stor(?:y|ies)|news|topics|links|coverage|posts?|reading|content)|recommended|explore|don[’']t\ miss|in\ case\ you\ missed\ it|tags?
      |topics?|keywords?|filed\ under|categor(?:y|ies)|sections?|labels|explained|opinion|video|podcast|live|timeline
      |must\ read|further\ reading|more\ on\ this(?:\ story|\ topic)?|share\ (?:this|on|via)[\w\ ]{0,30}|market\ voices\ on
      |lesen\ sie\ (?:auch|mehr)|lesen\ sie\ mehr\ zum\ thema|mehr\ zum\ thema|siehe\ auch|schlagworte|themen|lire\ aussi|à\ lire\ aussi|lea\ también
      |lee\ también|leia\ também|leggi\ anche|читайте\ также|теги)\s*[:|»>]
  | more\ (?:from|on|in)\ [^.?!]{1,60}$
  | read\ (?:more|the\ full)\ (?:about|on|at|from|in|article|story|report|text|here|stories)\b[^.!?]*$
  | (?:click|tap|scroll)\ (?:here|on|down|the|to)\b | (?:download|get|try|install)\ (?:our|the)\ (?:free\ )?(?:\w+\ )?app\b
  | (?:sign|signing)\ up\ (?:here|now|today|for|to)\b | subscribe\ (?:to|now|today|for|here)\b | unsubscribe\b
  | (?:get|receive)\ (?:the|our|all|your|more|daily|weekly|breaking|news|stories|updates)\b(?=.*(?:inbox|newsletter|e-?mail|alerts?|briefing|app\b|delivered))
  | (?:enter|submit)\ your\ e-?mail | your\ e-?mail\ address | already\ a\ (?:subscriber|member) | thank\ you\ for\ (?:reading|subscribing|signing)
  | (?:this|our)\ (?:site|website|page|web\ site)\ uses\ cookies | we\ (?:and\ our\ partners\ )?use\ (?:cookies|your\ data) | by\ (?:continuing|clicking|signing\ up|subscribing|using\ (?:this|our))\b
  | (?:follow|like|find|join)\ (?:us|me|him|her|them)\b(?=.*(?:facebook|twitter|instagram|telegram|linkedin|youtube|whatsapp|mastodon|bluesky|threads|\bX\b|social|google|@|on\s*:?$))
  | (?:follow|like)\ (?:@\w+|[\w.\ -]{2,50}?)\ on\ (?:facebook|twitter|x|instagram|telegram|linkedin|youtube|google|whatsapp|bluesky|mastodon)\b
  | follow\ us\b | join\ (?:our|the)\ (?:telegram|whatsapp|facebook|discord|newsletter|mailing|community|conversation|discussion)
  | (?:support|help)\ (?:our|independent|quality)\ (?:work|journalism|reporting|newsroom)\b | become\ a\ (?:member|subscriber|supporter)\b
  | this\ (?:article|story|content|video|page)\ is\ (?:for|only\ available|available\ (?:only|to)|exclusive|reserved|free|part\ of\ our)\b
  | (?:to\ )?continue\ reading\b | (?:story|article|content)\ continues\b | (?:start|begin)\ your\ (?:free\ )?(?:trial|subscription)
  | (?:the\ )?(?:views|opinions)\ (?:and\ (?:views|opinions)\ )?(?:expressed|presented|in\ this)\b | this\ (?:article|piece|column|story|commentary|essay|post|text)\ (?:was\ |has\ been\ )?(?:first|originally|also|previously)\b
  | (?:this|the)\ (?:article|piece|story|translation)\ (?:was|is|has\ been)\ (?:translated|republished|reproduced|syndicated|produced|adapted|reprinted|amended|updated|corrected)\b
  | (?:re)?(?:published|printed)\ (?:with|by)\ permission | ©|\(c\)\ |copyright\b(?!\ (?:law|protection|dispute|rule|talks))
  | (?:for|media|press)\ (?:further|more|all|additional)?\ ?(?:information|inquiries|enquiries|contacts?|media|press)\b[^.]*(?::|contact|@) | (?:press|media)\ (?:office|contact|enquiries|inquiries)\s*:
  | (?:tel|phone|fax|e-?mail|mobile|twitter|web|website|contact)\.?\s*: | reference\s*(?:no|number)?\s*:
  | (?:log|sign)\ in\ to\b | create\ (?:an|a\ free)\ account | (?:print|email|save|share|comment)\s*[|•·]
  | (?:abonnieren\ sie|melden\ sie\ sich|folgen\ sie|hier\ (?:klicken|anmelden)|diese\ (?:website|seite)\ verwendet|mit\ (?:dem\ klick|der\ nutzung))\b
  | (?:abonnez-vous|suivez-nous|inscrivez-vous|suscríbase|síganos|siga-nos|подписывайтесь)\b | alle\ rechte\ vorbehalten
    """,
    re.IGNORECASE | re.VERBOSE,
)
_WHOLE = re.compile(
    r"""
    (?:[\d.,]+\s*[km]?\s*(?:comments?|shares?|views?|likes?|reactions?|retweets?|kommentare?|reads?|followers?)\s*[|•·]?\s*)+
  | comments?\s*\(\d+\) | (?:\d+\s*)?(?:view|show|see|read)\s+(?:all\s+)?\d*\s*comments?
  | \d+[ -]min(?:ute)?s?(?:\ to)?\ (?:read|listen|watch)|(?:estimated\ )?reading\ time\b.{0,30}|lesezeit\b.{0,30}
  | (?:page|seite)\ \d+(?:\ (?:of|von)\ \d+)? | \d+\ ?/\ ?\d+ | [\d\s.,:/|-]+
  | [\W_]+
  | \(?(?:additional\ |further\ )?(?:reporting|writing|editing|compiled|translated|written|edited|reported|produced)\ (?:and\ (?:writing|editing|reporting)\ )?by\b.*
  | (?:https?://|www\.)\S+ | \S+@\S+\.\w{2,6} | @\w+
  | (?:for\ )?(?:immediate\ release|official\ use\ only)
  | (?:reuters|afp|ap|tass|xinhua|dpa|efe|ansa|kyodo|anadolu|interfax|ria\ novosti)(?:\s*[/|,&-]\s*(?:reuters|afp|ap|tass|xinhua|dpa|efe|ansa))*
    """,
    re.IGNORECASE | re.VERBOSE,
)
_AGENCY = (
    r"(?:reuters|afp|ap|a\.p|epa(?:-efe)?|efe|tass|xinhua|sputnik|ria|anadolu|aa|dpa|ansa|kyodo|yonhap|upi|getty(?: images)?|alamy"
    r"|shutterstock|bloomberg|wikimedia(?: commons)?|pool|handout|imago|picture alliance|istock|ukrinform|belga|scanpix|ntb|keystone)"
)
_CAPTION_START = re.compile(
    r"^[(\[]?\s*(?:(?:file|archive|illustrative|representative|representational|stock|handout|ap|afp|reuters)\s+(?:photo|photograph|picture|image)|photo(?:graph)?|photos|image|picture"
    r"|pic|caption|photo\ caption|image\ caption|image\ source|photo\ credit|credit|foto|bild|bildquelle|crédito|crédits?\ photo|фото)s?\s*(?:[:/|—–-]|\bby\b|\bcourtesy\b|\bcredit\b)",
    re.IGNORECASE,
)
_CAPTION_END = re.compile(
    rf"(?:[(\[|]\s*|[.!?”\"]\s+|\s[-–—|]\s+)(?:(?:photo|photograph|image|picture|credit|source|foto|bild|©)\w*\s*(?:[:/©]|by|courtesy of|credit)\s*[\w.,/&'’ -]{{2,70}}|{_AGENCY}\s+(?:photo|images?|pictures?)?\s*(?:/\s*[\w.'’ -]{{2,40}})?"
    rf"|[\w.'’ -]{{2,40}}(?:\s*/\s*[\w.'’ -]{{2,40}})*\s*(?:/|via|for)\s*{_AGENCY}(?:\s+\w+)?|{_AGENCY}\s*/\s*[\w.'’ -]{{2,40}})\s*[)\]]?\.?$",
    re.IGNORECASE,
)
_CRUMB = re.compile(r"\s*(?:>|›|»|→|::|\s/\s|\s\|\s)\s*")
_CREDIT_TAIL = re.compile(
    r"\s*[(\[]\s*(?:additional |further )?(?:reporting|writing|editing|compiled|translated|written|edited|reported)(?: and (?:writing|editing|reporting))? by\b"
    r"[^()\[\]]{2,400}[)\]]\.?\s*$",
    re.IGNORECASE,
)
# Verbs that make a short line with a colon an introduction to what follows, not a label.
_INTRODUCES = re.compile(
    r"\b(?:said|says|say|saying|told|added|wrote|writes|read|reads|asked|replied|stated|states|declared|concluded"
    r"|follow|follows|following|include|includes|including|agreed|are|is|was|were|be|will|would|must|should|has|have"
    r"|noted|announced|warned|insisted|continued|argued|explained|sagte|erklärte|schrieb|hieß)\b",
    re.IGNORECASE,
)
_OPENS_LIST = re.compile(
    r"^(?:related|read more|read next|more on|more from|most (?:read|popular|viewed|shared)|trending|top stories|latest|recommended"
    r"|editor.?s.? (?:picks|choice)|you (?:may|might) (?:also )?like|what to read next|also read|see also|in case you missed"
    r"|don.t miss|tags|topics|share|mehr zum thema|lesen sie auch|auch interessant|das könnte|more stories|more news|popular)",
    re.IGNORECASE,
)


def is_furniture(text: str) -> bool:
    """Whether the block ``text`` is furniture by its own words, wherever it stands."""
    if len(text) > _MAX_FURNITURE:
        return False
    bare = text.strip(" \t:|>»›→•·*-–—#.…[]()<▶►▼▲✕×+").replace("’", "'").lower()
    if not bare or bare in _LABELS or _WHOLE.fullmatch(text.strip(" ()[]|•·*")):
        return True
    count = len(words(text))
    if count <= 45 and _OPENINGS.match(text.lstrip(" \t:|>»›→•·*-–—#[(<▶►▼")) and _one_thought(text):
        return True
    return is_breadcrumb(text) or is_caption(text) or date_line(text) is not None


def _one_thought(text: str) -> bool:
    """At most two sentences: notices are short, an opening paragraph that resembles one is not."""
    return len(re.findall(r"[.!?][”’\"')]?\s+[A-ZÀ-ÞА-Я“\"]", text)) <= 2


def is_breadcrumb(text: str) -> bool:
    """A path through the site (``Home > World > Europe``) or a bar of short section names."""
    parts = [p for p in _CRUMB.split(text) if p]
    if len(parts) < 2 or ends_sentence(text):
        return False
    first = parts[0].strip().lower()
    if first in {"home", "homepage", "startseite", "accueil", "inicio", "главная", "you are here: home"}:
        return len(words(text)) <= 30
    return len(parts) >= 3 and all(len(words(p)) <= 4 for p in parts)


def is_caption(text: str) -> bool:
    """A photo caption or credit that says it is one, by an opening ("File photo:") or a credit at the end."""
    if len(words(text)) > 60:
        return False
    return bool(_CAPTION_START.match(text) or _CAPTION_END.search(text))


def is_hanging_label(text: str, following: str | None) -> bool:
    """A short line that ends in a colon and introduces nothing ("Voices on the summit:").

    ``following`` is the next block. Lines that introduce speech or a list stay.
    """
    if not text.endswith(":") or len(words(text)) > 6 or _INTRODUCES.search(text):
        return False
    return following is None or not following[:1] or following[0] not in "“\"'‘„«»-–—•*(" and not following[0].islower()


def opens_list(text: str) -> bool:
    """Whether the furniture line ``text`` heads a stack of links to other pages."""
    return bool(_OPENS_LIST.match(text.lstrip(" •·*-–—>»"))) and len(words(text)) <= 8


def is_link_line(text: str) -> bool:
    """A headline without a final stop, as stands in a stack of links below ``Related:``."""
    return len(words(text)) <= 18 and not ends_sentence(text) and not is_prose(text) and not text.endswith(":")


def without_credit(text: str) -> str:
    """``text`` without a credit in brackets at its end: "(Reporting by A; Editing by B)"."""
    return _CREDIT_TAIL.sub("", text) if text.rstrip(" .").endswith((")", "]")) else text
