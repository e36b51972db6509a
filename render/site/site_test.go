package site_test

import (
	"bytes"
	"encoding/json"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"testing/fstest"

	"golang.org/x/net/html"

	"github.com/stagecraft-dev/stagecraft/render"
	"github.com/stagecraft-dev/stagecraft/render/site"
	"github.com/stagecraft-dev/stagecraft/render/site/browsertest"
	"github.com/stagecraft-dev/stagecraft/schema"
	"github.com/stagecraft-dev/stagecraft/schema/hclschema"
)

var examples = []string{"simple-pipeline", "revops-starter", "b2b-saas", "data-contract"}

func load(t testing.TB, name string) *schema.Architecture {
	t.Helper()
	res := hclschema.Load("../../examples/"+name, hclschema.Options{})
	if res.Diags.HasErrors() {
		t.Fatal(res.Diags.Err())
	}
	return res.Architecture
}

// build composes an architecture and makes its site, with the files by path.
func build(t testing.TB, a *schema.Architecture, opts render.Options, more site.Options) map[string][]byte {
	t.Helper()
	set, diags := render.Compose(a, opts)
	if diags.HasErrors() {
		t.Fatal(diags.Err())
	}
	files, diags := site.Build(set, more)
	if diags.HasErrors() {
		t.Fatal(diags.Err())
	}
	out := map[string][]byte{}
	for _, f := range files {
		if out[f.Path] != nil {
			t.Errorf("%s is made twice", f.Path)
		}
		out[f.Path] = f.Data
	}
	return out
}

// page is a parsed page.
type page struct {
	path  string
	nodes []*html.Node // elements
	ids   map[string]int
}

func parse(t testing.TB, name string, data []byte) page {
	t.Helper()
	root, err := html.Parse(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	p := page{name, nil, map[string]int{}}
	for n := range root.Descendants() {
		if n.Type != html.ElementNode {
			continue
		}
		p.nodes = append(p.nodes, n)
		if id := attr(n, "id"); id != "" {
			p.ids[id]++
		}
	}
	return p
}

func attr(n *html.Node, key string) string {
	for _, a := range n.Attr {
		if a.Key == key {
			return a.Val
		}
	}
	return ""
}

func (p page) all(element string) (out []*html.Node) {
	for _, n := range p.nodes {
		if n.Data == element {
			out = append(out, n)
		}
	}
	return out
}

func pages(t testing.TB, files map[string][]byte) map[string]page {
	t.Helper()
	out := map[string]page{}
	for name, data := range files {
		if path.Ext(name) == ".html" {
			out[name] = parse(t, name, data)
		}
	}
	return out
}

// Every link leads to a file of the folder, and to a place that is there; no id stands twice.
func TestLinksResolve(t *testing.T) {
	for _, name := range examples {
		files := build(t, load(t, name), render.Options{Commit: "0123abcd"}, site.Options{})
		all := pages(t, files)
		links := 0
		for _, p := range all {
			for id, n := range p.ids {
				if n > 1 {
					t.Errorf("%s: %s has the id %q %d times", name, p.path, id, n)
				}
			}
			for _, n := range p.nodes {
				for _, key := range []string{"href", "src"} {
					if target := attr(n, key); target != "" && !strings.HasPrefix(target, "data:") && !strings.Contains(target, "://") {
						links++
						resolve(t, files, all, p, target)
					}
				}
			}
		}
		if links < 100 {
			t.Errorf("%s has only %d links", name, links)
		}
		for _, e := range index(t, files) {
			resolve(t, files, all, all["index.html"], e[4])
		}
	}
}

func resolve(t *testing.T, files map[string][]byte, all map[string]page, from page, target string) {
	t.Helper()
	file, place, _ := strings.Cut(target, "#")
	to := from.path
	if file != "" {
		to = path.Join(path.Dir(from.path), file)
	}
	switch {
	case files[to] == nil:
		t.Errorf("%s leads to %s, which is not there", from.path, target)
	case place != "" && all[to].ids[place] == 0:
		t.Errorf("%s leads to %s, which has no such place", from.path, target)
	}
}

// index is the search index as the script holds it.
func index(t testing.TB, files map[string][]byte) [][5]string {
	t.Helper()
	data := files["assets/search-index.js"]
	text := strings.TrimSuffix(strings.TrimPrefix(string(data), "window.stagecraftIndex="), ";\n")
	var out [][5]string
	if err := json.Unmarshal([]byte(text), &out); err != nil {
		t.Fatalf("the search index is not JSON: %v", err)
	}
	if strings.ContainsAny(text, "<>&\u2028\u2029") {
		t.Error("the search index holds what ends a script")
	}
	return out
}

// What every page must have, for people and for their tools.
func TestEveryPage(t *testing.T) {
	a := load(t, "b2b-saas")
	files := build(t, a, render.Options{Commit: "0123abcd"}, site.Options{})
	for _, p := range pages(t, files) {
		if n := len(p.all("h1")); n != 1 {
			t.Errorf("%s has %d first headings", p.path, n)
		}
		for _, want := range []string{"main", "nav", "header", "footer", "title"} {
			if len(p.all(want)) == 0 {
				t.Errorf("%s has no %s", p.path, want)
			}
		}
		if attr(p.all("html")[0], "lang") == "" {
			t.Errorf("%s does not tell its language", p.path)
		}
		stamp := string(files[p.path])
		for _, want := range []string{"Version " + a.Info.Version, "0123abcd", a.Digest()[:12], "default-src &#39;none&#39;"} {
			if !strings.Contains(stamp, want) && !strings.Contains(stamp, strings.ReplaceAll(want, "&#39;", "'")) {
				t.Errorf("%s does not have %q", p.path, want)
			}
		}
		level := 0
		for _, n := range p.nodes {
			if attr(n, "style") != "" || n.Data == "style" || n.Data == "script" && attr(n, "src") == "" {
				t.Errorf("%s has an inline style or script, which its policy forbids: %s", p.path, n.Data)
			}
			if regexp.MustCompile(`^h[1-6]$`).MatchString(n.Data) && !within(n, "nav") {
				if l := int(n.Data[1] - '0'); l > level+1 {
					t.Errorf("%s leaves a level of headings out before %s", p.path, n.Data)
				} else {
					level = l
				}
			}
			if n.Data == "th" && attr(n, "scope") == "" {
				t.Errorf("%s has a heading of a table without a scope", p.path)
			}
		}
	}
	if bytes.Contains(files["index.html"], []byte("live.js")) || bytes.Contains(files["index.html"], []byte("connect-src")) {
		t.Error("a written site listens for changes")
	}
}

func within(n *html.Node, element string) bool {
	for p := range n.Ancestors() {
		if p.Data == element {
			return true
		}
	}
	return false
}

func TestSameBytes(t *testing.T) {
	for _, name := range examples {
		one := build(t, load(t, name), render.Options{}, site.Options{})
		two := build(t, load(t, name), render.Options{}, site.Options{})
		if len(one) != len(two) {
			t.Errorf("%s: %d files, then %d", name, len(one), len(two))
		}
		for p, data := range one {
			if !bytes.Equal(data, two[p]) {
				t.Errorf("%s: %s differs", name, p)
			}
		}
	}
}

func TestSearchIndex(t *testing.T) {
	a := load(t, "b2b-saas")
	files := build(t, a, render.Options{}, site.Options{})
	if n := len(files["assets/search-index.js"]); n > 300_000 {
		t.Errorf("the search index has %d bytes", n)
	}
	found := map[string]int{}
	for _, e := range index(t, files) {
		kind, _, _ := strings.Cut(e[0], " ")
		found[kind]++
		if e[1] == "" || e[4] == "" {
			t.Errorf("an entry without a title or a page: %q", e)
		}
	}
	stages := 0
	for _, track := range a.Tracks() {
		stages += len(track.Stages)
	}
	for kind, want := range map[string]int{"Stage": stages, "Term": len(a.Terms), "Field": len(a.Fields), "Handoff": len(a.Handoffs)} {
		if found[kind] != want {
			t.Errorf("the index has %d of kind %s, want %d", found[kind], kind, want)
		}
	}
	if found["Document"] < 8 || found["In"] < 50 {
		t.Errorf("the index lacks documents or their headings: %v", found)
	}
}

// Every stage of the alignment document is found there, also where several have the same name.
func TestPlacesInDocuments(t *testing.T) {
	files := build(t, load(t, "b2b-saas"), render.Options{Only: []string{"definition-alignment"}}, site.Options{})
	seen := map[string]string{}
	for name, data := range files {
		if !strings.HasPrefix(name, "stages/") {
			continue
		}
		m := regexp.MustCompile(`href="\.\./documents/definition-alignment\.html#([^"]+)"`).FindSubmatch(data)
		if m == nil {
			t.Errorf("%s does not lead to its place in the alignment document", name)
			continue
		}
		if other := seen[string(m[1])]; other != "" {
			t.Errorf("%s and %s lead to the same place", name, other)
		}
		seen[string(m[1])] = name
		if !regexp.MustCompile(`<h\d id="` + string(m[1]) + `"><a href="\.\./` + name + `">`).Match(files["documents/definition-alignment.html"]) {
			t.Errorf("the alignment document does not lead back to %s", name)
		}
	}
}

func TestTheme(t *testing.T) {
	theme, diags := render.LoadTheme(fstest.MapFS{
		"theme.json": {Data: []byte(`{"organisation": "Fernway", "accent": "#ffe14d", "logo": "logo.svg", "css": "own.css"}`)},
		"logo.svg":   {Data: []byte(`<svg xmlns="http://www.w3.org/2000/svg"/>`)},
		"own.css":    {Data: []byte(`.card{border-radius:0}`)},
	})
	if diags.HasErrors() {
		t.Fatal(diags.Err())
	}
	files := build(t, load(t, "simple-pipeline"), render.Options{Theme: theme}, site.Options{})
	if files["assets/logo.svg"] == nil {
		t.Error("the logo is not in the folder")
	}
	for name, data := range files {
		if path.Ext(name) == ".html" && (!bytes.Contains(data, []byte("Fernway")) || !bytes.Contains(data, []byte("assets/logo.svg"))) {
			t.Errorf("%s lacks the organisation or its logo", name)
		}
	}
	if !bytes.HasSuffix(files["assets/site.css"], []byte(".card{border-radius:0}")) {
		t.Error("the organisation's CSS is not in the style sheet")
	}
	if bytes.Contains(files["assets/site.css"], []byte("--accent:#ffe14d")) {
		t.Error("links have a colour that nobody can read on white")
	}
}

// TestInBrowser drives the site from file:// in headless Chromium.
func TestInBrowser(t *testing.T) {
	dir := t.TempDir()
	for name, data := range build(t, load(t, "b2b-saas"), render.Options{Commit: "0123abcd"}, site.Options{}) {
		p := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(p), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(p, data, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	browsertest.Run(t, "site.mjs", dir)
}
