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
		err := f.barred(sources)
		var made []hclschema.Edit
		if err == nil {
			made, err = f.mend(sources[f.file])
		}
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
		if f.mend != nil {
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

// Mendable tells whether Fix knows what to do, in a file that it may change.
func (f Finding) Mendable(sources map[string][]byte) bool {
	return f.mend != nil && f.barred(sources) == nil
}

// barred says why the file of a finding is not to be changed; nil when it may.
func (f Finding) barred(sources map[string][]byte) error {
	switch _, known := sources[f.file]; {
	case !known:
		return errors.New("its file is not known")
	case strings.HasPrefix(f.file, "../") || strings.HasPrefix(f.file, ".stagecraft/") || path.IsAbs(f.file):
		return errors.New("a module brings it from elsewhere")
	case strings.HasSuffix(f.file, ".json"):
		return errors.New("the file is JSON")
	}
	return nil
}

// touches tells whether an edit overlaps with others, or begins where one does.
func touches(e hclschema.Edit, others []hclschema.Edit) bool {
	return slices.ContainsFunc(others, func(o hclschema.Edit) bool {
		return e.Start == o.Start || e.Start < o.End && o.Start < e.End
	})
}
