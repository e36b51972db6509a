package metadata

import (
	"encoding/json"
	"path"
	"slices"
	"strings"

	"github.com/stagecraft-dev/stagecraft/providers/salesforce/metadata/tree"
)

const (
	projectFile    = "sfdx-project.json"
	packageDir     = "force-app"
	sourceFolder   = packageDir + "/main/default"
	manifestFolder = "manifest/" // where the sf command writes manifests
	metaSuffix     = "-meta.xml"
)

// project is what we read and write of sfdx-project.json.
type project struct {
	PackageDirectories []packageDirectory `json:"packageDirectories"`
	SourceAPIVersion   string             `json:"sourceApiVersion"`
}

type packageDirectory struct {
	Path    string `json:"path"`
	Default bool   `json:"default,omitempty"`
}

// Source writes the package as an SFDX project: one file for each component, with the manifest and the destructive changes
// beside it in the folder manifest.
func (p *Package) Source() ([]File, error) {
	list, err := p.sorted()
	if err != nil {
		return nil, err
	}
	about, err := json.MarshalIndent(project{[]packageDirectory{{packageDir, true}}, p.version()}, "", "  ")
	if err != nil {
		return nil, err
	}
	files := append(p.manifests(manifestFolder, list), File{projectFile, append(about, '\n')})
	for _, c := range list {
		files = append(files, File{sourcePath(c.Member), tree.Print(c.Doc)})
	}
	slices.SortFunc(files, func(a, b File) int { return strings.Compare(a.Path, b.Path) })
	return files, nil
}

// sourcePath is the path of a component's file in a project.
func sourcePath(m Member) string {
	k := KindOf(m.Kind)
	file := m.Name + "." + k.Suffix + metaSuffix
	switch {
	case k.Parent != "":
		object, name, _ := strings.Cut(m.Name, ".")
		return path.Join(sourceFolder, KindOf(k.Parent).Folder, object, k.Folder, name+"."+k.Suffix+metaSuffix)
	case m.Kind == "CustomObject":
		return path.Join(sourceFolder, k.Folder, m.Name, file)
	}
	return path.Join(sourceFolder, k.Folder, file)
}

// ReadSource reads the files of an SFDX project, by paths below its root: those in its package directories, and the
// destructive changes. How people arrange files inside a package directory does not matter. What .forceignore names is
// read like all else. Parts that a project keeps in files of no kind here, as Salesforce's presets for decomposed permission
// sets make them, are among Skipped.
func ReadSource(files []File) (*Package, error) {
	p := &Package{}
	about := project{PackageDirectories: []packageDirectory{{Path: "."}}}
	for _, f := range files {
		if f.Path == projectFile {
			about.PackageDirectories = nil
			if err := json.Unmarshal(f.Data, &about); err != nil {
				return nil, invalid("%s: %s", f.Path, err)
			}
			p.Version = about.SourceAPIVersion
		}
	}
	for _, f := range files {
		var is bool
		var err error
		if name, listed := strings.CutPrefix(f.Path, manifestFolder); listed {
			is, err = p.readDestructive(f, name)
		}
		if !is && about.has(f.Path) {
			err = p.readSource(f)
		}
		if err != nil {
			return nil, err
		}
	}
	return p.finish()
}

// has tells whether a file is in a package directory.
func (a project) has(file string) bool {
	return slices.ContainsFunc(a.PackageDirectories, func(d packageDirectory) bool {
		dir := path.Clean(d.Path)
		return file != projectFile && (dir == "." || strings.HasPrefix(file, dir+"/"))
	})
}

func (p *Package) readSource(f File) error {
	k, name := fromSource(f.Path)
	if k == nil {
		p.Skipped = append(p.Skipped, f.Path)
		return nil
	}
	c, err := parse(k, name, f)
	if err != nil {
		return err
	}
	return p.add(c, true)
}

// fromSource gives the kind and name of the component at a path; nil where it is of no known kind.
func fromSource(file string) (*Kind, string) {
	bare, isMeta := strings.CutSuffix(file, metaSuffix)
	if !isMeta {
		return nil, ""
	}
	for _, k := range kinds {
		whole, ok := strings.CutSuffix(bare, "."+k.Suffix)
		if !ok {
			continue
		}
		parts := strings.Split(whole, "/")
		name := path.Base(whole)
		switch {
		case k.Parent != "" && len(parts) > 2:
			name = parts[len(parts)-3] + "." + name
		case k.Filed != "" || k.isFolder():
			at := strings.LastIndex("/"+whole, "/"+k.Folder+"/")
			if at < 0 {
				continue
			}
			name = whole[at+len(k.Folder)+1:]
		}
		if checkPath(k, name) == nil {
			return k, name
		}
	}
	return nil, ""
}
