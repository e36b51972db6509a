package hclschema

import (
	"bytes"
	"encoding/json"
	"reflect"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestFormatFile(t *testing.T) {
	tests := []struct{ name, in, want string }{
		{"empty", "", ""},
		{"only white space", "\n  \n\t\n", ""},
		{"byte order mark and CRLF", "\xef\xbb\xbfa = 1\r\nbc = 2\r\n", "a  = 1\nbc = 2\n"},
		{"indent, align, trim", "team \"x\" {\n\t  title=\"X\"   \n description   = \"Y\"\n}", "team \"x\" {\n  title       = \"X\"\n  description = \"Y\"\n}\n"},
		{"runs of blank lines", "\n\n\na = 1\n\n\n\nb = 2\n\n\n", "a = 1\n\nb = 2\n"},
		{"blank lines next to braces", "x {\n\n\n  a = 1\n\n\n}\n", "x {\n  a = 1\n}\n"},
		{"blocks apart", "x {\n a = 1\n}\ny {\n b = 1\n}\n", "x {\n  a = 1\n}\n\ny {\n  b = 1\n}\n"},
		{"nested blocks apart", "x {\n a = 1\n y {\n b = 1\n}\n c = 1\n}\n", "x {\n  a = 1\n\n  y {\n    b = 1\n  }\n\n  c = 1\n}\n"},
		{"short blocks may stay together", "x {\n y \"a\" {}\n y \"b\" {}\n}\n", "x {\n  y \"a\" {}\n  y \"b\" {}\n}\n"},
		{"a comment belongs to its block", "a = 1\n# about x\n# more\nx {\n  b = 1\n}\n# end\n", "a = 1\n\n# about x\n# more\nx {\n  b = 1\n}\n\n# end\n"},
		{"a comment apart stays apart", "# licence\n\n\nx {\n  b = 1\n}\n", "# licence\n\nx {\n  b = 1\n}\n"},
		{"lists", "a = [\n\n  1,\n\n\n  2,\n\n]\n", "a = [\n  1,\n\n  2,\n]\n"},
		{"heredoc untouched", "a = <<EOT\n\n\n  x   \n\n\nEOT\n\n\nb = 1\n", "a = <<EOT\n\n\n  x   \n\n\nEOT\n\nb = 1\n"},
		{"block comment untouched", "/* a\n\n\n  b   \n*/\nx = 1\n", "/* a\n\n\n  b   \n*/\nx = 1\n"},
		{"line end comment", "a = [ # why   \n\n 1]\n", "a = [ # why\n1]\n"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, diags := FormatFile([]byte(tt.in), "x.hcl")
			if diags.HasErrors() {
				t.Fatal(diags)
			}
			if d := cmp.Diff(tt.want, string(got)); d != "" {
				t.Error(d)
			}
		})
	}
}

func TestFormatFileJSON(t *testing.T) {
	got, diags := FormatFile([]byte("\r\n{\"team\":{\"z\":{\"title\":\"Z\"},\"a\":{}}, \"n\": [1,2.50]}"), "x.hcl.json")
	want := "{\n  \"team\": {\n    \"z\": {\n      \"title\": \"Z\"\n    },\n    \"a\": {}\n  },\n  \"n\": [\n    1,\n    2.50\n  ]\n}\n"
	if d := cmp.Diff(want, string(got)); d != "" || diags.HasErrors() {
		t.Error(d, diags)
	}
}

func TestFormatFileErrors(t *testing.T) {
	for name, src := range map[string]string{"x.hcl": "a = [", "x.hcl.json": "{\"a\": "} {
		got, diags := FormatFile([]byte(src), name)
		if string(got) != src || !diags.HasErrors() || diags[0].Subject.File != name {
			t.Errorf("%s: got %q, %v; want the source and an error", name, got, diags)
		}
	}
}

func FuzzFormat(f *testing.F) {
	for _, s := range []string{"a = 1\n", "x \"y\" {\n\n a = <<-E\n  b\n\n  E\n}\nz{}", "a = [1, # c\n/* d */ 2]\n", "a=b?c:-d\n/*\n*/x{}//y", "a = \"${b}\"\n#c\r\n"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, src string) {
		once, diags := FormatFile([]byte(src), "x.hcl")
		if diags.HasErrors() {
			if string(once) != src {
				t.Fatal("a file with errors was changed")
			}
			return
		}
		if string(once) != src && !sameTokens(plainText([]byte(src)), once) {
			t.Fatalf("tokens changed:\n%q\n%q", src, once)
		}
		twice, diags := FormatFile(once, "x.hcl")
		if diags.HasErrors() {
			t.Fatalf("the result does not parse: %v\n%q", diags, once)
		}
		if !bytes.Equal(once, twice) {
			t.Fatalf("not idempotent:\n%q\n%q\n%q", src, once, twice)
		}
	})
}

func FuzzFormatJSON(f *testing.F) {
	f.Add(`{"team":{"a":{"title":"A"}}}`)
	f.Fuzz(func(t *testing.T, src string) {
		once, diags := FormatFile([]byte(src), "x.hcl.json")
		if diags.HasErrors() {
			return
		}
		var a, b any
		if json.Unmarshal(bytes.TrimPrefix([]byte(src), []byte("\xef\xbb\xbf")), &a) != nil || json.Unmarshal(once, &b) != nil || !reflect.DeepEqual(a, b) {
			t.Fatalf("the meaning changed:\n%q\n%q", src, once)
		}
		if twice, _ := FormatFile(once, "x.hcl.json"); !bytes.Equal(once, twice) {
			t.Fatalf("not idempotent:\n%q\n%q", once, twice)
		}
	})
}
