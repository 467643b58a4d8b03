"""A simulated press: a local server that stands in for 40 outlets with 5,000 articles.

Its articles, pages and lists are made of our own sentences and templates, and with them what goes wrong on the
network. Its log is the truth that tests of the crawl compare with, see `truth`.
"""
