package pyexpr

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stagecraft-dev/stagecraft/internal/testtool"
	"github.com/stagecraft-dev/stagecraft/schema/expr"
	"pgregory.net/rapid"
)

var hostile = []string{
	`'`, `''`, `"""`, `'''`, `\`, `\'`, `\\'`, "\n", "\r\n", "\x00", "'\nrecord.unlink()\n'", `' + env['res.users'].search([]).unlink() + '`, `'); raise UserError('x') #`,
	`{record}`, `%s %(x)s`, "\u2028'\u2029", "\u202e", "\ufeff", "🤷'", "\xff\xfe'", `\N{QUOTATION MARK}`, `\u0027`, `\x27 or True`, "__import__('os')", strings.Repeat("'\\", 500),
}

// Whatever a text says, Python reads it back as that text and nothing else: one constant, in one expression.
func TestHostileTexts(t *testing.T) {
	python := testtool.Find(t, "python3")
	texts := append([]string{}, hostile...)
	rapid.Check(t, func(t *rapid.T) { texts = append(texts, rapid.String().Draw(t, "s")) })
	var script strings.Builder
	script.WriteString("import ast\n")
	for _, s := range texts {
		points := make([]string, 0, len(s))
		for _, r := range s {
			points = append(points, fmt.Sprint(r))
		}
		fmt.Fprintf(&script, "n = ast.parse(''.join(map(chr, [%s])), mode='eval').body\n", codes(Quote(s)))
		fmt.Fprintf(&script, "print(type(n) is ast.Constant and n.value == ''.join(map(chr, [%s])))\n", strings.Join(points, ", "))
	}
	for i, line := range strings.Split(strings.TrimSpace(run(t, python, script.String())), "\n") {
		if line != "True" {
			t.Errorf("%q is written as %s", texts[i], Quote(texts[i]))
		}
	}
}

func codes(s string) string {
	var list []string
	for _, r := range s {
		list = append(list, fmt.Sprint(r))
	}
	return strings.Join(list, ", ")
}

// hostileEnv calls a field what the text says.
type hostileEnv struct {
	testEnv
	name string
}

func (e hostileEnv) Field(string, string) (Field, bool) {
	return Field{Name: e.name, Type: "char"}, true
}

// Names that are no names do not come into code.
func TestHostileNames(t *testing.T) {
	e, diags := expr.CheckBool(cmp(path("contact.email"), expr.Eq, "x"), testScope{"contact"})
	if diags.HasErrors() {
		t.Fatal(diags.Err())
	}
	for _, n := range append(hostile, "x.unlink()", "a b", "x__class__", "__class__", "lambda", "X", "é", "", "x;y", "env", strings.Repeat("x", 64)) {
		code, _, err := Compile(e, Env{Object: "contact", Resolver: hostileEnv{name: n}})
		if ok := n == "env"; ok != (err == nil) || !ok && n != "" && len(n) > 3 && strings.Contains(code, n) {
			t.Errorf("the name %q gives %s, %v", n, code, err)
		}
	}
}

// Whole programs with hostile texts parse, and have the constants and calls that they should have.
func TestHostilePrograms(t *testing.T) {
	python := testtool.Find(t, "python3")
	var script strings.Builder
	script.WriteString("import ast\n")
	for _, s := range hostile {
		e, diags := expr.CheckBool(&expr.Logic{And: true, Parts: []expr.Expr{cmp(path("contact.email"), expr.Eq, s), call("contains", list(s, "x"), path("contact.title")),
			call("starts_with", path("contact.email"), s)}}, testScope{"contact"})
		if diags.HasErrors() {
			t.Fatal(diags.Err())
		}
		code, used, err := Compile(e, Env{Object: "contact", Resolver: testEnv{}})
		if err != nil {
			t.Fatal(err)
		}
		fmt.Fprintf(&script, "tree = ast.parse(''.join(map(chr, [%s])))\n", codes(Prelude(used)+code))
		script.WriteString("body = tree.body[-1]\nprint(sorted(n.func.id for n in ast.walk(body) if isinstance(n, ast.Call)), len([n for n in ast.walk(body) if isinstance(n, ast.Attribute)]))\n")
	}
	for i, line := range strings.Split(strings.TrimSpace(run(t, python, script.String())), "\n") {
		if line != "['sc_among', 'sc_eq', 'sc_starts'] 3" {
			t.Errorf("%q gives %s", hostile[i], line)
		}
	}
}

func FuzzQuote(f *testing.F) {
	for _, s := range hostile {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		q := Quote(s)
		inner := strings.NewReplacer(`\\`, "", `\'`, "").Replace(q[1 : len(q)-1])
		if strings.ContainsAny(inner, "'\n\r\x00") || strings.HasSuffix(inner, `\`) {
			t.Fatalf("%q is written as %s", s, q)
		}
	})
}
