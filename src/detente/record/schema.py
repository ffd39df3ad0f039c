"""The tables of the record, as steps from one version to the next.

A record carries the number of its version. Opening an older one runs the steps it lacks, each in a transaction; a newer
one is refused. Never change a step that has been released: add another. `docs/record.md` describes the columns.

Items of an account have one table a kind, keyed by article and ``n``, their place in the account. ``start`` and ``end``
are character offsets into ``articles.body``. Nested records are columns with a prefix; lists of records are JSON.
"""

from __future__ import annotations

from typing import Final

_TRACED = '"article" text not null, n integer not null, sentence integer not null, "start" integer not null, "end" integer not null'  # noqa: E501
_WHEN = "earliest date, latest date, precision text not null, basis text not null"


def _actor(prefix: str) -> str:
    return (
        f"{prefix}name text, {prefix}country text, {prefix}sector text, {prefix}person text, "
        f"{prefix}office text, {prefix}former boolean"
    )


_FIRST = f"""
create table runs (
    id integer primary key, detente text not null, model text not null, knowledge text not null, first_used timestamp,
    unique (detente, model, knowledge));
create table articles (
    id text primary key, seq integer not null, run integer not null, title text, body text not null, byline text,
    standing text, outlet text, published date, published_basis text not null, source text, notes text[] not null);
create table sentences ("article" text not null, n integer not null, "start" integer not null, "end" integer not null);
create table actors (
    {_TRACED}, name text not null, country text, sector text not null, office text, former boolean not null,
    mentions integer not null);
create table events (
    {_TRACED}, type text not null, mode text, contexts text[] not null, {_actor("actor_")}, {_actor("recipient_")},
    {_WHEN}, status text not null, quad text not null, goldstein double not null, confidence double not null,
    claimed_by text, trigger text not null);
create table statements (
    {_TRACED}, speaker text not null, country text, "text" text not null, kind text not null, about text[] not null,
    addressee text, {_WHEN}, parts json not null);
create table agreements (
    {_TRACED}, "text" text not null, kind text not null, name text, parties text[] not null, amounts json not null,
    quantities json not null, year integer, status text not null);
create table meetings (
    {_TRACED}, participants text[] not null, countries text[] not null, place text, {_WHEN}, agenda text[] not null,
    mode text, status text not null);
create table agenda ({_TRACED}, name text not null, kind text not null, code text);
create table assessments (
    {_TRACED}, dyad text[] not null, state text, trend text, holder text not null, "text" text not null,
    drivers text[] not null, horizon text, since_earliest date, since_latest date, since_precision text not null,
    since_basis text not null);
create table positions (
    {_TRACED}, person text not null, country text, "on" text not null, leans text not null, "text" text not null);
create table outlooks (
    {_TRACED}, "text" text not null, about text[] not null, horizon text, holder text not null);
create table implications ({_TRACED}, affected text[] not null, "text" text not null);
create table stories (
    "article" text primary key, signature blob not null, story text not null, similarity double not null,
    apart boolean not null);
create table happenings (
    "article" text not null, n integer not null, happening integer not null, apart boolean not null,
    "start" integer not null, type text not null);
create table imports (
    dataset text primary key, format text not null, file text not null, digest text not null, rows bigint not null,
    skipped bigint not null);
create table imported (
    dataset text not null, "row" bigint not null, native_id text, day date, actor text, actor_raw text,
    actor_sector text, recipient text, recipient_raw text, recipient_sector text, code text, scheme text, type text,
    mode text, quad tinyint, goldstein double, contexts text[], weight double, mentions integer, place text,
    country text, "text" text, url text, extra text);
create table feeds (
    url text primary key, etag text, modified text, next_due double, failures integer not null, gone boolean not null);
create table seen_links (link text primary key);
create table forecasts (
    id text primary key, made_on date not null, until date not null, one text not null, other text not null,
    model text not null, warming double not null, staying double not null, cooling double not null,
    intervals json not null);
create table notes (what text primary key, said text not null);
"""

#: What people say of a coding, beside it: the coding itself is never written over. A correction is tied to what was
#: coded (place, type and parties), not to its number, so that it holds when the article is coded anew.
_CORRECTIONS = """
create table corrections (
    id integer primary key, "article" text not null, "start" integer not null, "end" integer not null,
    was_type text not null, was_actor text, was_recipient text, made_at timestamp not null, who text not null,
    no_event boolean not null, type text, quad text, goldstein double, actor text, recipient text, day date,
    status text, note text, undone boolean not null);
create view events_now as
    select e.* replace (
        coalesce(c.type, e.type) as type, coalesce(c.quad, e.quad) as quad,
        coalesce(c.goldstein, e.goldstein) as goldstein,
        case when c.type is null then e.mode end as mode,
        coalesce(c.actor, e.actor_country) as actor_country,
        coalesce(c.recipient, e.recipient_country) as recipient_country,
        coalesce(c.day, e.earliest) as earliest, coalesce(c.day, e.latest) as latest,
        case when c.day is null then e."precision" else 'day' end as "precision",
        coalesce(c.status, e.status) as status,
        case when c.id is null then e.confidence else 1.0 end as confidence),
        c.id as correction
    from events e left join (
        select * from corrections where not undone
        qualify row_number() over (
            partition by "article", "start", "end", was_type, was_actor, was_recipient order by id desc) = 1) c
    on c."article" = e."article" and c."start" = e."start" and c."end" = e."end" and c.was_type = e.type
        and c.was_actor is not distinct from e.actor_country
        and c.was_recipient is not distinct from e.recipient_country
    where not coalesce(c.no_event, false);
create table search_state (articles bigint not null, built_at timestamp not null);
create table search_texts (id text not null, "article" text not null, n integer not null, told text not null);
"""

#: Step ``i`` brings a record of version ``i`` to version ``i + 1``.
STEPS: Final[tuple[str, ...]] = (_FIRST, _CORRECTIONS)

VERSION: Final = len(STEPS)

#: Tables with one row an item of an account, and the field of the account that they hold.
ITEMS: Final[dict[str, str]] = {
    "actors": "actors",
    "meetings": "meetings",
    "agenda": "agenda",
    "agreements": "agreements",
    "statements": "statements",
    "events": "events",
    "assessments": "assessments",
    "positions": "positions",
    "outlooks": "outlook",
    "implications": "implications",
}
