"""Clean article text from Arabic news pages, and a record of what was sieved off.

from cleaners import clean_html, clean_text
"""

from cleaners.article import REASONS, WARNINGS, Article, Charset, Removal
from cleaners.clean import clean_html, clean_text
from cleaners.places import Block

# Written here, not asked of the installed package: in an egg, which scrapyd runs, there is none.
__version__ = "0.1.0"

__all__ = [
    "REASONS",
    "WARNINGS",
    "Article",
    "Block",
    "Charset",
    "Removal",
    "__version__",
    "clean_html",
    "clean_text",
]
