package lint

import (
	"bytes"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"

	"github.com/stagecraft-dev/stagecraft/schema"
	"github.com/stagecraft-dev/stagecraft/schema/diag"
	"github.com/stagecraft-dev/stagecraft/schema/hclschema"
)

// Suppression is what is reported about comments that shall suppress a finding and do not. It looks at no block and is
// therefore none of Rules; a policy can change its severity.
var Suppression = &Rule{
	Code:     "L-00",
	Name:     "Comment that suppresses nothing",
	Severity: diag.Warning,
	Reason: "A comment `# stagecraft:ignore L-nn reason` accepts one finding at one place. Without a reason nobody can judge later whether " +
		"it still holds. With a wrong code, or where nothing is found any more, its readers believe that something is accepted here, and nothing is.",
	Mends: "A comment about a rule that finds nothing there, or that cannot be suppressed, is removed.",
	Fix:   "Write the comment at the end of the line of the finding, or on a line of its own right above it: the code, then the reason in words. Remove it when the finding is gone.",
}

const marker = "stagecraft:ignore"

// comment is one `# stagecraft:ignore CODE reason`.
type comment struct {
	at           diag.Range
	line         int // of the findings that it is about
	code, reason string
	used         bool
}

// suppress takes out of findings what comments in the sources accept, and adds what is wrong with the comments.
func suppress(a *schema.Architecture, findings []Finding, sources map[string][]byte, rules map[string]*Rule) (out []Finding) {
	type place struct {
		file string
		line int
		code string
	}
	accepted := map[place][]*comment{}
	var comments []*comment
	for _, file := range slices.Sorted(maps.Keys(sources)) {
		for _, c := range commentsOf(file, sources[file]) {
			comments = append(comments, c)
			if c.reason != "" {
				at := place{file, c.line, c.code}
				accepted[at] = append(accepted[at], c)
			}
		}
	}
	for _, d := range findings {
		by := accepted[place{d.Subject.File, d.Subject.Start.Line, string(d.Code)}]
		if by == nil {
			out = append(out, d)
			continue
		}
		by[0].used = true
	}
	level := Suppression.In(a)
	if level == "" {
		return out
	}
	for _, c := range comments {
		if summary, detail := c.wrong(a, rules); summary != "" {
			f := Finding{Diagnostic: diag.Diagnostic{Code: Suppression.Code, Severity: level, Summary: summary, Detail: detail, Subject: c.at}}
			if r := rules[c.code]; r != nil && (c.reason != "" || r.kept()) {
				f.mend, f.file = c.remove, c.at.File
			}
			out = append(out, f)
		}
	}
	return out
}

// wrong says what is wrong with a comment after it had its chance; "" for nothing. A comment about a rule that is turned off is
// not judged: nobody knows what the rule would find.
func (c *comment) wrong(a *schema.Architecture, rules map[string]*Rule) (summary, detail string) {
	r := rules[c.code]
	switch {
	case c.code == "":
		return "This comment names no rule", fmt.Sprintf("Write the code of the rule and a reason: # %s L-nn REASON.", marker)
	case r == nil:
		return fmt.Sprintf("There is no rule %q", c.code), "Nothing is suppressed. A rule is named by its code, as in L-08." + nearCode(c.code, rules)
	case r == Suppression:
		return fmt.Sprintf("%s cannot be suppressed", c.code), "It is about comments like this one. Correct or remove the other comment."
	case r.kept():
		return fmt.Sprintf("%s cannot be suppressed", c.code), r.refusal() + " Remove the comment."
	case c.reason == "":
		return fmt.Sprintf("No reason is given for suppressing %s", c.code),
			fmt.Sprintf("Nothing is suppressed until the comment says why: # %s %s REASON.", marker, c.code)
	case !c.used && r.In(a) != "":
		return fmt.Sprintf("The comment suppresses no %s", c.code),
			fmt.Sprintf("%q finds nothing on line %d, which the comment is about, or another comment accepts it. Remove this one, or put it on the line of the finding or right above.", r.Name, c.line)
	}
	return "", ""
}

// remove takes the comment away, with its line where it stands alone.
func (c *comment) remove(src []byte) ([]hclschema.Edit, error) {
	start, end := c.at.Start.Byte, len(src)
	if n := bytes.IndexByte(src[start:], '\n'); n >= 0 {
		end = start + n
	}
	line := bytes.LastIndexByte(src[:start], '\n') + 1
	switch before := bytes.TrimRight(src[line:start], " \t"); {
	case len(before) > 0:
		start = line + len(before)
	case end < len(src):
		start, end = line, end+1
	}
	return []hclschema.Edit{{File: c.at.File, Start: start, End: end}}, nil
}

// commentsOf finds the suppressing comments of a file. One at the end of a line is about that line; one on a line of its own is
// about the line below, or below the other comments that stand between. HCL in JSON has no comments.
func commentsOf(file string, src []byte) (out []*comment) {
	if strings.HasSuffix(file, ".json") || !bytes.Contains(src, []byte(marker)) {
		return nil
	}
	tokens, _ := hclsyntax.LexConfig(src, file, hcl.InitialPos)
	code, commented := map[int]bool{}, map[int]bool{} // lines
	for _, t := range tokens {
		switch t.Type {
		case hclsyntax.TokenNewline, hclsyntax.TokenEOF:
		case hclsyntax.TokenComment:
			commented[t.Range.Start.Line] = true
			if c := parseComment(t); c != nil {
				out = append(out, c)
			}
		default:
			code[t.Range.Start.Line], code[t.Range.End.Line] = true, true
		}
	}
	for _, c := range out {
		c.line = c.at.Start.Line
		if code[c.line] {
			continue
		}
		for c.line++; commented[c.line] && !code[c.line]; {
			c.line++
		}
	}
	return out
}

// parseComment reads "# stagecraft:ignore CODE reason", also with //; nil for any other comment.
func parseComment(t hclsyntax.Token) *comment {
	text := string(t.Bytes)
	switch {
	case strings.HasPrefix(text, "#"):
		text = text[1:]
	case strings.HasPrefix(text, "//"):
		text = text[2:]
	default:
		return nil
	}
	words := strings.Fields(text)
	if len(words) == 0 || words[0] != marker {
		return nil
	}
	start := diag.Pos(t.Range.Start)
	length := bytes.Index(t.Bytes, []byte(marker)) + len(marker) // of ASCII
	end := diag.Pos{Line: start.Line, Column: start.Column + length, Byte: start.Byte + length}
	c := &comment{at: diag.Range{File: t.Range.Filename, Start: start, End: end}}
	if len(words) > 1 {
		c.code, c.reason = words[1], strings.Join(words[2:], " ")
	}
	return c
}
