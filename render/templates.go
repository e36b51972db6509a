package render

import (
	"bytes"
	"embed"
	"fmt"
	"io/fs"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"text/template"
	"text/template/parse"
	"unicode"
	"unicode/utf8"

	"github.com/stagecraft-dev/stagecraft/schema/diag"
)

// Each document has a template of its own, templates/NAME.md.tmpl, whose data is the view model; page.html.tmpl
// is the frame of all HTML pages. An organisation replaces any of them by a file of the same name (see Theme).
//
//go:embed templates
var builtin embed.FS

// Templates are the names of the built-in templates, as files in a theme directory are called.
func Templates() []string {
	files, err := fs.Glob(builtin, "templates/*.tmpl")
	if err != nil {
		panic("render: " + err.Error())
	}
	for i, f := range files {
		files[i] = strings.TrimPrefix(f, "templates/")
	}
	slices.Sort(files)
	return files
}

// Template is the text of a built-in template.
func Template(name string) ([]byte, error) { return builtin.ReadFile("templates/" + name) }

// functions are what templates can use beside those of text/template.
var functions = template.FuncMap{
	"cell": cell, "code": code, "prose": prose, "md": markdown,
	"join":   func(sep string, list []string) string { return strings.Join(list, sep) },
	"lower":  strings.ToLower,
	"upper":  upperFirst,
	"dot":    func(s string) string { return strings.TrimRight(s, ". ") + "." },
	"undot":  func(s string) string { return strings.TrimRight(s, ". ") },
	"short":  func(digest string) string { return fmt.Sprintf("%.12s", digest) },
	"plural": plural,
	"add":    func(a, b int) int { return a + b },
	"repeat": repeat,
	"figure": func(name, alt string) Markdown { return Markdown(fmt.Sprintf("![%s](%s)", esc(alt), name)) },
}

func upperFirst(s string) string {
	if s == "" {
		return ""
	}
	first, n := utf8.DecodeRuneInString(s)
	return string(unicode.ToTitle(first)) + s[n:]
}

// repeat writes Markdown n times.
func repeat(s string, n int) (Markdown, error) {
	if n < 0 || n > 1000 {
		return "", fmt.Errorf("%d times: from 0 to 1000 is possible", n)
	}
	return Markdown(strings.Repeat(s, n)), nil
}

// plural says how many of something there are: plural 2 "stage" gives "2 stages".
func plural(n int, word string) string {
	if n != 1 {
		switch {
		case consonantY.MatchString(word):
			word = strings.TrimSuffix(word, "y") + "ies"
		case hissing.MatchString(word):
			word += "es"
		default:
			word += "s"
		}
	}
	return fmt.Sprintf("%d %s", n, word)
}

// Endings that change the plural of English words: company, companies; branch, branches.
var (
	consonantY = regexp.MustCompile(`[^aeiou]y$`)
	hissing    = regexp.MustCompile(`(s|x|z|ch|sh)$`)
)

// parseTemplate reads the template of a document with the shared pieces of common.md.tmpl. What its
// actions print is escaped, as html/template does for HTML.
func (t *Theme) parseTemplate(name string) (*template.Template, error) {
	common, _, err := t.source("common.md.tmpl")
	if err != nil {
		return nil, err
	}
	text, from, err := t.source(name + ".md.tmpl")
	if err != nil {
		return nil, err
	}
	tm, err := template.New("common.md.tmpl").Funcs(functions).Parse(common)
	if err != nil {
		return nil, err
	}
	if tm, err = tm.New(from).Parse(text); err != nil {
		return nil, err
	}
	for _, part := range tm.Templates() {
		if part.Tree != nil {
			escapeActions(part.Tree.Root)
		}
	}
	return tm, nil
}

// escapeActions appends "md" to every action that prints something.
func escapeActions(n parse.Node) {
	switch x := n.(type) {
	case *parse.ListNode:
		if x == nil {
			return
		}
		for _, c := range x.Nodes {
			escapeActions(c)
		}
	case *parse.ActionNode:
		if len(x.Pipe.Decl) == 0 {
			x.Pipe.Cmds = append(x.Pipe.Cmds, &parse.CommandNode{NodeType: parse.NodeCommand, Pos: x.Pos,
				Args: []parse.Node{parse.NewIdentifier("md").SetPos(x.Pos)}})
		}
	case *parse.IfNode:
		escapeActions(x.List)
		escapeActions(x.ElseList)
	case *parse.RangeNode:
		escapeActions(x.List)
		escapeActions(x.ElseList)
	case *parse.WithNode:
		escapeActions(x.List)
		escapeActions(x.ElseList)
	}
}

// compose executes the template of a document.
func (t *Theme) compose(name string, data any) ([]byte, diag.List) {
	tm, err := t.parseTemplate(name)
	var b limited
	if err == nil {
		err = tm.Execute(&b, data)
	}
	if err != nil {
		return nil, templateError(name+".md.tmpl", err)
	}
	return tidy(b.Bytes()), nil
}

// limited is a buffer that a template which never ends does not fill without end.
type limited struct{ bytes.Buffer }

const mostDocument = 64 << 20 // bytes; a hundred times the largest document of 10,000 blocks

func (b *limited) Write(p []byte) (int, error) {
	if b.Len()+len(p) > mostDocument {
		return 0, fmt.Errorf("the document has more than %d MB", mostDocument>>20)
	}
	return b.Buffer.Write(p)
}

// place is where text/template and html/template say that an error is.
var place = regexp.MustCompile(`^(?:html/)?template: ?([\w.-]+\.tmpl):(\d+)(?::(\d+))?: (?s:(.*))$`)

// templateError turns an error of text/template or html/template, most of which name file and line, into a diagnostic.
func templateError(name string, err error) diag.List {
	d := diag.Diagnostic{Code: diag.Template, Severity: diag.Error, Summary: "a document template does not work",
		Detail: strings.TrimPrefix(err.Error(), "html/template:"), Subject: diag.Range{File: name}}
	if m := place.FindStringSubmatch(err.Error()); m != nil {
		line, _ := strconv.Atoi(m[2])
		column, _ := strconv.Atoi(m[3]) // counts from 0; none is 0
		at := diag.Pos{Line: line, Column: column + 1}
		d.Subject, d.Detail = diag.Range{File: m[1], Start: at, End: at}, m[4]
	}
	d.Detail += ".\nCompare it with the built-in one, which stagecraft render --eject NAME writes to a directory."
	return diag.List{d}
}
