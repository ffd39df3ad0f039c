"""Who is who, and when: countries, organisations, offices with dates, metonyms, armed groups."""

from detente.knowledge.model import Country, Entry, Group, Hit, Organisation, Person, Term
from detente.knowledge.store import SCHEMA, Knowledge, config_folder, load, names

__all__ = [
    "SCHEMA",
    "Country",
    "Entry",
    "Group",
    "Hit",
    "Knowledge",
    "Organisation",
    "Person",
    "Term",
    "config_folder",
    "load",
    "names",
]
