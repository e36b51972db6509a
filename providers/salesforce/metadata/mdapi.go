package metadata

import (
	"errors"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/providers/salesforce/metadata/tree"
)

// MDAPI writes the package as the Metadata API takes it: package.xml, destructive changes if there are any, and the files.
// Zip makes what is sent.
func (p *Package) MDAPI() ([]File, error) {
	list, err := p.sorted()
	if err != nil {
		return nil, err
	}
	files := p.manifests("", list)
	owns, children := map[string]*tree.Document{}, map[string][]Component{}
	for _, c := range list {
		k := KindOf(c.Kind)
		object, _, _ := strings.Cut(c.Name, ".")
		switch {
		case k.Parent != "":
			children[object] = append(children[object], c)
			if owns[object] == nil {
				owns[object] = &tree.Document{Root: tree.New(k.Parent)}
			}
		case c.Kind == "CustomObject":
			if _, inside, _, err := decompose(c); err != nil || len(inside) > 0 {
				return nil, invalid("CustomObject %q holds children; they are components of their own", c.Name)
			}
			owns[object] = c.Doc // objects come before their children
		default:
			files = append(files, File{mdapiPath(k, c.Name), tree.Print(c.Doc)})
		}
	}
	for object, own := range owns {
		files = append(files, File{mdapiPath(KindOf("CustomObject"), object), tree.Print(compose(own, children[object]))})
	}
	slices.SortFunc(files, func(a, b File) int { return strings.Compare(a.Path, b.Path) })
	return files, nil
}

// ReadMDAPI reads the files of a package, by paths below its root. A manifest is not needed.
func ReadMDAPI(files []File) (*Package, error) {
	p := &Package{}
	listed := map[Member]bool{}
	for _, f := range files {
		if f.Path == manifestFile {
			list, version, err := ReadManifest(f.Data)
			if err != nil {
				return nil, invalid("%s: %s", f.Path, message(err))
			}
			p.Version = version
			for _, m := range list {
				listed[m] = true
			}
		}
	}
	parsed := parseAll(files)
	for i, f := range files {
		if err := p.readMDAPI(f, parsed[i], listed); err != nil {
			return nil, err
		}
	}
	return p.finish()
}

// parsed is a file that was parsed; known is false for one that holds no component.
type parsed struct {
	component Component
	known     bool
	err       error
}

// parseAll parses the components of a package in the format of the Metadata API, as many at once as there are processors.
func parseAll(files []File) []parsed {
	out := make([]parsed, len(files))
	var wg sync.WaitGroup
	var next atomic.Int64
	for range min(runtime.GOMAXPROCS(0), len(files)) {
		wg.Go(func() {
			for i := int(next.Add(1)) - 1; i < len(files); i = int(next.Add(1)) - 1 {
				if k, name := fromMDAPI(files[i].Path); k != nil {
					c, err := parse(k, name, files[i])
					out[i] = parsed{c, true, err}
				}
			}
		})
	}
	wg.Wait()
	return out
}

func (p *Package) readMDAPI(f File, r parsed, listed map[Member]bool) error {
	if f.Path == manifestFile {
		return nil
	}
	if is, err := p.readDestructive(f, f.Path); is {
		return err
	}
	if !r.known {
		p.Skipped = append(p.Skipped, f.Path)
		return nil
	}
	if r.err != nil {
		return r.err
	}
	return p.add(r.component, listed[r.component.Member])
}

// add adds what was read; an object is taken apart. kept keeps one that has nothing of its own.
func (p *Package) add(c Component, kept bool) error {
	if c.Kind != "CustomObject" {
		p.Components = append(p.Components, c)
		return nil
	}
	own, children, bare, err := decompose(c)
	if err != nil {
		return err
	}
	if kept || !bare {
		p.Components = append(p.Components, own)
	}
	p.Components = append(p.Components, children...)
	return nil
}

func mdapiPath(k *Kind, name string) string {
	if k.isFolder() {
		return k.Folder + "/" + name + "-meta.xml"
	}
	return k.Folder + "/" + name + "." + k.Suffix
}

// fromMDAPI gives the kind and name of the component at a path; nil where it is of no known kind.
func fromMDAPI(path string) (*Kind, string) {
	folder, file, ok := strings.Cut(path, "/")
	for _, k := range kinds {
		if !ok || k.Parent != "" || k.Folder != folder {
			continue
		}
		name, suffix := strings.CutSuffix(file, strings.TrimPrefix(mdapiPath(k, ""), k.Folder+"/"))
		if suffix && name != "" && checkPath(k, name) == nil {
			return k, name
		}
	}
	return nil, ""
}

// message is an error's text without its kind.
func message(err error) string {
	var e *providers.Error
	if errors.As(err, &e) {
		return e.Message
	}
	return err.Error()
}
