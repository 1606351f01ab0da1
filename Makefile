# The commands of the project; README.md tells what each is for.
PYTHON ?= python3.11
PORT ?= 8000
VAR ?= var
BIN = .venv/bin
export CARD_PORT = $(PORT)
export CARD_VAR = $(VAR)

.PHONY: setup migrate web check-web run test check audit bench bench-city pictures fuzz

setup: .venv/ready

.venv/ready: requirements.txt
	@command -v $(PYTHON) >/dev/null || { echo "Python 3.11 is needed: install it, or name it, as in: make PYTHON=python3 setup"; exit 1; }
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --requirement requirements.txt
	@touch $@

migrate: setup
	@mkdir -p $(VAR)
	$(BIN)/alembic upgrade head

# The pages for phones. Without Node the service runs all the same, and says on those pages what is missing.
WEB_SOURCES = $(shell find web -name node_modules -prune -o -name dist -prune -o -type f -print)
NODE_NEEDED = 20.19
HAS_NODE = command -v npm >/dev/null && node -e 'const [a, b] = process.versions.node.split("."); process.exit(+a > 20 || (+a == 20 && +b >= 19) ? 0 : 1)' 2>/dev/null

web: $(WEB_SOURCES)
	@if $(HAS_NODE); then $(MAKE) --no-print-directory web/dist/sw.js; else \
	  echo "web: Node $(NODE_NEEDED) or newer with npm is missing, so the pages are not built: / says how to get them, and /v only explains itself"; fi

web/node_modules/ready: web/package-lock.json web/.npmrc
	npm ci --prefix web --no-progress
	@touch $@

web/dist/sw.js: web/node_modules/ready $(WEB_SOURCES)
	npm run --prefix web --silent build

run: migrate
	@$(MAKE) --no-print-directory web || echo "web: the pages could not be built; the service runs without them"
	$(BIN)/flask --app wsgi demo load
	$(BIN)/flask --app wsgi demo serve

check: setup
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

miniprogram/node_modules/ready: miniprogram/package-lock.json miniprogram/.npmrc
	npm ci --prefix miniprogram --no-progress
	@touch $@

check-web: web
	@if $(HAS_NODE); then npm run --prefix web --silent check && npm run --prefix web --silent test && \
	  $(MAKE) --no-print-directory miniprogram/node_modules/ready && npm run --prefix miniprogram --silent test; else \
	  echo "check-web: Node $(NODE_NEEDED) or newer with npm is missing, so the tests of the pages are left out"; fi

test: check check-web
	$(BIN)/pytest -n 2 --store=embedded
	$(BIN)/pytest -n 2 --store=services -m store

# Needs the databases of advisories, so it is no part of `test`: where they cannot be reached it fails and says so.
audit: setup
	$(BIN)/python -m tests.advisories

bench: setup
	$(BIN)/python -m bench

bench-city: setup
	$(BIN)/python -m bench --city

pictures: setup web
	$(BIN)/python -m tests.e2e.pictures

# Led by coverage, so it needs a fuzzer of its own, which has wheels for Linux alone. What it finds lies under var/fuzz.
MINUTES ?= 10
TARGETS ?= token sealed payload status_list wechat_xml wechat_callback wechat_sealed sip2 csv json_lines workbook archive \
  webhook contract koha oauth gbfs retry_after image pdf form access_token headers cursor \
  key_set status_list_token status_list_claims question
fuzz: setup
	$(BIN)/python -m pip install --quiet --disable-pip-version-check atheris==3.0.0
	@found=; for target in $(TARGETS); do \
	  echo "fuzz: $$target"; $(BIN)/python -m tests.fuzz $$target $$(($(MINUTES) * 60)) || found="$$found $$target"; done; \
	  test -z "$$found" || { echo "fuzz: found something in$$found; look under var/fuzz"; exit 1; }
