package hclschema

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/stagecraft-dev/stagecraft/schema"
)

const edited = `architecture "x" {
  title   = "X"
  version = "1.0.0"
}

variable "label" { default = "MQL" }

role "rep" { title = "Rep" }

field "contact" "band" {
  type = enum(
    "A", # the best
    "B",
  )
  owner = role.rep # who else
  label = upper(var.label)
}

field "contact" "size" { type = enum("S", "M", "L") }

# leads
lifecycle "lead" {
  domain = "lead"
  object = object.contact

  # first
  # of all
  stage "new" {
    label = "New" # fresh
    owner = role.rep
    entry "e" { description = "d" }
    exit "x" { description = "d" }
  }

  stage "mql" {
    label = var.label
    owner = role.rep
    definition = <<-EOT
      One.
      Two.
    EOT
    entry "e" { description = "d" }
    exit "x" { description = "d" }
  } // the end

  # stands alone

  # third
  stage "sql" {
    owner = role.rep
    entry "e" { description = "d" }
  }
}
`

// edit loads the text, makes edits and wants the text with the replacements; or the error.
func checkEdit(t *testing.T, name string, make func(a *schema.Architecture, src []byte) ([]Edit, error), wantErr string, replace ...string) {
	t.Run(name, func(t *testing.T) {
		a := LoadFiles(map[string][]byte{"a.hcl": []byte(edited)}, Options{}).Architecture
		src := []byte(edited)
		edits, err := make(a, src)
		if wantErr != "" {
			if err == nil || err.Error() != wantErr {
				t.Fatalf("%v, not %s", err, wantErr)
			}
			return
		}
		if err != nil {
			t.Fatal(err)
		}
		want := edited
		for i := 0; i < len(replace); i += 2 {
			if !strings.Contains(want, replace[i]) {
				t.Fatalf("there is no %q", replace[i])
			}
			want = strings.Replace(want, replace[i], replace[i+1], 1)
		}
		if d := cmp.Diff(want, string(ApplyEdits(src, edits))); d != "" {
			t.Error(d)
		}
		if string(src) != edited {
			t.Error("the source was written to")
		}
	})
}

func TestEdits(t *testing.T) {
	set := func(addr schema.Address, attr, text string, given bool) func(*schema.Architecture, []byte) ([]Edit, error) {
		return func(a *schema.Architecture, src []byte) ([]Edit, error) {
			return SetValue(src, a.Lookup(addr), attr, text, given)
		}
	}
	checkEdit(t, "value", set("stage.lead.new", "label", `"Fresh"`, true), "", `"New" # fresh`, `"Fresh" # fresh`)
	checkEdit(t, "variable", set("stage.lead.mql", "label", `"x"`, true), "label comes from var.label")
	checkEdit(t, "inside a call", set("field.contact.band", "label", `"x"`, true), "label comes from var.label")
	checkEdit(t, "heredoc", set("stage.lead.mql", "definition", `"Three."`, true), "", "<<-EOT\n      One.\n      Two.\n    EOT\n", "\"Three.\"\n")
	checkEdit(t, "new attribute", set("stage.lead.sql", "golden", "true", true), "", "stage \"sql\" {\n", "stage \"sql\" {\n    golden = true\n")
	checkEdit(t, "gone", set("stage.lead.mql", "owner", "", false), "", "    label = var.label\n    owner = role.rep\n", "    label = var.label\n")
	checkEdit(t, "gone, with a comment", set("field.contact.band", "owner", "", false), "", "role.rep # who else", "null # who else")
	checkEdit(t, "option in the middle", set("field.contact.size", "type", `enum("S", "M", "XM", "L")`, true), "", `"M", "L"`, `"M", "XM", "L"`)
	checkEdit(t, "option first", set("field.contact.size", "type", `enum("XS", "S", "M", "L")`, true), "", `"S", "M"`, `"XS", "S", "M"`)
	checkEdit(t, "option last", set("field.contact.size", "type", `enum("S", "M", "L", "XL")`, true), "", `"L")`, `"L", "XL")`)
	checkEdit(t, "options in another order", set("field.contact.size", "type", `enum("L", "M", "S")`, true), "", `enum("S", "M", "L")`, `enum("L", "M", "S")`)
	checkEdit(t, "options with comments in another order", set("field.contact.band", "type", `enum("B", "A")`, true), "type has comments inside")
	checkEdit(t, "option among comments", set("field.contact.band", "type", `enum("A", "B", "C")`, true), "", "    \"B\",\n", "    \"B\", \"C\",\n")

	insert := func(behind schema.Address) func(*schema.Architecture, []byte) ([]Edit, error) {
		return func(a *schema.Architecture, src []byte) ([]Edit, error) {
			s := &schema.Stage{Name: "sal", Label: "SAL"}
			e, err := InsertBlock(src, a.Lookup("lifecycle.lead"), a.Lookup(behind), "stage", BlockText("stage", s, 1))
			return []Edit{e}, err
		}
	}
	sal := "  stage \"sal\" {\n    label = \"SAL\"\n  }\n"
	checkEdit(t, "block", insert("stage.lead.mql"), "", "  } // the end\n", "  } // the end\n\n"+sal)
	checkEdit(t, "block first", func(a *schema.Architecture, src []byte) ([]Edit, error) {
		e, err := InsertBlock(src, a.Lookup("lifecycle.lead"), nil, "stage", BlockText("stage", &schema.Stage{Name: "sal", Label: "SAL"}, 1))
		return []Edit{e}, err
	}, "", "  # first\n", sal+"\n  # first\n")
	checkEdit(t, "block in one line", func(a *schema.Architecture, src []byte) ([]Edit, error) {
		e, err := InsertBlock(src, a.Lookup("field.contact.size"), nil, "option", BlockText("option", &schema.FieldOption{Value: "S", Label: "Small"}, 1))
		return []Edit{e}, err
	}, "", `{ type = enum("S", "M", "L") }`, "{\n  type = enum(\"S\", \"M\", \"L\")\n  option \"S\" {\n    label = \"Small\"\n  }\n}")

	first, third := edited[strings.Index(edited, "  # first"):strings.Index(edited, "\n\n  stage \"mql\"")], edited[strings.Index(edited, "  # third"):strings.LastIndex(edited, "\n}\n")]
	checkEdit(t, "order", func(a *schema.Architecture, src []byte) ([]Edit, error) {
		return Reorder(src, a.Lookup("lifecycle.lead"), []schema.Block{a.Lookup("stage.lead.sql"), a.Lookup("stage.lead.mql"), a.Lookup("stage.lead.new")})
	}, "", first, "FIRST", third, first, "FIRST", third)
}
