# make run    set up what is missing and serve on http://127.0.0.1:8000 (PORT= changes it)
# make test   set up what is missing, then every check and every test (by WORKERS= processes)
# make check  types, lint and import rules alone

PYTHON ?= python3
PORT ?= 8000
WORKERS ?= 3
BIN := .venv/bin
STAMPS := build/stamps
SOURCES := $(shell find static build/static -type f 2>/dev/null)
NPM := scripts/npm

.PHONY: run test check setup bench shots clean
.DELETE_ON_ERROR:

run: setup
	@PORT=$(PORT) $(BIN)/python manage.py serve

setup: $(STAMPS)/migrations $(STAMPS)/static $(STAMPS)/words

$(STAMPS)/python: requirements.txt
	@mkdir -p $(STAMPS)
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "k8sviz needs Python 3.11 or later; $(PYTHON) is $$($(PYTHON) --version). Set PYTHON=… to another one." >&2; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv || { echo "This Python cannot make virtual environments (on Debian: apt install python3-venv)." >&2; exit 1; }
	@echo "Python packages …"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	@touch $@

$(STAMPS)/python-dev: requirements-dev.txt $(STAMPS)/python
	@echo "Python packages for tests …"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.txt
	@touch $@

$(STAMPS)/javascript: package-lock.json package.json assets/build.mjs assets/codemirror.mjs scripts/npm $(STAMPS)/python
	@echo "JavaScript packages …"
	@$(NPM) ci --ignore-scripts --no-audit --no-fund --loglevel=error
	@$(NPM) run --silent build
	@touch $@

$(STAMPS)/words: $(wildcard locale/*/LC_MESSAGES/*.po) $(STAMPS)/python
	@$(BIN)/python manage.py words
	@touch $@

$(STAMPS)/static: $(STAMPS)/javascript $(SOURCES)
	@$(BIN)/python manage.py collectstatic --noinput --clear --verbosity 0
	@touch $@

$(STAMPS)/migrations: $(wildcard k8sviz/*/migrations/*.py) $(STAMPS)/python
	@$(BIN)/python manage.py migrate --verbosity 0
	@touch $@

check: setup $(STAMPS)/python-dev
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check --quiet .
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@$(NPM) run --silent check
	@$(BIN)/python manage.py makemigrations --check --dry-run --verbosity 0

# The suite starts some fifty processes of the same modules: they are compiled once, whatever the environment says.
test: export PYTHONDONTWRITEBYTECODE :=
test: check
	@scripts/chromium > build/chromium.path
	@$(NPM) test --silent
	@K8SVIZ_CHROMIUM="$$(cat build/chromium.path)" $(BIN)/python -m pytest -n $(WORKERS)

bench: setup $(STAMPS)/python-dev
	@scripts/chromium > build/chromium.path
	@K8SVIZ_CHROMIUM="$$(cat build/chromium.path)" $(BIN)/python -m bench

shots: setup $(STAMPS)/python-dev
	@scripts/chromium > build/chromium.path
	@K8SVIZ_CHROMIUM="$$(cat build/chromium.path)" $(BIN)/python -m scripts.shots

clean:
	rm -rf build .venv node_modules
