# Everything a newcomer types. "make demo" and "make test" ready a bare Debian or Ubuntu by themselves.

PYTHON := .venv/bin/python
PREPARE := @installer/prepare.sh

# Without a screen, or when asked, the demo runs on a virtual one of the smallest size we support.
NO_SCREEN := $(or $(HEADLESS),$(if $(DISPLAY)$(WAYLAND_DISPLAY),,1))
ON_A_SCREEN := $(if $(NO_SCREEN),xvfb-run --auto-servernum --server-args="-screen 0 1366x768x24")

.PHONY: help demo test lint bench museum faults feed installer installer-linux installer-test lock clean

help: ## say what can be made
	@sed -n 's/^\([a-z-]*\): ## /make \1\t/p' $(MAKEFILE_LIST)

demo: ## show the program at work on sample dossiers (HEADLESS=1: without a window)
	$(PREPARE) $(if $(NO_SCREEN),headless,demo)
	@$(ON_A_SCREEN) $(PYTHON) -m benchmarks.demo $(if $(NO_SCREEN),--headless)

test: ## check the house rules and run every test (ARGS="-k deadline" for some)
	$(PREPARE) test
	@$(PYTHON) -m tests.run $(ARGS)

lint: ## check style, types and doors only
	$(PREPARE) lint
	@$(PYTHON) -m ruff check .
	@$(PYTHON) -m ruff format --check .
	@$(PYTHON) -m mypy
	@.venv/bin/lint-imports

bench: ## measure, and write benchmarks/results
	$(PREPARE) test
	@$(PYTHON) -m benchmarks.run $(ARGS)

faults: ## every real fault in full: 1,000 kills, 2,000 power cuts, a failing disk, PostgreSQL killed, a line cut at every byte
	$(PREPARE) test
	@SOXA_KILLS=1000 SOXA_UPDATE_KILLS=100 SOXA_POWER_CUTS=2000 SOXA_EIO_STRIDE=1 SOXA_DATABASE_KILLS=60 SOXA_BIT_FLIPS=3000 SOXA_CUT_STEP=1 SOXA_VALUE_STRIDE=1 \
		$(PYTHON) -m pytest -o faulthandler_timeout=7200 tests/faults tests/sync/test_line_cuts.py tests/sync/bundle $(ARGS)

feed: ## eight writers of 200,000 changes, and a reader who may miss none
	$(PREPARE) test
	@SOXA_FEED=200000 $(PYTHON) -m pytest -o faulthandler_timeout=7200 tests/server/test_feed_order.py $(ARGS)

museum: ## fall into the traps of others, one by one, and see that each is noticed
	$(PREPARE) test
	@$(PYTHON) -m benchmarks.museum $(ARGS)

installer: ## build dist/SoXa-Setup-x.y.z.exe under Wine (FAST=1: in a minute, for trying)
	@nice installer/build.sh windows

installer-linux: ## freeze the program for Linux, and prove it
	@nice installer/build.sh linux
	@SOXA_FREEZE=1 $(PYTHON) -m pytest -o faulthandler_timeout=3600 tests/installer $(ARGS)
	@$(PYTHON) -m benchmarks.bench_frozen

installer-test: ## install, use, update, break and remove it in a throwaway Windows of Wine
	$(PREPARE) installer
	@$(PYTHON) -m installer.wine.check $(ARGS)

lock: ## resolve requirements/*.txt anew from pyproject.toml
	$(PREPARE) lint
	@installer/lock.sh

clean: ## remove what was made here, the virtual environment too
	rm -rf .venv build dist .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis *.egg-info
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
