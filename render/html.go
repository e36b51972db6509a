package render

import (
	"bytes"
	"fmt"
	"html"
	"regexp"
	"strings"
	"unicode"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/parser"
)

// text builds Markdown line by line.
type text struct{ b bytes.Buffer }

func (t *text) line(format string, args ...any) {
	fmt.Fprintf(&t.b, format, args...)
	t.b.WriteByte('\n')
}

func (t *text) bytes() []byte { return append(bytes.TrimRight(t.b.Bytes(), "\n"), '\n') }

// special are the characters that mean something in Markdown or HTML.
var special = strings.NewReplacer(
	`\`, `\\`, "`", "\\`", "*", `\*`, "_", `\_`, "[", `\[`, "]", `\]`, "<", `&lt;`, ">", `&gt;`, "#", `\#`, "|", `\|`, "~", `\~`,
)

// entity is what HTML would read as a character reference.
var entity = regexp.MustCompile(`&(#?[0-9A-Za-z]+;)`)

// opening is what makes a list, rule or heading at the start of a line: "1. ", "- ", "===".
var opening = regexp.MustCompile(`^(?:([0-9]*)([.)+-])(?: |$)|()([-=])[-=]*$)`)

// esc makes text from an architecture harmless: it is shown as written, on one line. Characters
// that steer terminals or turn the direction of writing become "�".
func esc(s string) string {
	s = strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r):
			return ' '
		case unicode.IsControl(r), r >= 0x202A && r <= 0x202E, r >= 0x2066 && r <= 0x2069, r == 0xFFFE, r == 0xFFFF:
			return unicode.ReplacementChar
		}
		return r
	}, s)
	s = special.Replace(strings.Join(strings.Fields(s), " "))
	s = entity.ReplaceAllString(s, "&amp;$1")
	if m := opening.FindStringSubmatch(s); m != nil {
		digits := m[1] + m[3]
		return digits + `\` + s[len(digits):]
	}
	return s
}

// cell is esc for a table cell; an empty cell shows a dash.
func cell(s string) string {
	if strings.TrimSpace(s) == "" {
		return "–"
	}
	return esc(s)
}

var markdown = goldmark.New(goldmark.WithExtensions(extension.Table), goldmark.WithParserOptions(parser.WithAutoHeadingID()))

// css makes a page readable on screen and on paper, with nothing from elsewhere.
const css = `
:root{color-scheme:light dark;--ink:#1f2933;--soft:#52606d;--line:#cbd2d9;--band:#f5f7fa;--accent:#0b69a3;--paper:#fff}
@media (prefers-color-scheme:dark){:root{--ink:#e4e7eb;--soft:#9aa5b1;--line:#3e4c59;--band:#27313b;--accent:#62b0e8;--paper:#1b222a}}
*{box-sizing:border-box}
body{margin:0;background:var(--paper);color:var(--ink);font:16px/1.55 Inter,"Helvetica Neue",Helvetica,Arial,sans-serif}
main{max-width:64rem;margin:0 auto;padding:2.5rem 1.5rem 4rem}
h1{font-size:2rem;line-height:1.2;margin:0 0 1rem}h2{margin:2.5rem 0 1rem;padding-bottom:.3rem;border-bottom:2px solid var(--accent);font-size:1.45rem}
h3{margin:2rem 0 .5rem;font-size:1.15rem}h4{margin:1.4rem 0 .3rem;font-size:1rem}p{margin:.6rem 0}ul{margin:.4rem 0 .8rem;padding-left:1.4rem}li{margin:.25rem 0}em{color:var(--soft);font-style:normal}
.scroll{overflow-x:auto;margin:1rem 0}table{border-collapse:collapse;width:100%;font-size:.92rem}
th,td{border:1px solid var(--line);padding:.45rem .6rem;text-align:left;vertical-align:top}th{background:var(--band)}
code{background:var(--band);padding:.1rem .3rem;border-radius:3px;font-size:.88em}hr{border:0;border-top:1px solid var(--line);margin:2.5rem 0 1rem}a{color:var(--accent)}
@media print{:root{--ink:#000;--soft:#444;--line:#999;--band:#f2f2f2;--accent:#0b69a3;--paper:#fff}body{font-size:10.5pt}main{max-width:none;padding:0}
h2,h3,h4,p:has(+.scroll){break-after:avoid}tr,li{break-inside:avoid}.scroll{overflow:visible}table{font-size:.85em}}
@page{margin:18mm 15mm}
`

// page turns Markdown into one self-contained HTML page.
func page(title string, md []byte) []byte {
	var body bytes.Buffer
	if err := markdown.Convert(md, &body); err != nil {
		panic("render: goldmark failed on its own input: " + err.Error()) // writing to a buffer does not fail
	}
	content := strings.ReplaceAll(body.String(), "<table>", `<div class="scroll" tabindex="0" role="region" aria-label="Table"><table>`)
	content = strings.ReplaceAll(content, "</table>", "</table></div>")
	return []byte(fmt.Sprintf("<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>%s</title>\n<style>%s</style>\n</head>\n<body>\n<main>\n%s</main>\n</body>\n</html>\n",
		html.EscapeString(title), css, content))
}
