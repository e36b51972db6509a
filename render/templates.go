package render

import (
	"bytes"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strings"
	"text/template"
	"text/template/parse"

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
	"repeat": func(s string, n int) Markdown { return Markdown(strings.Repeat(s, n)) },
	"figure": func(name, alt string) Markdown { return Markdown(fmt.Sprintf("![%s](%s)", esc(alt), name)) },
}

func upperFirst(s string) string {
	if s == "" {
		return ""
	}
	return strings.ToUpper(s[:1]) + s[1:]
}

// plural says how many of something there are: plural 2 "stage" gives "2 stages".
func plural(n int, word string) string {
	if n != 1 {
		if strings.HasSuffix(word, "y") {
			word = strings.TrimSuffix(word, "y") + "ies"
		} else {
			word += "s"
		}
	}
	return fmt.Sprintf("%d %s", n, word)
}

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
	tm, err := template.New("common.md.tmpl").Funcs(functions).Parse(string(common))
	if err != nil {
		return nil, err
	}
	if tm, err = tm.New(from).Parse(string(text)); err != nil {
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
	var b bytes.Buffer
	if err == nil {
		err = tm.Execute(&b, data)
	}
	if err != nil {
		return nil, templateError(err)
	}
	return tidy(b.Bytes()), nil
}

// templateError turns an error of text/template or html/template, which names file and line, into a diagnostic.
func templateError(err error) diag.List {
	var exec template.ExecError
	if errors.As(err, &exec) {
		err = exec.Err
	}
	return diag.List{{Code: diag.Template, Severity: diag.Error, Summary: "a document template does not work", Detail: err.Error() +
		"\nCompare it with the built-in one: stagecraft render --eject NAME writes it to a directory."}}
}
