# Two commands are all a newcomer needs: `make demo` and `make test`.

GO ?= go

.PHONY: demo build deb deb-try sizing test deps check bench soak

demo: ## the simulated city, the daemon and the page, on loopback; no set-up
	$(GO) run ./cmd/rollcall demo

build: ## one static binary
	CGO_ENABLED=0 $(GO) build -trimpath -o rollcall ./cmd/rollcall

deb: ## a Debian package in dist/, VERSION=1.2.3
	GO=$(GO) deploy/deb/build $(or $(VERSION),0.0.0)

deb-try: ## install, start, upgrade, remove, purge in a fresh Debian (root, debootstrap and a mirror; five minutes)
	GO=$(GO) deploy/deb/try

sizing: ## what rollcall, Prometheus and Alertmanager take for 54 schools (ten minutes)
	GO=$(GO) deploy/sizing/measure

deps: ## what the tests need beside Go (root installs it; others are told the line)
	@sh .ci/deps

test: deps check ## everything that CI checks; under 25 minutes on 2 cores
	$(GO) test -timeout 20m ./...
	$(GO) test -timeout 20m -race ./collector/... ./inventory/ ./rules/ ./exporter/notify/

check: ## format, vet, staticcheck
	@test -z "$$(gofmt -l .)" || { gofmt -l .; echo "gofmt these files"; exit 1; }
	$(GO) vet ./...
	$(GO) tool staticcheck ./...

bench: ## the figures of the design, as ratios in one run
	@sh .ci/deps prometheus-snmp-exporter
	$(GO) test -run '^$$' -bench . -benchtime 5x -timeout 60m ./...
