package view

import (
	"bytes"
	"io"
	"net/url"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/stagecraft-dev/stagecraft/cmd/internal/terminal"
	"github.com/stagecraft-dev/stagecraft/schema/diag"
	"github.com/stagecraft-dev/stagecraft/schema/lint"
)

// The parts of SARIF 2.1.0 that findings need; names are those of the standard.
// https://docs.oasis-open.org/sarif/sarif/v2.1.0/os/sarif-v2.1.0-os.html
type (
	sarifLog struct {
		Schema  string     `json:"$schema"`
		Version string     `json:"version"`
		Runs    []sarifRun `json:"runs"`
	}
	sarifRun struct {
		Tool struct {
			Driver sarifDriver `json:"driver"`
		} `json:"tool"`
		ColumnKind  string                   `json:"columnKind"`
		Bases       map[string]sarifArtifact `json:"originalUriBaseIds"`
		Invocations []sarifInvocation        `json:"invocations"`
		Results     []sarifResult            `json:"results"`
	}
	sarifDriver struct {
		Name    string      `json:"name"`
		Version string      `json:"version"`
		Rules   []sarifRule `json:"rules"`
	}
	sarifInvocation struct {
		Successful bool `json:"executionSuccessful"`
	}
	sarifRule struct {
		ID      string       `json:"id"`
		HelpURI string       `json:"helpUri,omitempty"`
		Name    string       `json:"name,omitempty"`
		Short   sarifText    `json:"shortDescription"`
		Full    sarifText    `json:"fullDescription"`
		Help    sarifText    `json:"help"`
		Default sarifDefault `json:"defaultConfiguration"`
	}
	sarifDefault struct {
		Level diag.Severity `json:"level"`
	}
	sarifText struct {
		Text     string `json:"text"`
		Markdown string `json:"markdown,omitempty"`
	}
	sarifResult struct {
		RuleID    string          `json:"ruleId"`
		RuleIndex int             `json:"ruleIndex"`
		Level     diag.Severity   `json:"level"`
		Message   sarifText       `json:"message"`
		Locations []sarifLocation `json:"locations,omitempty"`
	}
	sarifLocation struct {
		Physical sarifPhysical  `json:"physicalLocation"`
		Logical  []sarifLogical `json:"logicalLocations,omitempty"`
	}
	sarifPhysical struct {
		Artifact sarifArtifact `json:"artifactLocation"`
		Region   *sarifRegion  `json:"region,omitempty"`
	}
	sarifLogical struct {
		Name string `json:"fullyQualifiedName"`
	}
	sarifArtifact struct {
		URI         string     `json:"uri,omitempty"`
		Base        string     `json:"uriBaseId,omitempty"`
		Description *sarifText `json:"description,omitempty"`
	}
	sarifRegion struct {
		StartLine   int `json:"startLine"`
		StartColumn int `json:"startColumn"`
		EndLine     int `json:"endLine"`
		EndColumn   int `json:"endColumn"`
	}
)

// sarifBase stands for the root of the repository; who reads a log knows where that is.
const sarifBase = "%SRCROOT%"

func lintSARIF(w io.Writer, _ terminal.Style, l *Lint) error {
	var run sarifRun
	run.Tool.Driver = sarifDriver{Name: "stagecraft", Version: l.Version}
	run.ColumnKind = "unicodeCodePoints"
	run.Bases = map[string]sarifArtifact{sarifBase: {Description: &sarifText{Text: "The root of the repository."}}}
	run.Invocations = []sarifInvocation{{Successful: l.Loaded}}
	run.Results = []sarifResult{}
	index := map[diag.Code]int{}
	rules := &run.Tool.Driver.Rules
	for _, r := range l.rules() {
		index[r.Code] = len(*rules)
		*rules = append(*rules, sarifRule{ID: string(r.Code), HelpURI: r.URL(), Name: identifier(r.Name), Short: sarifText{Text: r.Name}, Full: sarifText{Text: r.Reason},
			Help: sarifText{Text: r.Fix, Markdown: RulePage(r, "")}, Default: sarifDefault{r.Severity}})
	}
	for _, d := range l.Found.Sorted() {
		i, known := index[d.Code]
		if !known { // of loading, whose codes are no rules
			i = len(*rules)
			index[d.Code] = i
			text := sarifText{Text: diag.Meaning(d.Code)}
			*rules = append(*rules, sarifRule{ID: string(d.Code), HelpURI: lint.CodesURL, Short: text, Full: text, Help: text, Default: sarifDefault{d.Severity}})
		}
		res := sarifResult{RuleID: string(d.Code), RuleIndex: i, Level: d.Severity, Message: sarifText{Text: d.Summary}}
		if d.Detail != "" {
			res.Message.Text += ". " + d.Detail
		}
		if !d.Subject.IsZero() {
			res.Locations = []sarifLocation{l.sarifLocation(d)}
		}
		run.Results = append(run.Results, res)
	}
	return JSON(w, sarifLog{Schema: "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json",
		Version: "2.1.0", Runs: []sarifRun{run}})
}

func (l *Lint) sarifLocation(d diag.Diagnostic) sarifLocation {
	uri := url.URL{Path: l.File(d.Subject)}
	loc := sarifLocation{Physical: sarifPhysical{Artifact: sarifArtifact{URI: uri.String(), Base: sarifBase}}}
	if at := d.Subject; at.Start.Line > 0 {
		src := l.Sources[at.File]
		loc.Physical.Region = &sarifRegion{StartLine: at.Start.Line, StartColumn: column(src, at.Start), EndLine: at.End.Line, EndColumn: column(src, at.End)}
	}
	if d.Address != "" {
		loc.Logical = []sarifLogical{{Name: d.Address}}
	}
	return loc
}

// column is a place's column in code points, from 1. Without the source it is the place's own, which counts what a person sees as
// one character.
func column(src []byte, p diag.Pos) int {
	if p.Byte > len(src) || p.Byte < 0 || src == nil {
		return p.Column
	}
	return utf8.RuneCount(src[bytes.LastIndexByte(src[:p.Byte], '\n')+1:p.Byte]) + 1
}

// identifier makes a name one word: "Stage named after an activity" is StageNamedAfterAnActivity.
func identifier(name string) string {
	var b strings.Builder
	for _, word := range strings.FieldsFunc(name, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }) {
		first, size := utf8.DecodeRuneInString(word)
		b.WriteString(string(unicode.ToUpper(first)) + word[size:])
	}
	return b.String()
}
