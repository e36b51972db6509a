// Command bench measures the budgets of ARCHITECTURE.md on the built binary
// and on large generated architectures. It prints figures and judges nothing:
//
//	go run ./cmd/internal/bench            all of it
//	go run ./cmd/internal/bench -write DIR only write a generated architecture
package main

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"time"

	"github.com/go-git/go-git/v5"
	"github.com/go-git/go-git/v5/plumbing/object"
	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"

	"github.com/stagecraft-dev/stagecraft/schema/hclschema/hclgen"
)

var (
	blocks  = flag.Int("blocks", 10_000, "blocks of the architecture that is validated")
	planned = flag.Int("planned", 11_400, "blocks of the architecture that is planned; about one resource each")
	runs    = flag.Int("runs", 5, "runs of each command; the median is shown")
	write   = flag.String("write", "", "write the generated architecture to this directory and stop")
)

func main() {
	flag.Parse()
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

func run() error {
	if *write != "" {
		return writeArch(*write, *blocks)
	}
	dir, err := os.MkdirTemp("", "stagecraft-bench-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	bin := filepath.Join(dir, "stagecraft")
	build := exec.Command("go", "build", "-trimpath", "-ldflags=-s -w", "-o", bin, "./cmd/stagecraft")
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := build.CombinedOutput(); err != nil {
		return fmt.Errorf("%v\n%s", err, out)
	}
	fmt.Printf("%-58s %10s %10s\n", "what (median)", "wall", "peak MB")
	if err := measure("stagecraft version", *runs*4, bin, "version"); err != nil {
		return err
	}

	big := filepath.Join(dir, "validate")
	if err := writeArch(big, *blocks); err != nil {
		return err
	}
	parse, n := parseOnly(big)
	fmt.Printf("%-58s %10s\n", fmt.Sprintf("hclsyntax parses the same %d KB", n/1024), parse.Round(time.Millisecond))
	if err := measure(fmt.Sprintf("stagecraft validate, %d blocks", *blocks), *runs, bin, "validate", big); err != nil {
		return err
	}
	if err := measure(fmt.Sprintf("stagecraft lint, %d blocks", *blocks), *runs, bin, "lint", big); err != nil {
		return err
	}

	twice := filepath.Join(dir, "diff")
	if err := writeRevisions(twice, *blocks); err != nil {
		return err
	}
	if err := measure(fmt.Sprintf("stagecraft diff of two revisions, %d blocks", *blocks), *runs, bin, "diff", "HEAD~1", "HEAD", "--dir", twice); err != nil {
		return err
	}

	for _, c := range []struct{ what, formats string }{{"HTML, PDF and SVG", "html,pdf,svg"}, {"every format and the site", "md,html,pdf,svg,png,mmd,dot,ics,site"}} {
		if err := measure("stagecraft render examples/b2b-saas, "+c.what, *runs, bin, "render", "examples/b2b-saas", "--out", filepath.Join(dir, "documents"), "--format", c.formats); err != nil {
			return err
		}
	}

	plan := filepath.Join(dir, "plan")
	if err := writeArch(plan, *planned); err != nil {
		return err
	}
	out, err := exec.Command(bin, "plan", "--json", plan).Output()
	if err != nil {
		return err
	}
	var p struct{ Summary struct{ Create int } }
	if err := json.Unmarshal(out, &p); err != nil {
		return err
	}
	count := fmt.Sprintf("%d resources", p.Summary.Create)
	if err := measure("stagecraft plan, first, "+count, *runs, bin, "plan", plan); err != nil {
		return err
	}
	if err := measure("stagecraft apply, "+count, 1, bin, "apply", "--auto-approve", plan); err != nil {
		return err
	}
	if err := measure("stagecraft plan, no changes, "+count, *runs, bin, "plan", plan); err != nil {
		return err
	}
	return measureSalesforce(bin, filepath.Join(dir, "salesforce"))
}

func writeArch(dir string, n int) error {
	for name, data := range hclgen.Generate(n) {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			return err
		}
		if err := os.WriteFile(path, data, 0o644); err != nil {
			return err
		}
	}
	return nil
}

// writeRevisions makes a git repository with two revisions of an architecture; in the second, a stage of every
// lifecycle has another label.
func writeRevisions(dir string, n int) error {
	repo, err := git.PlainInit(dir, false)
	if err != nil {
		return err
	}
	tree, err := repo.Worktree()
	if err != nil {
		return err
	}
	commit := func() error {
		if err := tree.AddWithOptions(&git.AddOptions{All: true}); err != nil {
			return err
		}
		_, err := tree.Commit("bench", &git.CommitOptions{Author: &object.Signature{Name: "bench", Email: "bench@example.com", When: time.Unix(0, 0)}})
		return err
	}
	if err := writeArch(dir, n); err != nil {
		return err
	}
	if err := commit(); err != nil {
		return err
	}
	for name, data := range hclgen.Generate(n) {
		data = bytes.ReplaceAll(data, []byte(`"Step 3"`), []byte(`"The third step"`))
		if err := os.WriteFile(filepath.Join(dir, name), data, 0o644); err != nil {
			return err
		}
	}
	return commit()
}

// parseOnly is the time that hclsyntax alone takes for the files of a directory, and their size.
func parseOnly(dir string) (time.Duration, int) {
	var files []string
	_ = filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err == nil && filepath.Ext(path) == ".hcl" {
			files = append(files, path)
		}
		return err
	})
	var times []time.Duration
	size := 0
	for range *runs {
		size = 0
		start := time.Now()
		for _, f := range files {
			data, _ := os.ReadFile(f)
			size += len(data)
			hclsyntax.ParseConfig(data, f, hcl.InitialPos)
		}
		times = append(times, time.Since(start))
	}
	slices.Sort(times)
	return times[len(times)/2], size
}

// measure runs a command several times and prints the median wall time and the largest peak memory.
func measure(what string, n int, bin string, args ...string) error {
	var times []time.Duration
	peak := int64(0)
	for range n {
		cmd := exec.Command(bin, args...)
		var errs bytes.Buffer
		cmd.Stderr = &errs
		start := time.Now()
		if err := cmd.Run(); err != nil {
			return fmt.Errorf("%s: %v\n%s", what, err, errs.String())
		}
		times = append(times, time.Since(start))
		peak = max(peak, peakMemory(cmd.ProcessState))
	}
	slices.Sort(times)
	fmt.Printf("%-58s %10s %10d\n", what, times[len(times)/2].Round(100*time.Microsecond), peak>>20)
	return nil
}
