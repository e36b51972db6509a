package site_test

import (
	"bytes"
	"path"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"github.com/stagecraft-dev/stagecraft/render"
	"github.com/stagecraft-dev/stagecraft/render/site"
	"github.com/stagecraft-dev/stagecraft/schema"
)

// hostile texts try to break out of HTML, attributes, scripts, styles and JSON.
var hostile = []string{
	`<script>alert(1)</script>`,
	`"><img src=x onerror=alert(1)>`,
	`' onmouseover='alert(1)`,
	`</script><script>alert(1)</script>`,
	`</style></title></svg><script>alert(1)</script>`,
	"javascript:alert(1)",
	"[click](javascript:alert(1)) ![x](https://evil.example/x.png)",
	"]]><!-- --> <!DOCTYPE x> <?php ?> &lt;b&gt; &#60;b&#62;",
	"\x00\x08\x1b[31m\u202eright\u2028\u2029",
	`{{.}} {revision} ${x} \u003cscript\u003e`,
	"../../../etc/passwd", "", " ", "\n# heading\n\n| a | b |\n| --- | --- |",
	strings.Repeat("very-long-", 60),
}

// poison puts a hostile text into every text of an architecture that is neither a choice nor the name of an object.
func poison(v reflect.Value, d *schema.Def, next func() string) {
	for _, attr := range d.Attrs {
		f := v.FieldByIndex(attr.Index)
		switch {
		case len(attr.Enum) > 0 || slices.Contains([]string{"domain", "object"}, attr.Name):
		case f.Type() == reflect.TypeFor[string]():
			f.SetString(next())
		case f.Type() == reflect.TypeFor[[]string]():
			f.Set(reflect.ValueOf([]string{next(), next()}))
		case f.Type() == reflect.TypeFor[map[string]string]():
			f.Set(reflect.ValueOf(map[string]string{next(): next()}))
		}
	}
	for _, b := range d.Blocks {
		f := v.FieldByIndex(b.Index)
		n := 1
		if b.Many {
			n = f.Len()
		}
		for i := range n {
			e := f
			if b.Many {
				e = f.Index(i)
			}
			if e.Kind() == reflect.Pointer {
				if e.IsNil() {
					continue
				}
				e = e.Elem()
			}
			poison(e, b.Def, next)
		}
	}
}

var elements = strings.Fields(`html head meta title link script body a header main footer nav section article div span p h1 h2 h3 h4 h5 h6 strong em code pre
	ul ol li dl dt dd table thead tbody tr th td blockquote br hr details summary input label button kbd img progress
	svg rect polyline path circle text`)

// harmless are the targets of links: places in the folder, and what an author linked on purpose with a scheme that is safe.
var harmless = regexp.MustCompile(`^(data:,|(\.\./)?([a-z0-9-]+/)?[a-z0-9-]+\.(html|css|js|ics|svg)(#[^\s"<>]*)?|#[^\s"<>]*|https?://.*|mailto:.*)$`)

func TestHostileTexts(t *testing.T) {
	for _, name := range []string{"simple-pipeline", "b2b-saas"} {
		for n := range hostile {
			if name == "b2b-saas" && n%7 != 0 { // large, so that one round has every text in it many times
				continue
			}
			plain, a := load(t, name), load(t, name)
			count := 0
			poison(reflect.ValueOf(a).Elem(), schema.Language(), func() string { count++; return hostile[(n+count)%len(hostile)] })
			if count < 50 {
				t.Fatal("few texts were replaced")
			}
			theme := render.DefaultTheme()
			theme.Organisation = hostile[n]
			// Documents that cannot be laid out with such texts are left out; that is told, and not the concern here.
			set, diags := render.Compose(a, render.Options{Since: plain, Commit: hostile[n], Theme: theme})
			if set == nil {
				t.Fatal(diags.Err())
			}
			made, _ := site.Build(set, site.Options{})
			files := map[string][]byte{}
			for _, f := range made {
				files[f.Path] = f.Data
			}
			for file, data := range files {
				if path.Ext(file) == ".html" {
					isHarmless(t, file, data)
				}
			}
			index(t, files)
		}
	}
}

func isHarmless(t *testing.T, file string, data []byte) {
	t.Helper()
	root, err := html.Parse(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	for n := range root.Descendants() {
		if n.Type != html.ElementNode {
			continue
		}
		if !slices.Contains(elements, n.Data) {
			t.Errorf("%s has an element %s", file, n.Data)
		}
		if n.Data == "script" && (!strings.Contains(attr(n, "src"), "assets/") || n.FirstChild != nil) {
			t.Errorf("%s has a script of its own", file)
		}
		for _, a := range n.Attr {
			switch {
			case strings.HasPrefix(a.Key, "on"), a.Key == "style", a.Key == "srcdoc", a.Key == "formaction":
				t.Errorf("%s has an attribute %s on %s", file, a.Key, n.Data)
			case (a.Key == "href" || a.Key == "src") && !harmless.MatchString(a.Val):
				t.Errorf("%s leads to %q", file, a.Val)
			case a.Key == "src" && strings.Contains(a.Val, ":"):
				t.Errorf("%s loads %q", file, a.Val)
			}
		}
	}
}
