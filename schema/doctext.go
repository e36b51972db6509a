package schema

import (
	"embed"
	"go/ast"
	"go/parser"
	"go/token"
	"reflect"
	"strings"
	"sync"
)

//go:embed architecture.go fields.go governing.go people.go policy.go scenario.go stages.go objects.go working.go
var sources embed.FS

// DocOf is the documentation of a block's struct, or of one of its fields: the
// Go comment. "" when there is none.
func DocOf(t reflect.Type, field string) string {
	return docs()[strings.TrimSuffix(t.Name()+"."+field, ".")]
}

var docs = sync.OnceValue(func() map[string]string {
	out := map[string]string{}
	entries, _ := sources.ReadDir(".")
	for _, e := range entries {
		src, err := sources.ReadFile(e.Name())
		if err != nil {
			continue
		}
		f, err := parser.ParseFile(token.NewFileSet(), e.Name(), src, parser.ParseComments|parser.SkipObjectResolution)
		if err != nil {
			continue
		}
		for _, d := range f.Decls {
			g, ok := d.(*ast.GenDecl)
			if !ok || g.Tok != token.TYPE {
				continue
			}
			for _, s := range g.Specs {
				ts := s.(*ast.TypeSpec)
				st, ok := ts.Type.(*ast.StructType)
				if !ok {
					continue
				}
				out[ts.Name.Name] = plain(g.Doc)
				for _, field := range st.Fields.List {
					for _, n := range field.Names {
						out[ts.Name.Name+"."+n.Name] = plain(field.Doc)
					}
				}
			}
		}
	}
	return out
})

func plain(c *ast.CommentGroup) string {
	return strings.Join(strings.Fields(c.Text()), " ")
}
