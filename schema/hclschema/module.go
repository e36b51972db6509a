package hclschema

import (
	"fmt"
	"path"
	"slices"
	"sort"
	"strings"

	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"

	"github.com/stagecraft-dev/stagecraft/schema"
	"github.com/stagecraft-dev/stagecraft/schema/diag"
)

// maxDepth is how many modules may be nested in one another.
const maxDepth = 20

// instance is one taking-in of an architecture directory: the root, or a module under a name and key.
type instance struct {
	l        *loader
	path     string // `module.core["emea"]`, or "" for the root
	dir      string
	files    []*sourceFile
	vars     map[string]*variable
	locals   map[string]*local
	calls    []*moduleCall
	declared map[string]cty.Value // for references whose last steps are computed
}

// moduleCall is a module block.
type moduleCall struct {
	name   string
	block  *hclsyntax.Block
	file   *sourceFile
	rng    diag.Range
	source string
}

func newInstance(l *loader, path, dir string, files []*sourceFile) *instance {
	return &instance{l: l, path: path, dir: dir, files: files, vars: map[string]*variable{}, locals: map[string]*local{}}
}

// load decodes everything that the instance's files declare, and its modules.
func (in *instance) load() {
	in.collect()
	in.validateVars()
	d := &decoder{l: in.l, sc: &scope{in: in}}
	language := schema.Language()
	for _, f := range in.files {
		if f.body == nil {
			continue
		}
		before := len(in.l.diags)
		d.sc, d.chain = &scope{in: in}, nil
		for _, b := range d.expand(f.body.Blocks) {
			in.topLevel(d, language, f, b)
		}
		if f.broken() { // what is left of a broken file is no ground for complaints
			in.l.diags = in.l.diags[:before]
		}
	}
	in.checkLocals()
	for _, c := range in.calls {
		in.call(c)
	}
}

// collect finds variables, locals, module blocks and objects, so that the order of files does not matter.
func (in *instance) collect() {
	for _, f := range in.files {
		if f.body == nil {
			continue
		}
		for _, a := range sortedAttrs(f.body) {
			in.l.diags.Errorf(diag.NotAllowedHere, rangeOf(a.NameRange), fmt.Sprintf("%s stands outside of every block", a.Name),
				"A file holds blocks. Move the attribute into one, or write locals { %s = … }.", a.Name)
		}
		for _, b := range f.body.Blocks {
			switch b.Type {
			case "variable":
				in.addVariable(b)
			case "locals":
				in.addLocals(b)
			case "module":
				in.addCall(f, b)
			case "object":
				if len(b.Labels) == 1 {
					in.l.objects[b.Labels[0]] = true
				}
			}
		}
	}
}

// topLevel decodes one block of a file.
func (in *instance) topLevel(d *decoder, language *schema.Def, f *sourceFile, b scopedBlock) {
	switch b.Type {
	case "variable", "locals", "module":
		if f.test {
			in.notHere(b.Block, "A test file holds scenario blocks only. Move the block to another file.")
		}
		return
	}
	n := language.Block(b.Type)
	switch {
	case n == nil:
		d.unknownBlock(b.Block, language)
		return
	case f.test && b.Type != "scenario":
		in.notHere(b.Block, "A test file holds scenario blocks only. Move the block to another file.")
		return
	case !f.test && b.Type == "scenario":
		in.notHere(b.Block, "Scenarios stand in files whose names end in .test.hcl. Move the block to one.")
		return
	}
	if b.Type == "architecture" {
		in.l.checkRequiredVersion(b.Body)
	}
	if in.path != "" {
		switch b.Type {
		case "architecture":
			return // only what it requires of the tool counts
		case "environment", "scenario":
			return // these are about the module by itself
		}
	}
	d.topBlock(n, b)
}

func (in *instance) notHere(b *hclsyntax.Block, what string) {
	in.l.diags.Errorf(diag.NotAllowedHere, rangeOf(b.DefRange()), fmt.Sprintf("%s block is not allowed here", withArticle("A", b.Type)), "%s", what)
}

func (in *instance) addCall(f *sourceFile, b *hclsyntax.Block) {
	l := in.l
	rng := rangeOf(b.DefRange())
	if !l.labels(b, "name") {
		return
	}
	for _, other := range in.calls {
		if other.name == b.Labels[0] {
			l.diags.Errorf(diag.Duplicate, rng, fmt.Sprintf("module.%s is declared twice", other.name),
				"The first declaration is at %s. Remove one, or give it another name.", other.rng)
			return
		}
	}
	c := &moduleCall{name: b.Labels[0], block: b, file: f, rng: rng}
	src := b.Body.Attributes["source"]
	if src == nil {
		l.diags.Errorf(diag.MissingAttribute, rng, "A module needs a source",
			`Add source = "./DIRECTORY", or source = "git::https://HOST/REPOSITORY.git?ref=v1.0.0".`)
		return
	}
	s, ok := literalString(src.Expr)
	if !ok {
		l.diags.Errorf(diag.Module, rangeOf(src.Expr.Range()), "The source of a module must be plain text",
			"Modules are found before anything is evaluated, so a source holds no references. Write it out.")
		return
	}
	c.source = s
	for _, nb := range b.Body.Blocks {
		l.diags.Errorf(diag.UnknownBlock, rangeOf(nb.DefRange()), fmt.Sprintf("A module has no %s block", nb.Type),
			"Inputs of a module are attributes: NAME = VALUE.")
	}
	in.calls = append(in.calls, c)
}

// call takes a module in, once or for each key.
func (in *instance) call(c *moduleCall) {
	l := in.l
	dir, ok := l.moduleDir(c)
	if !ok {
		return
	}
	if slices.Contains(l.loading, dir) {
		l.diags.Errorf(diag.Cycle, c.rng, fmt.Sprintf("module.%s takes in a directory that takes it in", c.name),
			"The circle is: %s. Move what both need into a directory of its own.", strings.Join(append(l.loading, dir), " → "))
		return
	}
	if len(l.loading) > maxDepth {
		l.diags.Errorf(diag.Module, c.rng, "Modules are nested too deeply", "At most %d levels are possible.", maxDepth)
		return
	}
	before := len(l.diags)
	tree := l.tree(dir)
	if len(tree) == 0 {
		if len(l.diags) == before {
			l.diags.Errorf(diag.Module, rangeOf(c.block.Body.Attributes["source"].Expr.Range()),
				fmt.Sprintf("There are no architecture files in %s", dir),
				"The source of module.%s names a directory with *.hcl files, relative to the file that holds the module block.", c.name)
		}
		return
	}
	path := joinModule(in.path, c.name)
	each := c.block.Body.Attributes["for_each"]
	if each == nil {
		in.take(c, path, dir, tree, &scope{in: in})
		return
	}
	items, ok := (&scope{in: in}).each(each.Expr)
	if !ok {
		l.broken = true // what the module declares is not known
		return
	}
	for _, it := range items {
		sc := &scope{in: in, iters: map[string]iteration{"each": it}}
		in.take(c, path+`["`+keyText(it.key)+`"]`, dir, tree, sc)
	}
}

func (in *instance) take(c *moduleCall, path, dir string, tree []*sourceFile, sc *scope) {
	l := in.l
	child := newInstance(l, path, dir, tree)
	l.loading = append(l.loading, dir)
	defer func() { l.loading = l.loading[:len(l.loading)-1] }()

	names := make([]string, 0, len(c.block.Body.Attributes))
	for name := range c.block.Body.Attributes {
		if name != "source" && name != "for_each" {
			names = append(names, name)
		}
	}
	sort.Strings(names)
	declared := declaredVariables(tree)
	for _, name := range names {
		a := c.block.Body.Attributes[name]
		if !slices.Contains(declared, name) {
			l.diags.Errorf(diag.UnknownAttribute, rangeOf(a.NameRange), fmt.Sprintf("module.%s has no variable %q", c.name, name),
				"The inputs of a module are the variables that it declares.%s", diag.DidYouMean(name, declared))
			continue
		}
		child.vars[name] = &variable{name: name, arg: a.Expr, argScope: sc}
	}
	child.load()
}

func declaredVariables(tree []*sourceFile) []string {
	var names []string
	for _, f := range tree {
		if f.body == nil {
			continue
		}
		for _, b := range f.body.Blocks {
			if b.Type == "variable" && len(b.Labels) == 1 {
				names = append(names, b.Labels[0])
			}
		}
	}
	return names
}

// moduleDir is the directory that the source of a module names.
func (l *loader) moduleDir(c *moduleCall) (string, bool) {
	if isLocalSource(c.source) {
		dir := path.Join(path.Dir(c.file.name), c.source)
		if rel, fetched := below(modulesDir, c.file.name); fetched {
			repository := path.Join(modulesDir, strings.SplitN(rel, "/", 2)[0])
			if _, inside := below(repository, dir); !inside && dir != repository {
				l.diags.Errorf(diag.Module, c.rng, fmt.Sprintf("module.%s is outside of the repository that names it", c.name), "A module from git takes in directories of its own repository, or other repositories.")
				return "", false
			}
		}
		return dir, true
	}
	return l.fetchedDir(c)
}

func isLocalSource(s string) bool {
	return s == "." || s == ".." || strings.HasPrefix(s, "./") || strings.HasPrefix(s, "../")
}

func joinModule(parent, name string) string {
	return strings.TrimPrefix(parent+".module."+name, ".")
}
