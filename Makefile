# The commands of the project; README.md tells what each is for.
PYTHON ?= python3.11
PORT ?= 8000
VAR ?= var
BIN = .venv/bin
export CARD_PORT = $(PORT)
export CARD_VAR = $(VAR)

.PHONY: setup migrate run test check bench bench-city

setup: .venv/ready

.venv/ready: requirements.txt
	@command -v $(PYTHON) >/dev/null || { echo "Python 3.11 is needed: install it, or name it, as in: make PYTHON=python3 setup"; exit 1; }
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --requirement requirements.txt
	@touch $@

migrate: setup
	@mkdir -p $(VAR)
	$(BIN)/alembic upgrade head

run: migrate
	$(BIN)/flask --app wsgi demo load
	$(BIN)/flask --app wsgi demo serve

check: setup
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

test: check
	$(BIN)/pytest -n 2 --store=embedded
	$(BIN)/pytest -n 2 --store=services -m store

bench: setup
	$(BIN)/python -m bench

bench-city: setup
	$(BIN)/python -m bench --city
