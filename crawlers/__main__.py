"""`python -m crawlers` is `ghirbal`."""

from crawlers.cli import main

main(prog_name="ghirbal")
