package hclschema

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"
	"sync"
	"unicode/utf8"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"

	"github.com/stagecraft-dev/stagecraft/schema/diag"
)

// below tells whether name is inside dir, and its path from there.
func below(dir, name string) (string, bool) {
	if dir == "." {
		return name, !strings.HasPrefix(name, "../")
	}
	return strings.CutPrefix(name, dir+"/")
}

// hidden tells whether a file is in a directory whose name starts with a dot.
func hidden(rel string) bool {
	dir, _ := path.Split(rel)
	return strings.HasPrefix(dir, ".") || strings.Contains(dir, "/.")
}

// sourceFile is one parsed file.
type sourceFile struct {
	name  string
	src   []byte
	body  *hclsyntax.Body // nil when the file cannot be read
	diags diag.List
	test  bool // *.test.hcl
}

// byteOrderMark is put in front of UTF-8 by some editors; the JSON parser does not skip it.
var byteOrderMark = []byte("\xef\xbb\xbf")

func isArchitectureFile(name string) bool {
	if strings.HasSuffix(name, ".vars.hcl") || strings.HasSuffix(name, ".vars.hcl.json") || path.Base(name) == lockName {
		return false
	}
	return strings.HasSuffix(name, ".hcl") || strings.HasSuffix(name, ".hcl.json")
}

// tree parses the architecture files below dir and returns those that belong to the architecture in dir:
// all but the ones in directories that the others take in as modules.
func (l *loader) tree(dir string) []*sourceFile {
	if t, ok := l.trees[dir]; ok {
		return t
	}
	names, err := l.files.list(dir)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		l.diags.Errorf(diag.UnreadableIO, diag.Range{}, fmt.Sprintf("%s cannot be read", dir), "%s", reason(err))
	}
	var files []*sourceFile
	for _, n := range names {
		if isArchitectureFile(n) && !(l.opts.Recorded && slices.Contains(l.opts.VarFiles, n)) {
			files = append(files, l.file(n))
		}
	}
	l.parseAll(files)
	modules := map[string]bool{}
	for _, f := range files {
		for _, m := range localSources(f) {
			modules[m] = true
		}
	}
	delete(modules, dir)
	var tree []*sourceFile
	for _, f := range files {
		if !inAny(modules, dir, f.name) {
			tree = append(tree, f)
			l.use(f)
		}
	}
	l.trees[dir] = tree
	return tree
}

// use takes over what parsing a file found.
func (l *loader) use(f *sourceFile) {
	if _, done := l.sources[f.name]; done {
		return
	}
	l.sources[f.name] = f.src
	l.diags.Add(f.diags...)
	l.broken = l.broken || f.broken()
}

// broken tells whether parts of the file could not be read.
func (f *sourceFile) broken() bool {
	return slices.ContainsFunc(f.diags, func(d diag.Diagnostic) bool { return d.Code == diag.Syntax || d.Code == diag.UnreadableIO })
}

// inAny tells whether a directory between dir and name is one of modules.
func inAny(modules map[string]bool, dir, name string) bool {
	if len(modules) == 0 {
		return false
	}
	for d := path.Dir(name); d != dir && d != "." && d != "/" && d != ".."; d = path.Dir(d) {
		if modules[d] {
			return true
		}
	}
	return false
}

// localSources lists the directories that a file takes in as modules.
func localSources(f *sourceFile) []string {
	if f.body == nil {
		return nil
	}
	var out []string
	for _, b := range f.body.Blocks {
		if b.Type != "module" {
			continue
		}
		if a := b.Body.Attributes["source"]; a != nil {
			if s, ok := literalString(a.Expr); ok && isLocalSource(s) {
				out = append(out, path.Join(path.Dir(f.name), s))
			}
		}
	}
	return out
}

func (l *loader) file(name string) *sourceFile {
	if f, ok := l.parsed[name]; ok {
		return f
	}
	f := &sourceFile{name: name, test: strings.HasSuffix(name, ".test.hcl") || strings.HasSuffix(name, ".test.hcl.json")}
	l.parsed[name] = f
	return f
}

// parseAll parses files that have not been parsed, two at a time.
func (l *loader) parseAll(files []*sourceFile) {
	var wg sync.WaitGroup
	next := make(chan *sourceFile)
	for range min(2, len(files)) {
		wg.Add(1)
		go func() {
			defer wg.Done()
			for f := range next {
				f.parse(l.files, l.opts.Cache)
			}
		}()
	}
	for _, f := range files {
		if f.src == nil && f.body == nil && f.diags == nil {
			next <- f
		}
	}
	close(next)
	wg.Wait()
}

func (f *sourceFile) parse(files fileTree, cache *Cache) {
	src, err := files.read(f.name)
	if err != nil {
		f.diags.Errorf(diag.UnreadableIO, rangeOf(hcl.Range{Filename: f.name, Start: hcl.InitialPos, End: hcl.InitialPos}), f.name+" cannot be read", "%s", reason(err))
		return
	}
	f.src = src
	if f.diags = checkEncoding(f.name, src); f.diags != nil {
		return
	}
	if strings.HasSuffix(f.name, ".json") {
		f.src = bytes.TrimPrefix(src, byteOrderMark)
		f.body, f.diags = jsonArchitecture(f.src, f.name)
		return
	}
	var hd hcl.Diagnostics
	f.body, hd = cache.parse(f.name, src)
	f.diags = fromHCL(hd, diag.Syntax)
}

// checkEncoding reports a file that is not UTF-8, once and at the first character that is none.
func checkEncoding(name string, src []byte) (ds diag.List) {
	if utf8.Valid(src) {
		return nil
	}
	at := hcl.InitialPos
	for {
		r, size := utf8.DecodeRune(src[at.Byte:])
		if r == utf8.RuneError && size <= 1 {
			end := at
			end.Column, end.Byte = at.Column+1, at.Byte+1
			ds.Errorf(diag.Syntax, rangeOf(hcl.Range{Filename: name, Start: at, End: end}), name+" is not UTF-8",
				"Save it as UTF-8. What editors on Windows call Unicode or ANSI is something else, and so is what an older PowerShell writes with >.")
			return ds
		}
		at.Byte += size
		at.Column++
		if r == '\n' {
			at.Line, at.Column = at.Line+1, 1
		}
	}
}

// reason is an error of the file system without the path, which the summary gives.
func reason(err error) string {
	var pe *fs.PathError
	if errors.As(err, &pe) {
		err = pe.Err
	}
	return "The system says: " + err.Error() + "."
}

// fromHCL converts diagnostics of the HCL library.
func fromHCL(hd hcl.Diagnostics, code diag.Code) diag.List {
	var out diag.List
	for _, d := range hd {
		n := diag.Diagnostic{Code: code, Severity: diag.Error, Summary: strings.TrimSuffix(d.Summary, "."), Detail: d.Detail}
		if d.Severity == hcl.DiagWarning {
			n.Severity = diag.Warning
		}
		if d.Subject != nil {
			n.Subject = rangeOf(*d.Subject)
		}
		if d.Context != nil {
			c := rangeOf(*d.Context)
			n.Context = &c
		}
		out.Add(n)
	}
	return out
}

func rangeOf(r hcl.Range) diag.Range {
	return diag.Range{
		File:  r.Filename,
		Start: diag.Pos{Line: r.Start.Line, Column: r.Start.Column, Byte: r.Start.Byte},
		End:   diag.Pos{Line: r.End.Line, Column: r.End.Column, Byte: r.End.Byte},
	}
}
