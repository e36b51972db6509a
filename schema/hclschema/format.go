package hclschema

import (
	"bytes"
	"encoding/json"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/hashicorp/hcl/v2/hclwrite"
	hcljson "github.com/hashicorp/hcl/v2/json"

	"github.com/stagecraft-dev/stagecraft/schema/diag"
)

// FormatFile gives the canonical form of a file, whose name decides between
// native syntax and JSON (.json). Formatting keeps the meaning and every
// comment, and formatting the result changes nothing.
//
// In native syntax, attributes are indented by two spaces a level and their equal signs
// aligned; a block of several lines stands between blank lines; there are no
// blank lines elsewhere next to braces, and never two in a row. Lines end in
// LF. In JSON, keys keep their order.
//
// A file with syntax errors comes back as it is, with the errors.
func FormatFile(src []byte, filename string) ([]byte, diag.List) {
	if ds := checkEncoding(filename, src); ds != nil {
		return src, ds
	}
	if strings.HasSuffix(filename, ".json") {
		return formatJSON(src, filename)
	}
	if _, diags := hclsyntax.ParseConfig(src, filename, hcl.InitialPos); diags.HasErrors() {
		return src, fromHCL(diags, diag.Syntax)
	}
	out := plainText(src)
	// One pass nearly always does; layout and spacing can depend on each other.
	for range 4 {
		next := layout(spacing(out))
		if bytes.Equal(next, out) {
			break
		}
		if !sameTokens(next, out) {
			return src, nil
		}
		out = next
	}
	return out, nil
}

// plainText drops a byte order mark and ends every line in LF alone.
func plainText(src []byte) []byte {
	out := bytes.TrimPrefix(src, byteOrderMark)
	for bytes.Contains(out, []byte("\r\n")) {
		out = bytes.ReplaceAll(out, []byte("\r\n"), []byte("\n"))
	}
	return out
}

// spacing puts spaces and indentation right, without touching lines. The
// library's formatter is believed only when it keeps every token.
func spacing(src []byte) []byte {
	out := hclwrite.Format(src)
	if !sameTokens(out, src) {
		return src
	}
	return out
}

// sameTokens tells whether two files differ in white space alone.
func sameTokens(a, b []byte) bool {
	x, y := tokens(a), tokens(b)
	if len(x) != len(y) {
		return false
	}
	for i := range x {
		if x[i].Type != y[i].Type || !bytes.Equal(tokenText(x[i]), tokenText(y[i])) {
			return false
		}
	}
	return true
}

// tokens are the tokens of a file that are not newlines. A newline that ends
// a definition cannot go unnoticed, because the parts of a line are still
// in order and layout only adds and removes empty lines.
func tokens(src []byte) hclsyntax.Tokens {
	all, _ := hclsyntax.LexConfig(src, "", hcl.InitialPos)
	out := all[:0]
	for _, t := range all {
		if t.Type != hclsyntax.TokenNewline {
			out = append(out, t)
		}
	}
	return out
}

func tokenText(t hclsyntax.Token) []byte {
	switch t.Type {
	case hclsyntax.TokenComment:
		return bytes.TrimRight(t.Bytes, " \t\r\n")
	case hclsyntax.TokenOHeredoc, hclsyntax.TokenCHeredoc:
		return bytes.TrimSpace(t.Bytes)
	}
	return t.Bytes
}

// lineInfo is what layout needs to know of a line.
type lineInfo struct {
	fixed   bool // inside a heredoc or a block comment: not ours to change
	blank   bool
	opens   bool // ends with an opening brace or bracket
	closes  bool // begins with a closing one
	comment bool // holds nothing but a comment
	start   bool // first line of a block that has several
	end     bool // last line of such a block
}

// layout puts blank lines where they belong and trims the ends of lines.
func layout(src []byte) []byte {
	lines := strings.Split(strings.TrimSuffix(string(src), "\n"), "\n")
	info := describe(src, lines)
	var out []string
	var last *lineInfo // the last line written that is not blank
	pending := false   // a blank line is asked for or was there
	for i, line := range lines {
		at := &info[i]
		if at.blank && !at.fixed {
			pending = true
			continue
		}
		if last != nil && (last.end || startsBlock(info, i) && !last.comment) {
			pending = true
		}
		if pending && last != nil && !last.opens && !at.closes {
			out = append(out, "")
		}
		if !at.fixed {
			line = strings.TrimRight(line, " \t\r")
		}
		out = append(out, line)
		pending, last = false, at
	}
	if len(out) == 0 {
		return nil
	}
	return []byte(strings.Join(out, "\n") + "\n")
}

// startsBlock tells whether a block of several lines, or the comment on top
// of one, begins at line i.
func startsBlock(info []lineInfo, i int) bool {
	for i < len(info) && info[i].comment {
		i++
	}
	return i < len(info) && info[i].start
}

func describe(src []byte, lines []string) []lineInfo {
	info := make([]lineInfo, len(lines))
	for i, l := range lines {
		info[i].blank = strings.TrimSpace(l) == ""
	}
	all, _ := hclsyntax.LexConfig(src, "", hcl.InitialPos)
	heredoc := 0
	first := make([]bool, len(lines)) // a token has begun on the line
	for n, t := range all {
		from, to := t.Range.Start.Line-1, t.Range.End.Line-1
		if from >= len(info) {
			continue
		}
		switch t.Type {
		case hclsyntax.TokenOHeredoc:
			heredoc = from + 1
		case hclsyntax.TokenCHeredoc:
			for i := heredoc; i <= min(from, len(info)-1); i++ {
				info[i].fixed = true
			}
		case hclsyntax.TokenComment:
			if bytes.HasPrefix(t.Bytes, []byte("/*")) {
				for i := from; i < min(to, len(info)-1); i++ {
					info[i].fixed = true
				}
				info[min(to, len(info)-1)].fixed = to > from
			}
			if !first[from] && onlyOnLine(all, n) {
				for i := from; i <= min(to, len(info)-1) && (i < to || t.Range.End.Column > 1); i++ {
					info[i].comment = true
				}
			}
		case hclsyntax.TokenOBrace, hclsyntax.TokenOBrack, hclsyntax.TokenOParen:
			info[from].opens = endsLine(all, n)
		case hclsyntax.TokenCBrace, hclsyntax.TokenCBrack, hclsyntax.TokenCParen:
			info[from].closes = info[from].closes || !first[from]
		}
		if t.Type != hclsyntax.TokenNewline {
			first[from] = true
		}
	}
	if f, _ := hclsyntax.ParseConfig(src, "", hcl.InitialPos); f != nil {
		markBlocks(f.Body.(*hclsyntax.Body), info)
	}
	return info
}

// onlyOnLine tells whether a comment is followed by nothing on its last line.
func onlyOnLine(all hclsyntax.Tokens, n int) bool {
	return bytes.HasSuffix(all[n].Bytes, []byte("\n")) || n+1 >= len(all) ||
		all[n+1].Type == hclsyntax.TokenNewline || all[n+1].Type == hclsyntax.TokenEOF
}

// endsLine tells whether token n is the last of its line but for a comment.
func endsLine(all hclsyntax.Tokens, n int) bool {
	for _, t := range all[n+1:] {
		switch t.Type {
		case hclsyntax.TokenNewline, hclsyntax.TokenEOF:
			return true
		case hclsyntax.TokenComment:
			if t.Range.Start.Line != t.Range.End.Line {
				return bytes.HasSuffix(t.Bytes, []byte("\n"))
			}
		default:
			return t.Range.Start.Line > all[n].Range.Start.Line
		}
	}
	return true
}

func markBlocks(body *hclsyntax.Body, info []lineInfo) {
	for _, b := range body.Blocks {
		from, to := b.TypeRange.Start.Line-1, b.CloseBraceRange.Start.Line-1
		if from < to && to < len(info) {
			info[from].start, info[to].end = true, true
		}
		markBlocks(b.Body, info)
	}
}

func formatJSON(src []byte, filename string) ([]byte, diag.List) {
	plain := bytes.TrimPrefix(src, byteOrderMark)
	if _, diags := hcljson.Parse(plain, filename); diags.HasErrors() {
		return src, fromHCL(diags, diag.Syntax)
	}
	var out bytes.Buffer
	if err := json.Indent(&out, bytes.TrimSpace(plain), "", "  "); err != nil {
		var l diag.List
		l.Errorf(diag.Syntax, diag.Range{File: filename}, "The file is not valid JSON", "%s.", err)
		return src, l
	}
	out.WriteByte('\n')
	return out.Bytes(), nil
}
