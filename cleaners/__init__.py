"""Clean article text from Arabic news pages, and a record of what was sieved off.

from cleaners import clean_html, clean_text
"""

from cleaners.article import REASONS, WARNINGS, Article, Charset, Removal
from cleaners.clean import clean_html, clean_text
from cleaners.places import Block

__all__ = [
    "REASONS",
    "WARNINGS",
    "Article",
    "Block",
    "Charset",
    "Removal",
    "clean_html",
    "clean_text",
]
