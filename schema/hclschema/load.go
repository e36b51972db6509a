package hclschema

import (
	"fmt"
	"io/fs"
	"path"

	"github.com/stagecraft-dev/stagecraft/schema"
	"github.com/stagecraft-dev/stagecraft/schema/diag"
)

// Options say what an architecture is read with, beside its files.
type Options struct {
	// Vars are values for variables, as on the command line; they win over all others.
	Vars map[string]string
	// VarFiles are files of values (name = value, or a JSON object when the name ends in .json), as the
	// user named them, relative to the working directory; later ones win.
	VarFiles []string
	// Getenv looks up STAGECRAFT_VAR_name; nil reads no environment.
	Getenv func(string) string
	// Env is the environment that the run is for. The file ENV.vars.hcl is read
	// for it, after *.auto.vars.hcl and before VarFiles.
	Env string
	// ToolVersion is compared with required_version; "" skips the comparison.
	ToolVersion string
	// Untrusted reads an architecture that nobody has vetted, such as that of a pull request from a fork: no environment variable, no link and
	// nothing outside of its repository. What it cannot have for that reason is a warning, and leaves the result incomplete.
	Untrusted bool
	// Recorded reads files that an earlier Result had as its Sources, with its Vars and VarFiles: value files are among them, modules
	// from git as well, and these need not be as a lock file pins them.
	Recorded bool
	// Cache keeps what was parsed for other loads; may be nil.
	Cache *Cache
}

// Result is what Load found. Architecture is never nil and is indexed, but
// is only complete and consistent when Diags has no errors.
type Result struct {
	Architecture *schema.Architecture
	Diags        diag.List
	// Sources holds the bytes of every file that was read, by the name that
	// ranges carry; for snippets.
	Sources map[string][]byte
	// Vars are the values of variables that came from the command line or from environment variables.
	Vars map[string]string
	// Incomplete tells that the architecture could not be read whole because it is untrusted. Diags have a warning for each thing
	// that is missing; references and rules have not been checked then.
	Incomplete bool
}

// Load reads the architecture in a directory: every *.hcl and *.hcl.json file below it,
// and the modules that they take in. It reports all problems
// together; file names in ranges are relative to dir.
func Load(dir string, opts Options) *Result {
	files, err := directoryFiles(dir, opts)
	l := newLoader(files, opts)
	if err == nil && !files.isDir() {
		err = fs.ErrNotExist
	}
	if err != nil {
		l.diags.Errorf(diag.UnreadableIO, diag.Range{}, fmt.Sprintf("%s is not a directory that can be read", dir),
			"Name the directory that holds the architecture.")
		l.a.Index()
		return l.result()
	}
	return l.load()
}

// LoadChanged is Load of a directory as if some of its files, by the names that ranges carry, had other contents.
func LoadChanged(dir string, changed map[string][]byte, opts Options) *Result {
	files, err := directoryFiles(dir, opts)
	if err != nil {
		return Load(dir, opts)
	}
	return newLoader(changedFiles{files, changed}, opts).load()
}

// LoadFS is Load for a directory of a file system, such as the tree of a git commit. Modules may be
// taken in from anywhere in the file system, and from nowhere else; file names in ranges are relative to dir.
func LoadFS(fsys fs.FS, dir string, opts Options) *Result {
	return newLoader(fsFiles{fsys, path.Clean(dir)}, opts).load()
}

// LoadFiles is Load for files that are in memory, by slash-separated path.
func LoadFiles(files map[string][]byte, opts Options) *Result {
	return newLoader(mapFiles(files), opts).load()
}

// loader carries one Load from its files to its result.
type loader struct {
	opts    Options
	files   fileTree
	a       *schema.Architecture
	diags   diag.List
	sources map[string][]byte

	parsed   map[string]*sourceFile
	trees    map[string][]*sourceFile // by directory
	vars     givenVars
	objects  map[string]bool // every object that is declared or built in
	globals  map[schema.Address]globalBlock
	refs     []pendingRef
	criteria []pendingCriterion
	queries  []pendingQuery
	faulty   []schema.Address // top-level blocks with errors of their own
	loading  []string         // module directories being read, outermost first
	broken   bool             // a file has syntax errors: what it declares is not known
	// incomplete is set when a module is missing, so that references into it cannot be checked.
	incomplete bool
	// withheld is set when something is missing because the architecture is untrusted.
	withheld bool
	locks    map[string]lock
}

func newLoader(files fileTree, opts Options) *loader {
	l := &loader{
		opts: opts, files: files, a: &schema.Architecture{},
		sources: map[string][]byte{}, parsed: map[string]*sourceFile{}, trees: map[string][]*sourceFile{},
		objects: map[string]bool{}, globals: map[schema.Address]globalBlock{},
	}
	for _, o := range schema.BuiltinObjects() {
		l.objects[o] = true
	}
	return l
}

func (l *loader) load() *Result {
	tree := l.tree(".")
	if len(tree) == 0 && !l.diags.HasErrors() {
		l.diags.Errorf(diag.NoFiles, diag.Range{}, "There are no architecture files here",
			"Stagecraft reads *.hcl and *.hcl.json files. Name the directory that holds them, or write a first one with stagecraft init.")
		l.a.Index()
		return l.result()
	}
	l.readVars()
	root := newInstance(l, "", ".", tree)
	l.loading = []string{"."}
	root.load()

	l.diags.Add(l.a.Index()...)
	if l.broken || l.withheld {
		for _, c := range l.criteria {
			c.at.Expr = nil // unchecked
		}
		return l.result()
	}
	l.checkRefs()
	l.checkCriteria()
	l.checkQueries()
	l.checkArchitecture()
	return l.result()
}

func (l *loader) result() *Result {
	for i := range l.diags {
		l.clamp(&l.diags[i].Subject)
		if l.diags[i].Context != nil {
			l.clamp(l.diags[i].Context)
		}
	}
	vars := map[string]string{}
	for name, v := range l.vars {
		if v.expr == nil {
			vars[name] = v.text
		}
	}
	return &Result{Architecture: l.a, Diags: l.diags.Sorted(), Sources: l.sources, Vars: vars, Incomplete: l.withheld}
}

// withhold reports what an untrusted architecture does not get: a warning, since its author cannot change that.
func (l *loader) withhold(code diag.Code, at diag.Range, summary, detail string, args ...any) {
	l.withheld = true
	l.diags.Warnf(code, at, summary, detail, args...)
}

// clamp keeps a range inside its file. Ranges inside templates of JSON strings
// can be off, because escapes are resolved before the template is parsed.
func (l *loader) clamp(r *diag.Range) {
	src, ok := l.sources[r.File]
	if !ok {
		return
	}
	r.Start.Byte = max(0, min(r.Start.Byte, len(src)))
	r.End.Byte = max(r.Start.Byte, min(r.End.Byte, len(src)))
}
