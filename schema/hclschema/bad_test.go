package hclschema

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"sort"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"

	"github.com/stagecraft-dev/stagecraft/schema/diag"
)

var expectation = regexp.MustCompile(`\s*# ((?:ERR|WARN) SC\d{4}: .*?)(?:$|\s*# (?:ERR|WARN) SC)`)

// TestBad loads wrong architectures. Each file of testdata/bad stands for one, together with the prelude of the
// reference unless its first line is "# alone". What is expected stands at the end of the line concerned:
//
//	owner = role.nobody # ERR SC0111: role.nobody is not declared
//
// An archive (txtar) holds several files; expectations that cannot stand in
// them are lines of the archive's comment, "FILE:LINE: ERR CODE: TEXT".
// A case fails on every diagnostic that is missing, extra or elsewhere.
// With -update, what comes is written into the files, for review.
func TestBad(t *testing.T) {
	names, err := filepath.Glob("testdata/bad/*")
	if err != nil {
		t.Fatal(err)
	}
	if len(names) < 70 {
		t.Fatalf("%d cases; want at least 70", len(names))
	}
	for _, name := range names {
		t.Run(strings.TrimSuffix(filepath.Base(name), filepath.Ext(name)), func(t *testing.T) {
			src, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			c := readBadCase(filepath.Base(name), src)
			files := map[string][]byte{}
			if !c.alone {
				files["prelude.hcl"] = referenceFile(t, "prelude.hcl")
				files["architecture.hcl"] = referenceFile(t, "architecture.hcl")
			}
			for _, f := range c.files {
				files[f.Name] = f.Data
			}
			r := LoadFiles(files, Options{ToolVersion: "0.1.0"})
			var got []string
			for _, d := range r.Diags {
				if d.Summary == "" || d.Detail == "" {
					t.Errorf("%v has no summary or no detail", d)
				}
				got = append(got, badLine(d))
			}
			sort.Strings(got)
			if *update {
				c.update(t, name, r.Diags)
				return
			}
			if d := cmp.Diff(c.want, got); d != "" {
				t.Error(d)
			}
			if len(got) == 0 {
				t.Error("nothing is wrong here")
			}
		})
	}
}

type badCase struct {
	alone   bool
	archive bool
	header  []string // lines of the archive's comment that expect nothing
	files   []txtar.File
	want    []string
}

func badLine(d diag.Diagnostic) string {
	return fmt.Sprintf("%s:%d: %s", d.Subject.File, d.Subject.Start.Line, badText(d))
}

func badText(d diag.Diagnostic) string {
	severity := map[diag.Severity]string{diag.Error: "ERR", diag.Warning: "WARN"}[d.Severity]
	return fmt.Sprintf("%s %s: %s", severity, d.Code, d.Summary)
}

func readBadCase(name string, src []byte) *badCase {
	c := &badCase{archive: strings.HasSuffix(name, ".txtar")}
	ar := &txtar.Archive{Files: []txtar.File{{Name: "wrong.hcl", Data: src}}}
	if c.archive {
		ar = txtar.Parse(src)
	}
	for line := range strings.SplitSeq(strings.TrimSpace(string(ar.Comment)), "\n") {
		switch {
		case strings.Contains(line, ": ERR SC") || strings.Contains(line, ": WARN SC"):
			c.want = append(c.want, line)
		case line != "":
			c.header = append(c.header, line)
		}
	}
	c.alone = slices.Contains(c.header, "# alone") || strings.HasPrefix(string(src), "# alone\n")
	for _, f := range ar.Files {
		lines := strings.Split(string(f.Data), "\n")
		for i, l := range lines {
			for {
				m := expectation.FindStringSubmatchIndex(l)
				if m == nil {
					break
				}
				c.want = append(c.want, fmt.Sprintf("%s:%d: %s", f.Name, i+1, l[m[2]:m[3]]))
				l = l[:m[0]] + l[m[3]:]
			}
			lines[i] = l
		}
		c.files = append(c.files, txtar.File{Name: f.Name, Data: []byte(strings.Join(lines, "\n"))})
	}
	sort.Strings(c.want)
	return c
}

// update writes what came into the case.
func (c *badCase) update(t *testing.T, name string, diags diag.List) {
	t.Helper()
	ar := &txtar.Archive{}
	header := c.header
	for _, f := range c.files {
		lines := strings.Split(string(f.Data), "\n")
		for _, d := range diags {
			if n := d.Subject.Start.Line; d.Subject.File == f.Name && strings.HasSuffix(f.Name, ".hcl") && n > 0 && d.Code != diag.Syntax {
				lines[n-1] += " # " + badText(d)
			}
		}
		ar.Files = append(ar.Files, txtar.File{Name: f.Name, Data: []byte(strings.Join(lines, "\n"))})
	}
	for _, d := range diags {
		inFile := slices.ContainsFunc(c.files, func(f txtar.File) bool { return f.Name == d.Subject.File })
		if !inFile || !strings.HasSuffix(d.Subject.File, ".hcl") || d.Code == diag.Syntax {
			header = append(header, badLine(d))
		}
	}
	data := ar.Files[0].Data
	if !c.archive && len(header) > 0 {
		t.Errorf("what comes outside of the file needs an archive: %s", header)
	}
	if c.archive {
		ar.Comment = []byte(strings.Join(header, "\n") + "\n")
		data = txtar.Format(ar)
	}
	if err := os.WriteFile(name, data, 0o644); err != nil {
		t.Fatal(err)
	}
}
