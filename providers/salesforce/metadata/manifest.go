package metadata

import (
	"slices"
	"strings"

	"github.com/stagecraft-dev/stagecraft/providers/salesforce/metadata/tree"
)

// Files of a package that say what is in it.
const (
	manifestFile         = "package.xml"
	destroyFirstFile     = "destructiveChangesPre.xml"
	destroyLastFile      = "destructiveChangesPost.xml"
	destroyUnorderedFile = "destructiveChanges.xml" // the org deletes before it adds
)

// manifests writes package.xml, and the lists of what is deleted where there are any, with a folder in front.
func (p *Package) manifests(folder string, list []Component) []File {
	files := []File{{folder + manifestFile, Manifest(members(list), p.version())}}
	if len(p.DestroyFirst) > 0 {
		files = append(files, File{folder + destroyFirstFile, Manifest(p.DestroyFirst, p.version())})
	}
	if len(p.Destroy) > 0 {
		files = append(files, File{folder + destroyLastFile, Manifest(p.Destroy, p.version())})
	}
	return files
}

// readDestructive reads a list of what is deleted; false where the file, by its name, is none.
func (p *Package) readDestructive(f File, name string) (bool, error) {
	into := &p.DestroyFirst
	switch name {
	case destroyLastFile:
		into = &p.Destroy
	case destroyFirstFile, destroyUnorderedFile:
	default:
		return false, nil
	}
	list, _, err := ReadManifest(f.Data)
	if err != nil {
		return true, invalid("%s: %s", f.Path, message(err))
	}
	*into = append(*into, inFolders(list)...)
	return true, nil
}

// Manifest writes members as package.xml lists them: types and members in the order of their names.
func Manifest(members []Member, version string) []byte {
	byType := map[string][]string{}
	for _, m := range members {
		name := m.Kind
		if k := KindOf(m.Kind); k != nil {
			name = k.manifestName()
		}
		byType[name] = append(byType[name], m.Name)
	}
	var names []string
	for name := range byType {
		names = append(names, name)
	}
	slices.Sort(names)
	root := tree.New("Package")
	for _, name := range names {
		types := tree.New("types")
		slices.Sort(byType[name])
		for _, member := range slices.Compact(byType[name]) {
			types.Kids = append(types.Kids, tree.Leaf("members", member))
		}
		types.Kids = append(types.Kids, tree.Leaf("name", name))
		root.Kids = append(root.Kids, types)
	}
	root.Kids = append(root.Kids, tree.Leaf("version", version))
	declare(root)
	return tree.Print(&tree.Document{Root: root})
}

// ReadManifest reads a package.xml or a list of destructive changes. Folders are members of what they hold, and cannot be
// told from files without a folder, so that they come under the name of the type; "*" is a member like any other.
func ReadManifest(data []byte) (members []Member, version string, err error) {
	doc, err := tree.Parse(data)
	if err != nil {
		return nil, "", err
	}
	if doc.Root.Name != "Package" {
		return nil, "", invalid("root element <%s>, where <Package> was expected", doc.Root.Name)
	}
	for _, types := range doc.Root.Children("types") {
		kind := strings.TrimSpace(types.ChildValue("name"))
		for _, m := range types.Children("members") {
			members = append(members, Member{kind, strings.TrimSpace(m.Value())})
		}
	}
	return members, strings.TrimSpace(doc.Root.ChildValue("version")), nil
}

// inFolders names folders of reports and dashboards by their own kind, as everywhere but in manifests.
func inFolders(members []Member) []Member {
	for i, m := range members {
		k := KindOf(m.Kind)
		if k != nil && k.Filed != "" && !strings.Contains(m.Name, "/") && m.Name != "*" {
			members[i].Kind = k.Filed
		}
	}
	return members
}

func members(list []Component) []Member {
	out := make([]Member, len(list))
	for i, c := range list {
		out[i] = c.Member
	}
	return out
}
