package emulator

import (
	"cmp"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// deployOptions are those that change what a deploy does. Every deploy is all or nothing.
type deployOptions struct {
	CheckOnly       bool   `json:"checkOnly"`
	IgnoreWarnings  bool   `json:"ignoreWarnings"`
	RollbackOnError bool   `json:"rollbackOnError"`
	TestLevel       string `json:"testLevel,omitempty"`
}

// The kinds of messages.
const (
	success = ""
	warning = "Warning"
	failure = "Error"
)

// message is what a deploy says about one component.
type message struct {
	component, name, file     string
	line, col                 int
	kind, problem             string
	created, changed, deleted bool
	id                        string
}

// deployment is one deploy at work, on a copy of the org's metadata.
type deployment struct {
	o        *Org
	before   store
	store    store
	files    map[string][]byte
	options  deployOptions
	messages []message
	touched  []*placed
	gone     []placed // destroyed
	placed   map[string]bool
	now      string
	by       string // user
}

// placed is a component that came in a deploy.
type placed struct {
	kind, name, file string
	at               *node // as it was sent, with lines
	doc              *node // as it is stored
}

func (o *Org) deployment(files map[string][]byte, options deployOptions) *deployment {
	return &deployment{o: o, before: o.state.Metadata, store: o.state.Metadata.copy(), files: files, options: options, placed: map[string]bool{},
		now: o.settings.clock().UTC().Format("2006-01-02T15:04:05.000Z")}
}

// failed tells whether the deploy must be rolled back.
func (d *deployment) failed() bool {
	return slices.ContainsFunc(d.messages, func(m message) bool {
		return m.kind == failure || m.kind == warning && !d.options.IgnoreWarnings
	})
}

func (d *deployment) fail(p placed, at *node, format string, args ...any) {
	d.say(failure, p, at, format, args...)
}

func (d *deployment) say(kind string, p placed, at *node, format string, args ...any) {
	m := message{component: p.kind, name: p.name, file: p.file, kind: kind, problem: fmt.Sprintf(format, args...)}
	if at == nil || at.line == 0 {
		at = p.at
	}
	if at != nil {
		m.line, m.col = at.line, at.col
	}
	d.messages = append(d.messages, m)
}

// run carries the deploy out on the copy: what is destroyed before, the files, what is destroyed after, the checks.
func (d *deployment) run() {
	wanted := d.manifest("package.xml")
	d.destroy("destructiveChangesPre.xml")
	d.destroy("destructiveChanges.xml")
	for _, name := range slices.Sorted(maps.Keys(d.files)) {
		if strings.HasPrefix(name, "destructiveChanges") || name == "package.xml" {
			continue
		}
		d.read(name)
	}
	for kind, names := range wanted {
		for _, name := range names {
			if name != "*" && !d.placed[kind+":"+name] {
				d.fail(placed{kind: kind, name: name, file: "package.xml"}, nil, "An object '%s' of type %s was named in package.xml, but was not found in zipped directory", name, kind)
			}
		}
	}
	if wanted != nil {
		d.unlisted(wanted)
	}
	d.activate()
	d.destroy("destructiveChangesPost.xml")
	d.stillNeeded()
	for _, p := range d.touched {
		d.verify(*p)
	}
	for _, t := range d.o.troubles {
		for _, p := range d.touched {
			if p.name == t.fullName && t.left > 0 {
				t.left--
				d.fail(*p, nil, "%s", t.problem)
			}
		}
	}
	d.succeed()
	slices.SortStableFunc(d.messages, func(a, b message) int {
		return cmp.Or(cmp.Compare(a.file, b.file), a.line-b.line, cmp.Compare(a.component+a.name, b.component+b.name))
	})
}

// manifest reads a package file into names by type; nil where there is none.
func (d *deployment) manifest(file string) map[string][]string {
	text, ok := d.files[file]
	if !ok {
		return nil
	}
	doc, err := parse(text)
	if err != nil {
		d.unreadable(placed{file: file, name: file}, err)
		return nil
	}
	out := map[string][]string{}
	for _, t := range doc.all("types") {
		kind := t.str("name")
		if !known(kind) {
			d.fail(placed{kind: kind, name: kind, file: file}, t, "Unknown type name '%s' specified in %s", kind, file)
			continue
		}
		for _, member := range t.texts("members") {
			out[kind] = append(out[kind], memberName(member))
		}
	}
	return out
}

// memberName is the full name that a manifest's member stands for. The sf CLI writes folders with a slash behind them.
func memberName(member string) string { return strings.TrimSuffix(decodePath(member), "/") }

func (d *deployment) unreadable(p placed, err error) {
	var e *parseError
	at := &node{line: 1, col: 1}
	if errors.As(err, &e) {
		at = &node{line: e.line, col: e.col}
	}
	d.fail(p, at, "%v", err)
}

// unlisted warns of files whose component the manifest does not name.
func (d *deployment) unlisted(wanted map[string][]string) {
	for _, p := range d.touched {
		owner, _, _ := strings.Cut(p.name, ".")
		parent, _ := parentOf(p.kind)
		named := func(kind, name string) bool {
			return slices.Contains(wanted[kind], name) || slices.Contains(wanted[kind], "*")
		}
		if k := folderKind(p.kind); k != nil {
			parent, owner = k, p.name
		}
		if !named(p.kind, p.name) && (parent == nil || !named(parent.name, owner)) && !d.hasListedPart(*p, wanted) {
			d.say(warning, *p, nil, "Not in package.xml")
		}
	}
}

// hasListedPart tells whether a manifest names a component that is an element of this one.
func (d *deployment) hasListedPart(p placed, wanted map[string][]string) bool {
	k := kindNamed(p.kind)
	if k == nil {
		return false
	}
	for _, child := range k.children {
		for _, name := range wanted[child] {
			if strings.HasPrefix(name, p.name+".") {
				return true
			}
		}
	}
	return false
}

// succeed adds what is said about components that nothing is wrong with.
func (d *deployment) succeed() {
	bad := map[string]bool{}
	for _, m := range d.messages {
		bad[m.component+":"+m.name] = bad[m.component+":"+m.name] || m.kind == failure
	}
	for _, p := range d.touched {
		if bad[p.kind+":"+p.name] {
			continue
		}
		now, old := d.store.get(p.kind, p.name), d.before.get(p.kind, p.name)
		m := message{component: p.kind, name: p.name, file: p.file, created: old == nil}
		if now != nil {
			m.id, m.changed = now.ID, old == nil || now.Changed == d.now
		}
		d.messages = append(d.messages, m)
	}
	for _, p := range d.gone {
		if !bad[p.kind+":"+p.name] {
			d.messages = append(d.messages, message{component: p.kind, name: p.name, file: p.file, deleted: true, changed: true})
		}
	}
	d.messages = append(d.messages, message{file: "package.xml", name: "package.xml"})
}
