# make demo   environment without torch, then all loops, with plots in out/
# make test   environment with the pinned torch, then the whole test suite
# make browser   a Chromium and playwright, for the tests of the explorer's page; before `make test`
# make test-cupy   the real CuPy, its CUDA answered on the CPU (needs g++; nothing else of CUDA, and no GPU)
# make lint   ruff, mypy, and the floors of the house (import-linter)
# make pages  what pages say of the code: operations, names, one backward pass, what examples print, sizes
# make docs   the documentation as a site, in build/site; `make notebooks`, the tour as notebooks
# make soak   what takes long: 2,000 compiled steps, 200 killed writers, and an hour of random parity (MINUTES=60)
# make gpu-check   on a machine with an NVIDIA GPU: tests, parity and benchmark there; installs nothing
# Another interpreter: make demo PYTHON=python3.12
PYTHON ?= python3
VENV   ?= .venv
BIN    := $(VENV)/bin
INSTALL = $(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt
MINUTES ?= 60
LOOPS  := quickstart regression manual module crops songs

CUPY   := $(VENV)/cupy
ON_CPU = PYTHONPATH=$(CUPY) $(BIN)/python -m pytest -p tests.cupy_on_cpu.plugin

.PHONY: demo test cupy test-cupy cupy-cost browser lint pages docs notebooks soak gpu-check clean
.DELETE_ON_ERROR:

# A stamp per level of installation: nothing is installed again until a requirement changes.
$(VENV)/created:
	$(PYTHON) -c 'import sys; sys.exit("Python 3.10 or later is needed; this is " + sys.version.split()[0]) if sys.version_info < (3, 10) else None'
	$(PYTHON) -m venv $(VENV)
	@touch $@

$(VENV)/loops: $(VENV)/created pyproject.toml constraints.txt
	$(INSTALL) --editable '.[loops]'
	@touch $@

$(VENV)/dev: $(VENV)/loops
	$(INSTALL) --editable '.[dev,torch]'
	@touch $@

demo: $(VENV)/loops
	@mkdir -p out
	@for loop in $(LOOPS); do $(BIN)/tinygrad-lr run $$loop --plot out/$$loop.png || exit 1; done
	@echo "The plots are in out/."

test: $(VENV)/dev
	$(BIN)/python -m pytest

# CuPy and NVIDIA's compiler and headers lie in a folder of their own: without it on the path there is no CuPy.
$(CUPY)/installed: $(VENV)/dev constraints.txt
	$(INSTALL) --no-deps --upgrade --target $(CUPY) cupy-cuda13x cuda-pathfinder nvidia-cuda-crt nvidia-cuda-nvrtc nvidia-cuda-runtime
	@touch $@

cupy: $(CUPY)/installed

test-cupy: $(CUPY)/installed
	CUPY_ON_CPU=no-kernels $(ON_CPU) -q tests/cupy_on_cpu/test_shapes.py
	$(ON_CPU) tests/cupy_on_cpu tests/arrays/test_cuda.py -k 'not opinfos'

cupy-cost: $(CUPY)/installed
	PYTHONPATH=$(CUPY) $(BIN)/python -m tests.cupy_on_cpu.cost

browser: $(VENV)/browser

# Where there is no Chromium, Debian's; elsewhere, install one.
$(VENV)/browser: $(VENV)/dev
	$(INSTALL) --editable '.[dev,torch,browser]'
	@command -v chromium chromium-browser google-chrome >/dev/null || { apt-get update -q && apt-get install -qy --no-install-recommends chromium; }
	@touch $@

lint: $(VENV)/dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

pages: $(VENV)/dev
	$(BIN)/python -m parity.operations.page
	$(BIN)/python -m docs.tour.one_backward
	$(BIN)/python -m docs.site.coverage
	$(BIN)/python -m docs.site.pages
	$(BIN)/python -m tests.helpers.surface

docs: $(VENV)/dev
	$(BIN)/python -m docs.site.build

notebooks: $(VENV)/dev
	$(BIN)/python -m docs.site.notebooks

soak: $(VENV)/dev $(CUPY)/installed
	$(BIN)/python -m pytest --soak -m soak
	CUPY_ON_CPU=no-kernels $(ON_CPU) --soak -m soak tests/cupy_on_cpu/test_shapes.py
	$(ON_CPU) --soak -m soak tests/cupy_on_cpu
	$(BIN)/python -m parity --profile deep --minutes $(MINUTES)

gpu-check:
	PYTHONPATH=. $(PYTHON) -m benchmarks.gpu_check

clean:
	rm -rf $(VENV) out build *.egg-info .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis .nox
