# The verbs of the project. What they do lives in the console program: .venv/bin/stockpress --help

UV_VERSION := 0.13.9
UV := .uv/bin/uv
PORT := 3000
# Tests with Spark in their own process. Importing twisted leaves a descriptor on typing.Generic that pyspark.ml trips
# over; no program of ours loads both, so no test run does.
SPARK_TESTS := tests/nlp tests/assets tests/real_pages
# --inexact: `make demo` after `make test` takes nothing away again.
SYNC := env -u PYTHONDONTWRITEBYTECODE $(UV) sync --locked --inexact --compile-bytecode
RUN := env -u PYTHONDONTWRITEBYTECODE .venv/bin/

.DEFAULT_GOAL := help
.PHONY: help demo ui test lint setup clean

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-8s %s\n", $$1, $$2 }' Makefile

demo: packages ## Crawl, summarise and tag two years of the sample press, and show what came of it
	@$(RUN)stockpress demo

ui: packages ## Open the Dagster UI on http://127.0.0.1:3000 (PORT=3001 for another port)
	@$(RUN)stockpress ui --port $(PORT)

setup: packages ## Fetch all that the desk needs, and start nothing
	@$(RUN)stockpress setup

test: $(UV) ## Run all tests
	$(SYNC) --group test --group cloud
	@$(RUN)stockpress setup
	$(RUN)pytest $(SPARK_TESTS)
	$(RUN)pytest $(addprefix --ignore=,$(SPARK_TESTS))

lint: $(UV) ## Check style and types
	$(SYNC) --group test --group cloud --group lint
	$(RUN)ruff check .
	$(RUN)ruff format --check .
	$(RUN)pyright
	$(RUN)shellcheck .ci/run containers/build containers/pin
	$(RUN)hadolint --failure-threshold warning containers/*.Dockerfile

clean: ## Remove the packages; what the desk has stored in .stockpress stays
	rm -rf .venv .uv

.PHONY: packages
packages: $(UV)
	@$(SYNC)

# uv, in an environment of its own, in the version that wrote uv.lock.
$(UV): Makefile
	@python3 -m venv .uv || { echo "python3: expected one that can make a virtual environment;" \
	  "install it (Debian: sudo apt-get install python3-venv) and run the same command again" >&2; rm -rf .uv; exit 1; }
	@.uv/bin/pip install --quiet --disable-pip-version-check uv==$(UV_VERSION)
	@touch $(UV)
