# The commands of the project. Each sets up what it needs; `make help` lists them.
PYTHON ?= $(shell command -v python3.11 || command -v python3)
VENV   := .venv
BIN    := $(VENV)/bin
READY  := $(VENV)/.ready
# Without warnings: setuptools has one for every editable installation.
PIP    := PYTHONWARNINGS=ignore $(BIN)/python -m pip install --quiet --disable-pip-version-check \
          --constraint constraints.txt

SECONDS := 60
# The project as it is installed, its cleaners compiled where they can be.
INSTALLED := build/installed

.PHONY: help run test test-long lint eval bench fuzz robustness picture system-packages clean

help:            ## this list
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## */\t/' | expand -t 18

# pip is renewed first: the one that comes with Python 3.11 cannot resolve lxml's extras.
$(READY): pyproject.toml constraints.txt
	@echo "setting up $(VENV), once: this takes a minute"
	$(PYTHON) -m venv $(VENV)
	$(PIP) pip setuptools
	$(PIP) --editable '.[dev]'
	touch $@

run: $(READY)    ## crawl the outlets of fixtures/ from a local server, print and store the articles
	$(BIN)/python -m crawlers.demo

# A file's tests stay together: what one of them sets up costs once.
test: $(READY)   ## the tests
	$(BIN)/python -m pytest --numprocesses auto --maxprocesses 4 --dist loadfile

test-long: $(READY)  ## the tests that start servers, kill, or run for minutes
	$(BIN)/python -m pytest -m long

lint: $(READY)   ## ruff, and mypy on the cleaners
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

eval: $(READY)   ## score the cleaners on the gold pages beside the peers
	$(BIN)/python -m benchmarks.evaluate

bench: $(INSTALLED)  ## speed, as ratios to the parse alone, to the peers, and of a crawl to a bare spider
	$(PIP) --editable '.[bench]'
	PYTHONPATH=$(INSTALLED):. $(BIN)/python -P -m benchmarks.speed $(OPTIONS)
	PYTHONPATH=$(INSTALLED):. $(BIN)/python -P -m benchmarks.throughput
	PYTHONPATH=$(INSTALLED):. $(BIN)/python -P -m benchmarks.throughput --memory --pages 20000

$(INSTALLED): $(READY) setup.py $(shell find cleaners crawlers -name '*.py' -o -name '*.toml' -o -name '*.css')
	rm -rf build
	$(PIP) --no-deps --no-build-isolation --target $@ .

fuzz: $(READY)   ## fuzz what reads strangers' bytes, for SECONDS=60
	$(PIP) --editable '.[fuzz]'
	$(BIN)/python -m fuzz --seconds $(SECONDS)

robustness: $(READY)  ## hostile pages: time and memory beside the peers
	$(PIP) --editable '.[bench]'
	$(BIN)/python -m benchmarks.robustness

picture: $(READY)  ## draw docs/before-after.png anew; needs Chromium
	$(BIN)/python docs/before_after.py

system-packages: ## install what some tests and `make picture` need of the system (Debian and its kin)
	./system-packages.sh

clean:           ## remove what was built and stored
	rm -rf $(VENV) build *.egg-info .fuzz .pytest_cache .ruff_cache .mypy_cache .hypothesis .scrapy demo
