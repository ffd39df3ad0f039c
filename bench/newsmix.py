"""A made-up news stream: seven of ten articles are local, three are about states, some are printed twice.

Lengths are drawn from a log-normal distribution with a median of 300 words, about what a wire story has; places,
numbers and the order of sentences are drawn, so that hardly two articles share a paragraph. Nothing is copied.
"""

from __future__ import annotations

import random
from collections.abc import Iterator

STATES = (
    "France Germany Turkey Greece Egypt Israel Japan China India Pakistan Iran Iraq Brazil Chile Kenya Norway Poland "
    "Ukraine Russia Spain Italy Mexico Canada Australia Vietnam Thailand Ethiopia Sudan Serbia Hungary"
).split()
_CITIES = "Geneva Vienna Doha Oslo Cairo Nairobi Lima Hanoi Tokyo Ankara Athens Madrid Belgrade Riyadh".split()
_DAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()
_THINGS = (
    "fisheries border-crossing grain gas rail visa customs water satellite extradition shipping pension harvest".split()
)
_ABROAD = (
    "The foreign minister of {a} met his counterpart from {b} in {city} on {day} to discuss the {thing} dispute.",
    "{a} condemned {b} on {day} over its handling of the {thing} talks.",
    "{a} imposed sanctions on {b}, citing {n} shipments of weapons that were seized near the coast.",
    "{a} and {b} signed a {thing} agreement worth ${n} million in {city} on {day}.",
    "{a} expelled {small} diplomats of {b} and gave them three days to leave.",
    'Officials in {a} said they "will not be lectured" by {b} while the {thing} question stays open.',
    "{a} may withdraw from the {thing} talks with {b} if no date is set by {day}, a spokesman said.",
    "Relations between {a} and {b} have cooled since the {thing} talks broke down.",
    "{a} sent {n} tonnes of food and {small} field hospitals to {b} after the floods.",
    "The president of {a} urged {b} to free {small} sailors who were detained in {city}.",
    "Soldiers of {a} shelled positions in {b} on {day}, killing {small} people, residents said.",
    "A delegation from {a} will travel to {b} next month to speak about {thing} rules.",
)
_AROUND = (
    "Analysts in {city} were divided over what the step meant for the {thing} market.",
    "The road to the airport was closed for {small} hours while the motorcade passed.",
    "A crowd of about {n} people waited behind the barriers and dispersed in the rain.",
    "Parliament is to hear a report on {thing} rules before the summer recess.",
    "The figures have not been confirmed, and earlier estimates had been lower.",
)
_LOCAL = (
    "The council of {town} voted on {day} to spend {n} thousand on the {thing} depot behind the market hall.",
    "Shopkeepers on {town} Street fear that the works will last through the winter and keep customers away.",
    "The mayor promised that the bridge would stay open on {day} and that buses would run every {small} minutes.",
    "{town} United lost by {small} goals on {day} after a goalkeeper was sent off in the first half.",
    "A fire in a {thing} warehouse near {town} was put out before dawn and nobody was hurt.",
    "Pupils of {town} school collected {n} signatures for a new library and handed them to the director.",
    "The price of flats in {town} rose by {small} per cent in a year, the builders' union said.",
    "Weather services expect {small} days of rain and gusts along the coast around {town}.",
    "The theatre in {town} opens its season on {day} with a comedy about a {thing} inspector.",
    "Doctors at the {town} clinic treated {n} patients for heat in a week, twice as many as in spring.",
    "She had worked there for {small} years and said that she would miss the early mornings most.",
    "Nobody at the company could be reached for comment on {day}.",
)
_TOWNS = [f"{a}{b}" for a in ("Wood", "Ash", "Mill", "Hart", "Lang", "Stone") for b in ("ford", "ham", "ley", "well")]


def _told(chance: random.Random, patterns: tuple[str, ...]) -> str:
    a, b = chance.sample(STATES, 2)
    return chance.choice(patterns).format(
        a=a,
        b=b,
        city=chance.choice(_CITIES),
        day=chance.choice(_DAYS),
        thing=chance.choice(_THINGS),
        town=chance.choice(_TOWNS),
        n=chance.randint(20, 9000),
        small=chance.randint(2, 19),
    )


def _article(chance: random.Random, n: int) -> dict[str, str]:
    words = min(2500, max(60, int(chance.lognormvariate(5.7, 0.6))))
    abroad = chance.random() < 0.3
    paragraphs: list[list[str]] = [[]]
    count = 0
    while count < words:
        if abroad and chance.random() < 0.45:
            told = _told(chance, _ABROAD)
        else:
            told = _told(chance, _AROUND if abroad else _LOCAL)
        count += told.count(" ") + 1
        paragraphs[-1].append(told)
        if len(paragraphs[-1]) >= chance.randint(2, 4):
            paragraphs.append([])
    body = "\n\n".join(" ".join(p) for p in paragraphs if p)
    date = f"20{chance.randint(10, 23)}-{chance.randint(1, 12):02}-{chance.randint(1, 28):02}"
    title = " ".join(body.split()[:8])
    return {"id": f"n{n}", "title": title, "text": body, "date": date, "outlet": f"Paper {n % 40}"}


def news(count: int, seed: int = 7) -> Iterator[dict[str, str]]:
    """So many articles, the same each time; one in twenty is an earlier one in another paper."""
    chance = random.Random(seed)
    recent: list[dict[str, str]] = []
    for n in range(count):
        if recent and n % 20 == 19:
            yield {**chance.choice(recent), "id": f"n{n}", "outlet": f"Paper {n % 40}"}
            continue
        made = _article(chance, n)
        recent = [*recent[-200:], made]
        yield made


def page(article: dict[str, str]) -> bytes:
    """The article as a page with a little of what pages have around it."""
    links = "".join(f'<li><a href="/{n}">More of section {n}</a></li>' for n in range(25))
    told = "".join(f"<p>{part}</p>" for part in article["text"].split("\n\n"))
    head = f'<title>{article["title"]}</title><meta property="article:published_time" content="{article["date"]}">'
    return (
        f"<html><head>{head}</head><body><nav><ul>{links}</ul></nav><main><article><h1>{article['title']}</h1>{told}"
        f"</article></main><footer><ul>{links}</ul></footer></body></html>"
    ).encode()
