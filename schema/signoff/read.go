package signoff

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/stagecraft-dev/stagecraft/schema/diag"
)

// maxSize is the largest record that is read, in bytes; one of ten thousand definitions is smaller.
const maxSize = 4 << 20

// Read reads all records of an architecture from its directory, oldest first. A
// file that is no record as Encode writes it gives an error with its line, and is
// left out. A directory without records is fine. sources holds what was read of files with problems, for snippets.
func Read(dir fs.FS) (records []*Record, diags diag.List, sources map[string][]byte) {
	sources = map[string][]byte{}
	roles, err := fs.ReadDir(dir, Dir)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		diags.Errorf(diag.UnreadableIO, diag.Range{}, "The sign-offs cannot be read", "%v.", err)
	}
	for _, role := range roles {
		if !role.IsDir() {
			if info, err := fs.Stat(dir, path.Join(Dir, role.Name())); role.Type()&fs.ModeSymlink != 0 && (err != nil || info.IsDir()) {
				diags.Errorf(diag.BadSignOff, diag.Range{File: path.Join(Dir, role.Name())}, "The sign-offs of a role are a link", "Nothing behind a link is read. Put the directory itself there.")
			}
			continue
		}
		files, err := fs.ReadDir(dir, path.Join(Dir, role.Name()))
		if err != nil {
			diags.Errorf(diag.UnreadableIO, diag.Range{}, "The sign-offs cannot be read", "%v.", err)
		}
		for _, f := range files {
			name := path.Join(Dir, role.Name(), f.Name())
			if path.Ext(name) != ".json" {
				continue
			}
			data, err := readFile(dir, name, f)
			if err != nil {
				diags.Errorf(diag.BadSignOff, diag.Range{File: name}, "A sign-off cannot be read", "%v.", err)
				continue
			}
			r, ds := Parse(data, name)
			if len(ds) > 0 {
				diags.Add(ds...)
				sources[name] = data
				continue
			}
			records = append(records, r)
		}
	}
	slices.SortStableFunc(records, byTime)
	return records, diags, sources
}

func readFile(dir fs.FS, name string, e fs.DirEntry) ([]byte, error) {
	if !e.Type().IsRegular() {
		return nil, errors.New("it is not a regular file")
	}
	f, err := dir.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	data, err := io.ReadAll(io.LimitReader(f, maxSize+1))
	if err == nil && len(data) > maxSize {
		err = fmt.Errorf("it is larger than %d MB", maxSize>>20)
	}
	return data, err
}

// byTime orders acts: by time; at the same time a withdrawal comes last, and so counts.
func byTime(x, y *Record) int {
	if c := x.Time.Compare(y.Time); c != 0 {
		return c
	}
	if x.Act != y.Act {
		if x.Act == Withdraw {
			return 1
		}
		return -1
	}
	return strings.Compare(x.File, y.File)
}

var hexDigest = regexp.MustCompile(`^[0-9a-f]{64}$`)

// Parse reads one record. name is its file, relative to the directory of the
// architecture, with forward slashes. The record is nil when there are diagnostics.
func Parse(data []byte, name string) (*Record, diag.List) {
	p := &parser{data: data, file: name}
	r := &Record{File: name}
	dec := json.NewDecoder(bytes.NewReader(data))
	dec.DisallowUnknownFields()
	if err := dec.Decode(r); err != nil {
		p.jsonError(err)
		return nil, p.diags
	}
	major, _, _ := strings.Cut(r.FormatVersion, ".")
	if want, _, _ := strings.Cut(FormatVersion, "."); major != want {
		p.fail("format_version", 0, fmt.Sprintf("The sign-off has format %q", r.FormatVersion), "This version of stagecraft reads format %s. Use a newer version.", FormatVersion)
		return nil, p.diags
	}
	p.check(r)
	if len(p.diags) > 0 {
		return nil, p.diags
	}
	if want := r.Name(); want != name {
		p.fail("format_version", 0, "The sign-off is not the file that was written", "Its content belongs to %s. A record is never edited or moved: take the file back as it was committed, or sign again.", want)
	} else if !bytes.Equal(bytes.ReplaceAll(data, []byte("\r\n"), []byte("\n")), r.Encode()) {
		p.fail("format_version", 0, "The sign-off was edited", "It does not have the form in which stagecraft writes it. A record is never edited: take the file back as it was committed, or sign again.")
	}
	if len(p.diags) > 0 {
		return nil, p.diags
	}
	return r, nil
}

// check tells what a record of the right form cannot say.
func (p *parser) check(r *Record) {
	const again = "A record is written by stagecraft signoff and never edited: take the file back as it was committed, or sign again."
	switch {
	case r.Act != Sign && r.Act != Withdraw:
		p.fail("act", 0, fmt.Sprintf("%q is neither signing nor withdrawing", r.Act), again)
	case r.Role.Kind() != "role" || r.Role.Name() == "":
		p.fail("role", 0, fmt.Sprintf("%q is not a role", r.Role), again)
	case !strings.Contains(r.Signer.Email, "@"):
		p.fail("email", 0, "The sign-off does not say who signed", again)
	case r.Time.Year() < 2000 || r.Time.Year() > 9999:
		p.fail("time", 0, "The sign-off does not say when it was signed", again)
	case len(r.Definitions) == 0:
		p.fail("definitions", 0, "The sign-off is for no definition", again)
	}
	seen := map[string]bool{}
	for i, d := range r.Definitions {
		switch {
		case d.Address == "" || seen[string(d.Address)]:
			p.fail("address", i, fmt.Sprintf("The sign-off names no definition here, or %q twice", d.Address), again)
		case !hexDigest.MatchString(d.Digest):
			p.fail("digest", i, fmt.Sprintf("The sign-off does not say which text of %s was signed", d.Address), again)
		}
		seen[string(d.Address)] = true
	}
}

// parser finds places in the text of a record.
type parser struct {
	data  []byte
	file  string
	diags diag.List
}

func (p *parser) jsonError(err error) {
	offset := len(p.data)
	var syntax *json.SyntaxError
	var typ *json.UnmarshalTypeError
	var clock *time.ParseError
	text := strings.TrimPrefix(err.Error(), "json: ")
	switch {
	case errors.As(err, &syntax):
		offset = int(syntax.Offset) - 1
	case errors.As(err, &typ):
		offset = int(typ.Offset) - 1
		text = fmt.Sprintf("%s cannot be a %s", typ.Field, typ.Value)
	case errors.As(err, &clock):
		offset, text = p.keyOffset("time", 0), "the time is not of the form 2026-01-31T09:30:00Z"
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		text = "the file ends before the record does"
	default:
		if _, field, ok := strings.Cut(text, "unknown field "); ok {
			offset = max(0, bytes.Index(p.data, []byte(field)))
		}
	}
	p.diags.Add(diag.Diagnostic{Code: diag.BadSignOff, Severity: diag.Error, Subject: p.rangeAt(offset),
		Summary: "The sign-off is not valid: " + text,
		Detail:  "A record is written by stagecraft signoff and never edited: take the file back as it was committed, or sign again."})
}

// fail reports a problem at the nth (from 0) value of a key.
func (p *parser) fail(key string, n int, summary, detail string, args ...any) {
	p.diags.Errorf(diag.BadSignOff, p.rangeAt(p.keyOffset(key, n)), summary, detail, args...)
}

// keyOffset finds the nth place where a key stands; 0 when there is none. A quote inside
// a string is written with a backslash, so no text can look like a key.
func (p *parser) keyOffset(key string, n int) int {
	for _, m := range regexp.MustCompile(`"`+key+`"\s*:`).FindAllIndex(p.data, -1) {
		if m[0] > 0 && p.data[m[0]-1] == '\\' {
			continue
		}
		if n == 0 {
			return m[0]
		}
		n--
	}
	return 0
}

// rangeAt is the rest of the line from a byte on.
func (p *parser) rangeAt(offset int) diag.Range {
	offset = max(0, min(offset, len(p.data)))
	start := bytes.LastIndexByte(p.data[:offset], '\n') + 1
	end := len(p.data)
	if i := bytes.IndexByte(p.data[offset:], '\n'); i >= 0 {
		end = offset + i
	}
	line := bytes.Count(p.data[:offset], []byte("\n")) + 1
	column := func(to int) int { return len([]rune(string(p.data[start:to]))) + 1 }
	return diag.Range{File: p.file, Start: diag.Pos{Line: line, Column: column(offset), Byte: offset},
		End: diag.Pos{Line: line, Column: column(end), Byte: end}}
}
