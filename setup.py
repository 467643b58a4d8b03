"""For scrapyd-deploy, which builds the egg with it; all that there is to say stands in pyproject.toml."""

from setuptools import setup

setup()
