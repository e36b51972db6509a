package lint

import (
	"errors"
	"path"
	"slices"
	"strings"

	"github.com/stagecraft-dev/stagecraft/schema/diag"
	"github.com/stagecraft-dev/stagecraft/schema/hclschema"
)

// Unmended is a finding that Fix knows how to mend and leaves to a person; Why ends a sentence.
type Unmended struct {
	diag.Diagnostic
	Why string
}

// Fix mends what is certain in the sources that findings were made from. It gives the files that change with their new contents,
// what that mends, and what it leaves. Changes at one place are made one at a time: lint the result, and fix that, until nothing is
// done any more. Only files of the architecture itself change, not those that a module brings from elsewhere.
func Fix(findings []Finding, sources map[string][]byte) (changed map[string][]byte, done diag.List, left []Unmended) {
	edits := map[string][]hclschema.Edit{}
	for _, f := range sorted(findings) {
		made, err := f.edits(sources)
		switch {
		case err != nil:
			left = append(left, Unmended{f.Diagnostic, err.Error()})
		case !slices.ContainsFunc(made, func(e hclschema.Edit) bool { return touches(e, edits[f.file]) }):
			edits[f.file] = append(edits[f.file], made...)
			done.Add(f.Diagnostic)
		}
	}
	changed = map[string][]byte{}
	for file, list := range edits {
		changed[file] = hclschema.ApplyEdits(sources[file], list)
	}
	return changed, done, left
}

// sorted are the findings that can be mended, by place.
func sorted(findings []Finding) []Finding {
	var out []Finding
	for _, f := range findings {
		if f.Mendable() {
			out = append(out, f)
		}
	}
	slices.SortStableFunc(out, func(x, y Finding) int {
		if c := strings.Compare(x.Subject.File, y.Subject.File); c != 0 {
			return c
		}
		return x.Subject.Start.Byte - y.Subject.Start.Byte
	})
	return out
}

// edits asks a finding for its edits, in a file that may be changed.
func (f Finding) edits(sources map[string][]byte) ([]hclschema.Edit, error) {
	name := f.file
	switch src, known := sources[name]; {
	case !known:
		return nil, errors.New("its file is not known")
	case strings.HasPrefix(name, "../") || strings.HasPrefix(name, ".stagecraft/") || path.IsAbs(name):
		return nil, errors.New("a module brings it from elsewhere")
	case strings.HasSuffix(name, ".json"):
		return nil, errors.New("the file is JSON")
	default:
		return f.mend(src)
	}
}

// touches tells whether an edit overlaps with others, or begins where one does.
func touches(e hclschema.Edit, others []hclschema.Edit) bool {
	return slices.ContainsFunc(others, func(o hclschema.Edit) bool {
		return e.Start == o.Start || e.Start < o.End && o.Start < e.End
	})
}
