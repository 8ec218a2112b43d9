# make run    the client in practice mode; where there is no display, a tour of it with a picture per step in build/tour
# make test   every check there is
# The other targets are told in README.md. Nothing but Go, gcc, git and make has to be there before.

SHELL := bash
.SHELLFLAGS := -eu -o pipefail -c
.DELETE_ON_ERROR:
.NOTPARALLEL:

# One set of flags for all that is checked (-race too, it means another build of everything): the window library costs
# minutes to compile, once for each set. What go env says is kept.
export GOFLAGS := $(strip $(filter-out -tags=%,$(shell go env GOFLAGS)) -tags=sqlite_fts5)
CHECKED := -race

FUZZTIME ?= 10s
ROUNDS ?= 500
BENCH ?= .
SETUP ?= .ci/setup
TOOLS := build/tools

.PHONY: run build test format generated vet lint unit tour fuzz crash bench screens package package-test bare vuln clean

run: build
	@if [ -n "$${WAYLAND_DISPLAY:-}" ] || xdotool getdisplaygeometry >/dev/null 2>&1; then \
	  exec build/sociomedio --demo; \
	else \
	  echo 'no display: the tour, one picture per step in build/tour'; \
	  exec build/tour-guide -program build/sociomedio -out build/tour; \
	fi

build:
	@$(SETUP) build window
	go build -o build/sociomedio ./app/sociomedio
	go build -o build/sociomediod ./app/sociomediod
	go build -o build/tour-guide ./app/tour

test:
	@$(SETUP) build window database operator
	@$(MAKE) --no-print-directory format generated vet lint unit tour fuzz

format: $(TOOLS)
	@files=$$($(TOOLS)/gofumpt -l app assets data ui); \
	[ -z "$$files" ] || { printf 'not formatted (gofumpt -w):\n%s\n' "$$files" >&2; exit 1; }

generated:
	.ci/generated

vet:
	go vet $(CHECKED) ./...

lint: $(TOOLS)
	GOFLAGS='$(GOFLAGS) $(CHECKED)' $(TOOLS)/staticcheck ./...

unit:
	go test $(CHECKED) -timeout 20m ./...

# The real program under the race detector, in a real window, from signing in to the answer on the network.
tour:
	@$(SETUP) build window
	go build $(CHECKED) -o build/checked/ ./app/sociomedio ./app/tour
	build/checked/tour -program build/checked/sociomedio -out build/tour

fuzz:
	.ci/fuzz $(FUZZTIME)

# Client core and backend are killed at random while answers flow; two agents race for one case. Some minutes each.
crash:
	@$(SETUP) build database
	go build -o build/sociomediod ./app/sociomediod
	go run ./app/crash -sociomediod build/sociomediod -rounds $(ROUNDS)
	SOCIOMEDIO_RACES=10000 go test -count=1 -timeout 30m -v -run TestTwoAgents ./app/backend/storage

bench:
	@$(SETUP) build window database
	@mkdir -p build/bench
	go test -run '^$$' -bench '$(BENCH)' -benchmem -timeout 60m ./... | tee build/bench/bench.txt
	go run ./app/figures -out build/bench <build/bench/bench.txt

# The program itself in a real window, with the data of the design's pictures and at their sizes, in build/screens.
screens:
	@$(SETUP) build window
	go build -o build/sociomedio ./app/sociomedio
	go build -o build/tour-guide ./app/tour
	build/tour-guide -program build/sociomedio -out build/screens -screens

# What IT rolls out, in build/dist; the chapter assets/docs/it.md says how.
package:
	@$(SETUP) build package
	.ci/package

# Tries them: the same bytes twice, signed, installed, upgraded and removed, on Windows under Wine too (its pictures are in
# build/windows). Some minutes; needs root.
package-test:
	@$(SETUP) build window package try
	.ci/package-test

# README's two commands on a bare Debian (debootstrap). A quarter of an hour and more; needs root.
bare:
	.ci/bare

# govulncheck reads a database from the network; where it cannot, it fails and says so. It is no part of make test.
vuln:
	go run golang.org/x/vuln/cmd/govulncheck@v1.1.4 ./...

clean:
	rm -rf build

$(TOOLS): .ci/tools.mod .ci/tools.sum
	@mkdir -p $(TOOLS)
	go build -modfile=.ci/tools.mod -o $(TOOLS)/ honnef.co/go/tools/cmd/staticcheck mvdan.cc/gofumpt
	@touch $(TOOLS)
