package signoff_test

import (
	"bytes"
	"strings"
	"testing"
	"testing/fstest"
	"unicode/utf8"

	"github.com/stagecraft-dev/stagecraft/schema/diag"
	"github.com/stagecraft-dev/stagecraft/schema/signoff"
)

// TestParseRefuses feeds records that were edited, cut short or made up: each gives
// one diagnostic on the line that is wrong.
func TestParseRefuses(t *testing.T) {
	a := load(t, text)
	r := signed(t, a, "vp_sales", dana, 0, signoff.Sign)
	good := string(r.Encode())
	line := func(part string) int {
		i := strings.Index(good, part)
		if i < 0 {
			t.Fatalf("%s is not in the record", part)
		}
		return strings.Count(good[:i], "\n") + 1
	}
	for _, c := range []struct {
		name, old, new string
		line           int
		summary        string
	}{
		{"title", `"title": "MQL"`, `"title": "SQL"`, 2, "The sign-off is not the file that was written"},
		{"space", `"act": "sign"`, `"act":  "sign"`, 2, "The sign-off was edited"},
		{"key twice", `  "act": "sign",`, "  \"act\": \"withdraw\",\n  \"act\": \"sign\",", 2, "The sign-off was edited"},
		{"after the end", "]\n}", "]\n}{}", 2, "The sign-off was edited"},
		{"new key", `"act"`, `"acts"`, line(`"act"`), `The sign-off is not valid: unknown field "acts"`},
		{"comma", `"act": "sign",`, `"act": "sign"`, line(`"role"`), "The sign-off is not valid: invalid character '\"' after object key:value pair"},
		{"wrong type", `"act": "sign"`, `"act": 1`, line(`"act"`), "The sign-off is not valid: act cannot be a number"},
		{"act", `"act": "sign"`, `"act": "bless"`, line(`"act"`), `"bless" is neither signing nor withdrawing`},
		{"role", `"role": "role.vp_sales"`, `"role": "team.sales"`, line(`"role"`), `"team.sales" is not a role`},
		{"signer", `dana@example.com`, `dana`, line(`"email"`), "The sign-off does not say who signed"},
		{"time", `2026-01-31T`, `2026-31-01T`, line(`"time"`), "The sign-off is not valid: the time is not of the form 2026-01-31T09:30:00Z"},
		{"year", `2026-01-31T`, `0026-01-31T`, line(`"time"`), "The sign-off does not say when it was signed"},
		{"address", `"stage.lead.mql"`, `"stage.lead.new"`, line(`"stage.lead.mql"`), `The sign-off names no definition here, or "stage.lead.new" twice`},
		{"digest", r.Definitions[2].Digest, "abc", line(r.Definitions[2].Digest), "The sign-off does not say which text of stage.lead.done was signed"},
		{"format", `"1.0"`, `"2.0"`, 2, `The sign-off has format "2.0"`},
	} {
		t.Run(c.name, func(t *testing.T) {
			bad := strings.Replace(good, c.old, c.new, 1)
			if bad == good {
				t.Fatal("nothing was edited")
			}
			got, diags := signoff.Parse([]byte(bad), r.File)
			if got != nil || len(diags) != 1 {
				t.Fatalf("%v %v", got, diags)
			}
			d := diags[0]
			if d.Summary != c.summary || d.Subject.Start.Line != c.line || d.Subject.File != r.File || d.Code != diag.BadSignOff || d.Detail == "" {
				t.Errorf("line %d: %v", d.Subject.Start.Line, d)
			}
		})
	}
	for n := range good {
		if got, diags := signoff.Parse([]byte(good[:n]), r.File); n < len(good)-1 && (got != nil || len(diags) == 0) {
			t.Fatalf("cut after %d bytes: %v", n, got)
		}
	}
	if _, diags := signoff.Parse([]byte(good), "signoffs/vp_marketing/"+r.File[len("signoffs/vp_sales/"):]); len(diags) != 1 || !strings.Contains(diags[0].Detail, r.File) {
		t.Errorf("moved to another role: %v", diags)
	}
}

func TestReadReportsEveryFile(t *testing.T) {
	a := load(t, text)
	r := signed(t, a, "vp_sales", dana, 0, signoff.Sign)
	got, diags, sources := signoff.Read(fstest.MapFS{
		r.Name():                       {Data: r.Encode()},
		"signoffs/vp_sales/a.json":     {Data: []byte("{")},
		"signoffs/vp_sales/b.json":     {Data: []byte("null")},
		"signoffs/vp_marketing/c.json": {Data: bytes.Repeat([]byte(" "), 5<<20)},
		"signoffs/vp_marketing/d.json": {Mode: 1 << 27}, // a link
	})
	if len(got) != 1 || len(diags) != 4 || sources["signoffs/vp_sales/a.json"] == nil {
		t.Errorf("%v %v", got, diags)
	}
}

// FuzzParse makes sure that no content of a file does harm, and that what is accepted is what Encode writes.
func FuzzParse(f *testing.F) {
	r := &signoff.Record{FormatVersion: signoff.FormatVersion, Act: signoff.Sign, Role: "role.vp_sales", Signer: dana, Time: day,
		Definitions: []signoff.Signed{{Address: "stage.lead.mql", Title: "MQL \u2028 <b>", Digest: strings.Repeat("ab", 32)}}}
	f.Add(r.Encode(), r.Name())
	f.Add([]byte(`{"format_version":"1.0","act":"sign","time":"x"}`), "signoffs/a/b.json")
	f.Add([]byte(`[`), "")
	f.Fuzz(func(t *testing.T, data []byte, name string) {
		got, diags := signoff.Parse(data, name)
		if (got == nil) != diags.HasErrors() {
			t.Fatalf("%v %v", got, diags)
		}
		for _, d := range diags {
			if r := d.Subject; r.Start.Line < 1 || r.Start.Byte > len(data) || r.End.Byte < r.Start.Byte || r.End.Byte > len(data) {
				t.Fatalf("range %+v", r)
			}
		}
		if got == nil {
			return
		}
		if got.Name() != name || !utf8.Valid(got.Encode()) || !bytes.Equal(got.Encode(), bytes.ReplaceAll(data, []byte("\r\n"), []byte("\n"))) {
			t.Fatalf("%q is not what is written for %+v", data, got)
		}
	})
}
