"""`python -m crawlers` is `ghirbal`."""

from crawlers.cli import main

if __name__ == "__main__":
    main(prog_name="ghirbal")
