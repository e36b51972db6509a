# The two commands a newcomer needs: `go run ./cmd/stagecraft demo` and `make test`.
GO ?= go
FUZZTIME ?= 60s

.PHONY: build tools test check fmt vet staticcheck actionlint generate generated bench fuzz clean

build: ## one static binary in bin/
	CGO_ENABLED=0 $(GO) build -trimpath -ldflags="-s -w" -o bin/stagecraft ./cmd/stagecraft

tools: ## what tests need beside Go: node modules in .tools, Chromium, poppler, OpenTofu; quick when all is there
	@.ci/tools

test: tools ## everything
	STAGECRAFT_TEST_TOOLS=required $(GO) test -timeout 40m ./...

check: fmt vet staticcheck actionlint generated ## what .ci/run runs beside the tests

fmt:
	@out=$$(gofmt -l $$(git ls-files '*.go')); if [ -n "$$out" ]; then echo "not gofmt-clean:"; echo "$$out"; exit 1; fi

vet:
	$(GO) vet ./...

staticcheck:
	$(GO) tool staticcheck ./...

actionlint: ## the workflows, and their scripts with shellcheck where it is installed
	$(GO) tool actionlint

generate: ## renew every generated file
	$(GO) generate ./...

generated: generate ## fail when a generated file was stale
	@git diff --exit-code -- '*.md' '*.json' '*.svg' '*.tf' '*.tfquery.hcl' '*import.sh' && \
	  test -z "$$(git ls-files --others --exclude-standard -- terraform-provider/docs terraform-provider/examples schema/lint/rules)" || \
	  { echo "generated files were stale; commit the result of 'make generate'"; exit 1; }

bench: ## the budgets of ARCHITECTURE.md, measured
	$(GO) test -run '^$$' -bench . -benchmem ./schema/... ./planner/... ./providers/... ./render/...
	$(GO) run ./cmd/internal/bench

fuzz: ## every fuzz target for FUZZTIME each
	@for p in $$($(GO) list ./...); do \
	  for t in $$($(GO) test -list '^Fuzz' $$p 2>/dev/null | grep '^Fuzz'); do \
	    echo "== $$p $$t"; $(GO) test -run '^$$' -fuzz "^$$t$$" -fuzztime $(FUZZTIME) -fuzzminimizetime 1x $$p || exit 1; \
	  done; \
	done

clean:
	rm -rf bin
