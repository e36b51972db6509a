// Package terminal is where a command reads and writes: streams as a value,
// with a twin for tests, so that no command touches os.Stdout itself.
package terminal

import (
	"bytes"
	"io"
	"os"
	"strconv"

	"golang.org/x/term"
)

// Streams are a command's input and outputs. Results go to Out, diagnostics
// and progress to Err.
type Streams struct {
	In       io.Reader
	Out, Err io.Writer
	// OutTTY, ErrTTY and InTTY tell whether a person is at the other end.
	InTTY, OutTTY, ErrTTY bool
	// Color permits ANSI colours where the stream is a terminal.
	Color bool
	// Columns is the width of the terminal; 0 when there is none.
	Columns int
	Getenv  func(string) string
}

// System gives the process's own streams. Colours are off when NO_COLOR is
// set to anything or TERM is "dumb".
func System() *Streams {
	s := &Streams{In: os.Stdin, Out: os.Stdout, Err: os.Stderr, Getenv: os.Getenv,
		InTTY:  term.IsTerminal(int(os.Stdin.Fd())),
		OutTTY: term.IsTerminal(int(os.Stdout.Fd())),
		ErrTTY: term.IsTerminal(int(os.Stderr.Fd())),
		Color:  os.Getenv("NO_COLOR") == "" && os.Getenv("TERM") != "dumb",
	}
	if s.OutTTY {
		s.Columns, _, _ = term.GetSize(int(os.Stdout.Fd()))
	}
	if c, err := strconv.Atoi(os.Getenv("COLUMNS")); err == nil && c > 0 && s.OutTTY {
		s.Columns = c
	}
	return s
}

// Test gives streams over buffers, with no terminal and no environment.
func Test(in string) (s *Streams, out, errs *bytes.Buffer) {
	out, errs = &bytes.Buffer{}, &bytes.Buffer{}
	return &Streams{In: bytes.NewBufferString(in), Out: out, Err: errs, Getenv: func(string) string { return "" }}, out, errs
}

// Style colours text for one of the two outputs.
type Style struct{ on bool }

// OutStyle is the style for Out.
func (s *Streams) OutStyle() Style { return Style{s.Color && s.OutTTY} }

// ErrStyle is the style for Err.
func (s *Streams) ErrStyle() Style { return Style{s.Color && s.ErrTTY} }

// ErrColumns is the width that lines on Err are wrapped at; 0 when it is no terminal.
func (s *Streams) ErrColumns() int {
	if !s.ErrTTY {
		return 0
	}
	return s.Columns
}

func (st Style) wrap(code, text string) string {
	if !st.on || text == "" {
		return text
	}
	return "\x1b[" + code + "m" + text + "\x1b[0m"
}

func (st Style) Bold(t string) string   { return st.wrap("1", t) }
func (st Style) Dim(t string) string    { return st.wrap("2", t) }
func (st Style) Red(t string) string    { return st.wrap("31", t) }
func (st Style) Green(t string) string  { return st.wrap("32", t) }
func (st Style) Yellow(t string) string { return st.wrap("33", t) }
func (st Style) Cyan(t string) string   { return st.wrap("36", t) }
