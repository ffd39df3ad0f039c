"""Currencies (ISO 4217) and units of measure: what the words stand for."""

from __future__ import annotations

from detente.coding.numerals import words

CURRENCY_SIGNS: dict[str, str] = {
    "$": "USD", "US$": "USD", "US $": "USD", "U.S.$": "USD", "USD": "USD", "A$": "AUD", "AU$": "AUD",
    "AUD": "AUD",
    "C$": "CAD", "CA$": "CAD", "CAD": "CAD", "NZ$": "NZD", "NZD": "NZD", "HK$": "HKD", "HKD": "HKD",
    "S$": "SGD", "SGD": "SGD", "NT$": "TWD", "R$": "BRL", "Mex$": "MXN", "€": "EUR", "EUR": "EUR",
    "£": "GBP", "GBP": "GBP", "¥": "JPY", "JPY": "JPY", "CN¥": "CNY", "CNY": "CNY", "RMB": "CNY",
    "₩": "KRW", "KRW": "KRW", "₹": "INR", "INR": "INR", "Rs": "INR", "Rs.": "INR", "₽": "RUB",
    "RUB": "RUB", "₺": "TRY", "TRY": "TRY", "₪": "ILS", "NIS": "ILS", "ILS": "ILS", "₴": "UAH",
    "UAH": "UAH",
    "₦": "NGN", "₱": "PHP", "₫": "VND", "₸": "KZT", "฿": "THB", "CHF": "CHF", "SEK": "SEK", "NOK": "NOK",
    "DKK": "DKK", "PLN": "PLN", "SAR": "SAR", "AED": "AED", "Dh": "AED", "QAR": "QAR", "EGP": "EGP",
    "PKR": "PKR", "ZAR": "ZAR",
}  # fmt: skip
"""Signs and codes written before the number. "¥" alone is the yen, "Rs" alone the Indian rupee."""

# Name, the currency meant when no nation is said ("" if none can be), and by nation.
_CURRENCIES: tuple[tuple[str, str, dict[str, str]], ...] = (
    ("dollar dollars", "USD", {
        "us": "USD", "american": "USD", "australian": "AUD", "canadian": "CAD", "new zealand": "NZD",
        "hong kong": "HKD", "singapore": "SGD", "singaporean": "SGD", "taiwan": "TWD", "taiwanese": "TWD",
        "jamaican": "JMD", "namibian": "NAD", "zimbabwean": "ZWL", "zimbabwe": "ZWL", "liberian": "LRD"}),
    ("euro euros", "EUR", {}),
    ("pound pounds", "GBP", {
        "british": "GBP", "uk": "GBP", "egyptian": "EGP", "syrian": "SYP", "lebanese": "LBP",
        "sudanese": "SDG", "cypriot": "CYP", "irish": "IEP", "south sudanese": "SSP"}),
    ("yuan renminbi", "CNY", {}),
    ("yen", "JPY", {}),
    ("won", "KRW", {"north korean": "KPW"}),
    ("rouble roubles ruble rubles", "RUB", {"belarusian": "BYN", "soviet": "SUR"}),
    ("rupee rupees", "INR", {
        "pakistani": "PKR", "pakistan": "PKR", "sri lankan": "LKR", "nepalese": "NPR", "nepali": "NPR",
        "mauritian": "MUR"}),
    ("lira liras lire", "TRY", {"syrian": "SYP", "lebanese": "LBP", "italian": "ITL"}),
    ("rial rials", "IRR", {"omani": "OMR", "yemeni": "YER", "qatari": "QAR", "saudi": "SAR"}),
    ("riyal riyals", "SAR", {"qatari": "QAR", "qatar": "QAR", "yemeni": "YER", "omani": "OMR"}),
    ("dinar dinars", "", {
        "iraqi": "IQD", "kuwaiti": "KWD", "jordanian": "JOD", "serbian": "RSD", "algerian": "DZD",
        "libyan": "LYD", "tunisian": "TND", "bahraini": "BHD", "yugoslav": "YUM", "macedonian": "MKD"}),
    ("dirham dirhams", "AED", {"moroccan": "MAD"}),
    ("shekel shekels", "ILS", {}),
    ("hryvnia hryvnias hryvnya hryvnyas", "UAH", {}),
    ("zloty zlotys zlotych", "PLN", {}),
    ("forint forints", "HUF", {}),
    ("koruna korunas koruny", "CZK", {"slovak": "SKK"}),
    ("krona kronor", "SEK", {"icelandic": "ISK"}),
    ("krone kroner", "", {"norwegian": "NOK", "danish": "DKK"}),
    ("franc francs", "CHF", {"cfa": "XOF", "french": "FRF", "belgian": "BEF", "rwandan": "RWF",
                             "congolese": "CDF", "burundian": "BIF"}),
    ("peso pesos", "", {
        "mexican": "MXN", "argentine": "ARS", "argentinian": "ARS", "philippine": "PHP", "chilean": "CLP",
        "colombian": "COP", "cuban": "CUP", "uruguayan": "UYU", "dominican": "DOP"}),
    ("reais", "BRL", {}),
    ("rand", "ZAR", {}),
    ("baht", "THB", {}),
    ("rupiah", "IDR", {}),
    ("ringgit", "MYR", {}),
    ("dong", "VND", {}),
    ("taka", "BDT", {}),
    ("tenge", "KZT", {}),
    ("manat", "AZN", {"turkmen": "TMT"}),
    ("lari", "GEL", {}),
    ("dram drams", "AMD", {}),
    ("leu lei", "RON", {"moldovan": "MDL"}),
    ("naira", "NGN", {}),
    ("cedi cedis", "GHS", {}),
    ("shilling shillings", "KES", {"ugandan": "UGX", "tanzanian": "TZS", "somali": "SOS"}),
    ("birr", "ETB", {}),
    ("kyat kyats", "MMK", {}),
    ("afghani afghanis", "AFN", {}),
    ("kwacha", "ZMW", {"malawian": "MWK"}),
    ("deutschmarks deutschmark", "DEM", {}),
)  # fmt: skip

CURRENCY_NAMES: dict[str, tuple[str, dict[str, str]]] = {
    name: (default, nations) for names, default, nations in _CURRENCIES for name in names.split()
} | {"pounds sterling": ("GBP", {}), "swiss francs": ("CHF", {}), "cfa francs": ("XOF", {})}
"""Currency names in lower case: the default code ("" if the name alone fixes none) and codes by nation."""

_CODES = {"RMB": "CNY"}


def currency_of(nation: str | None, name: str) -> str | None:
    """The ISO 4217 code of "Australian" "dollars"; None when the words fix no currency."""
    if name.isupper() and len(name) == 3:
        return _CODES.get(name, name)
    default, nations = CURRENCY_NAMES[" ".join(name.lower().split())]
    return nations.get((nation or "").lower().replace(".", "")) or default or None


# Nouns whose plural adds "s": measures first, then what news counts.
_REGULAR = words(
    """mile kilometre metre centimetre yard hectare acre tonne kilogram gram litre gallon barrel watt
    kilowatt megawatt gigawatt terawatt kilowatt-hour megawatt-hour gigawatt-hour degree knot kiloton
    megaton bushel year month week day hour minute decade fortnight ton soldier troop marine fighter
    militant militiaman rebel insurgent mercenary recruit reservist conscript commando paratrooper
    peacekeeper adviser advisor instructor trainer observer monitor inspector officer sailor jet plane
    airplane warplane helicopter drone bomber airliner tank missile warhead rocket bomb shell mine ship
    warship vessel boat frigate destroyer corvette cruiser submarine carrier tanker icebreaker trawler
    launcher howitzer gun rifle vehicle truck lorry interceptor battalion brigade division regiment
    squadron battery reactor centrifuge satellite turbine refugee migrant civilian prisoner hostage
    captive detainee diplomat envoy ambassador official employee worker student citizen resident
    villager settler protester demonstrator passenger casualty death victim survivor activist journalist
    dissident nurse doctor household home house village town settlement city country nation state
    province member delegate lawmaker deputy seat vote company firm bank factory plant school hospital
    mosque church job dose vaccine container wagon locomotive train car bus bullet cartridge grenade
    mortar round sortie attack strike raid airstrike incursion violation meeting agreement treaty accord
    deal contract project base outpost camp bunker tunnel island islet airport port pipeline airfield
    delegation participant leader minister lawyer expert spy agent crewman ballot""",
)
_IRREGULAR: dict[str, tuple[str, ...]] = {
    "foot": ("foot", "feet"), "inch": ("inch", "inches"), "century": ("century", "centuries"),
    "kilometre": ("kilometer", "kilometers", "kms"), "metre": ("meter", "meters"),
    "litre": ("liter", "liters"), "kilogram": ("kilo", "kilos", "kilogramme", "kilogrammes"),
    "tonne": ("metric ton", "metric tons", "metric tonnes"), "troop": ("troops",),
    "square mile": ("square mile", "square miles", "sq miles"),
    "square kilometre": ("square kilometre", "square kilometres", "square kilometer", "square kilometers",
                         "sq km"),
    "square metre": ("square metre", "square metres", "square meter", "square meters"),
    "cubic metre": ("cubic metre", "cubic metres", "cubic meter", "cubic meters"),
    "cubic foot": ("cubic foot", "cubic feet"), "nautical mile": ("nautical mile", "nautical miles"),
    "barrel per day": ("barrels a day", "barrels per day", "barrels daily", "b/d"),
    "aircraft": ("aircraft",), "person": ("person", "persons", "people"), "man": ("men",),
    "woman": ("women",),
    "child": ("children",), "personnel": ("personnel",), "policeman": ("policemen", "police"),
    "serviceman": ("servicemen",), "family": ("family", "families"), "country": ("countries",),
    "city": ("cities",), "company": ("companies",), "factory": ("factories",), "casualty": ("casualties",),
    "battery": ("batteries",), "embassy": ("embassy", "embassies"), "mercenary": ("mercenaries",),
    "treaty": ("treaties",), "deputy": ("deputies",), "church": ("churches",), "spy": ("spies",),
    "bus": ("buses",), "militiaman": ("militiamen",), "crewman": ("crewmen", "crew"),
    "pound": ("pound", "pounds"), "ounce": ("ounce", "ounces"),
}  # fmt: skip

TIGHT_UNITS: dict[str, str] = {
    "%": "per cent", "km": "kilometre", "km2": "square kilometre", "km²": "square kilometre",
    "kg": "kilogram", "MW": "megawatt", "GW": "gigawatt", "TW": "terawatt", "kW": "kilowatt",
    "GWh": "gigawatt-hour", "MWh": "megawatt-hour", "kWh": "kilowatt-hour", "TWh": "terawatt-hour",
    "bcm": "cubic metre", "bpd": "barrel per day", "mph": "mile per hour", "ha": "hectare",
    "°C": "degree",
}  # fmt: skip
"""Units that may touch the number, case kept; "bcm" counts in thousands of millions."""

UNITS: dict[str, str] = (
    {word: word for word in _REGULAR}
    | {word + "s": word for word in _REGULAR}
    | {form: unit for unit, forms in _IRREGULAR.items() for form in forms}
)
"""Unit as written, in lower case, to its singular."""
