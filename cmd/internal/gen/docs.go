package main

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"strings"

	"github.com/stagecraft-dev/stagecraft/cmd/internal/view"
	"github.com/stagecraft-dev/stagecraft/schema/hclschema"
)

//go:generate go run . ../../..

// outputs maps each derived file to what generates it from the repository at root.
var outputs = map[string]func(root string) ([]byte, error){
	"schema/LANGUAGE.md":                       language,
	"schema/lint/RULES.md":                     rules,
	"providers/CAPABILITIES.md":                capabilities,
	"render/DOCUMENTS.md":                      documents,
	"examples/b2b-saas/architecture.svg":       picture("b2b-saas"),
	"examples/revops-starter/architecture.svg": picture("revops-starter"),
}

// rulePages are the pages of the lint rules, one file each; nothing else is in their folder.
const rulePages = "schema/lint/rules"

func init() {
	for _, r := range view.LintRules() {
		outputs[rulePages+"/"+string(r.Code)+".md"] = func(string) ([]byte, error) { return []byte(view.RuleFile(r)), nil }
	}
}

func language(root string) ([]byte, error) {
	docs, err := comments(filepath.Join(root, "schema"))
	if err != nil {
		return nil, err
	}
	return hclschema.Reference(docs)
}

// comments gathers the doc comments of the structs in a package: "Stage" for
// the type, "Stage.Owner" for a field.
func comments(dir string) (map[string]string, error) {
	docs := map[string]string{}
	files, err := filepath.Glob(filepath.Join(dir, "*.go"))
	if err == nil && len(files) == 0 {
		err = &fs.PathError{Op: "read", Path: dir, Err: fs.ErrNotExist}
	}
	if err != nil {
		return nil, err
	}
	for _, name := range files {
		f, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.ParseComments)
		if err != nil {
			return nil, err
		}
		for _, d := range f.Decls {
			g, ok := d.(*ast.GenDecl)
			if !ok || g.Tok != token.TYPE {
				continue
			}
			for _, s := range g.Specs {
				structComments(docs, g, s.(*ast.TypeSpec))
			}
		}
	}
	return docs, nil
}

func structComments(docs map[string]string, g *ast.GenDecl, t *ast.TypeSpec) {
	st, ok := t.Type.(*ast.StructType)
	if !ok {
		return
	}
	docs[t.Name.Name] = strings.TrimSpace(g.Doc.Text())
	for _, f := range st.Fields.List {
		for _, n := range f.Names {
			docs[t.Name.Name+"."+n.Name] = strings.TrimSpace(f.Doc.Text())
		}
	}
}
