package cli_test

import (
	"bufio"
	"context"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stagecraft-dev/stagecraft/cmd/internal/cli"
	"github.com/stagecraft-dev/stagecraft/cmd/internal/terminal"
	"github.com/stagecraft-dev/stagecraft/render/site/browsertest"
)

const served = `architecture "served" {
  title   = "Before"
  version = "1.0.0"
}
role "sales" { title = "Sales" }
lifecycle "lead" {
  domain = "lead"
  object = object.contact
  stage "new" {
    owner = role.sales
    entry "in" { description = "There is an address." }
    exit "out" { description = "The person answered." }
  }
}
`

// serve runs `stagecraft serve` on a free port for the time of the test. It returns the address, what it
// prints from then on, and a function that stops it and gives the exit code.
func serve(t *testing.T, dir string) (url string, out *bufio.Scanner, stop func() int) {
	t.Helper()
	r, w := io.Pipe()
	streams, _, _ := terminal.Test("")
	streams.Out = w
	ctx, cancel := context.WithCancel(t.Context())
	code := make(chan int, 1)
	go func() {
		code <- cli.Run(ctx, []string{"serve", dir, "--addr", "127.0.0.1:0"}, streams)
		w.Close()
	}()
	t.Cleanup(cancel)
	out = bufio.NewScanner(r)
	if !out.Scan() {
		t.Fatalf("serve ended with %d", <-code)
	}
	if url = regexp.MustCompile(`^http://\S+`).FindString(out.Text()); url == "" {
		t.Fatalf("serve says %q", out.Text())
	}
	return url, out, func() int { cancel(); return <-code }
}

func fetch(t *testing.T, url string) string {
	t.Helper()
	resp, err := http.Get(url)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	data, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

func TestServe(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "a.hcl")
	write := func(text string) {
		if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	// A directory that cannot be read yet is waited for.
	write("bogus {\n")
	url, out, stop := serve(t, dir)
	shown := func(want, not string) {
		t.Helper()
		if !out.Scan() {
			t.Fatal("serve ended")
		}
		if got := fetch(t, url); !strings.Contains(got, want) || not != "" && strings.Contains(got, not) {
			t.Errorf("want %q and not %q in\n%s", want, not, got)
		}
	}
	if got := fetch(t, url); !strings.Contains(got, "cannot be shown yet") || !strings.Contains(got, "SC0001") {
		t.Errorf("at first: %s", got)
	}
	write(served)
	shown("<h1>Before</h1>", "SC0001")
	write(strings.ReplaceAll(served, "Before", "After"))
	shown("<h1>After</h1>", "Before")
	write(strings.ReplaceAll(served, "Before", "Broken") + "bogus {\n")
	shown("<h1>After</h1>", "")
	if got := fetch(t, url); !strings.Contains(got, "SC0001") {
		t.Error("the problem is not shown")
	}
	write(served)
	shown("<h1>Before</h1>", "SC0001")
	if code := stop(); code != cli.ExitOK {
		t.Errorf("stopped with %d", code)
	}
}

// TestServeInBrowser changes a file while a page is open in headless Chromium.
func TestServeInBrowser(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "a.hcl")
	if err := os.WriteFile(file, []byte(served), 0o644); err != nil {
		t.Fatal(err)
	}
	url, out, stop := serve(t, dir)
	go func() {
		for out.Scan() { // what it prints is read, so that it goes on
		}
	}()
	browsertest.Run(t, "serve.mjs", url, file)
	stop()
}
