package planner

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// Journal is a file that keeps what a run does until a store commits it. It has sections, each of which follows a commit of
// the state; there is more than one only when a run was interrupted and its entries could not be settled yet.
type Journal struct {
	path string
	file *os.File // open while entries are appended
	head JournalHead
}

// JournalHead is the line in front of the entries that follow a commit.
type JournalHead struct {
	Journal int    `json:"journal"` // format
	Lineage string `json:"lineage"`
	Serial  int    `json:"serial"`
	// Base and ID are for stores that several machines write to: which commit of that serial it is, and the name by which the
	// store remembers that it took the section in.
	Base string `json:"base,omitempty"`
	ID   string `json:"id,omitempty"`
}

// JournalSection is a head with its entries.
type JournalSection struct {
	JournalHead
	Entries []Entry
}

// NewJournal is the journal in the file at path. Nothing is read or created yet.
func NewJournal(path string) *Journal { return &Journal{path: path} }

// Path is where the file is.
func (j *Journal) Path() string { return j.path }

// Sections reads the journal; there are none when the file does not exist. A last line without its end was being
// written when the run died, and counts as never written. The error is a diag.Diagnostic.
func (j *Journal) Sections() ([]JournalSection, error) {
	data, err := j.read()
	if err != nil {
		return nil, err
	}
	sections, _, err := readJournal(data, j.path)
	return sections, err
}

func (j *Journal) read() ([]byte, error) {
	data, err := os.ReadFile(j.path)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, stateError(j.path, "The journal cannot be read", "%v", err)
	}
	return data, nil
}

// Append writes an entry that follows the commit that head names, into a new section if that is not the last one. The entry is durable when
// Append returns. The directory of the file must exist.
func (j *Journal) Append(head JournalHead, e Entry) error {
	head.Journal = 1
	line, err := encodeLine(e)
	if err != nil {
		return fmt.Errorf("journal entry of %s: %w", e.Address, err)
	}
	if j.file == nil {
		if err := j.open(); err != nil {
			return err
		}
	}
	if j.head != head {
		first, _ := encodeLine(head) // texts and numbers always have a form
		line = append(first, line...)
	}
	_, err = j.file.Write(line)
	if err == nil {
		err = j.file.Sync()
	}
	if err == nil && j.head.Journal == 0 {
		err = syncDir(filepath.Dir(j.path))
	}
	if err != nil {
		j.Close() // half a line may stand there; opening it again cuts that off
		return stateError(j.path, "The journal cannot be written", "%v", err)
	}
	j.head = head
	return nil
}

// open continues after the last whole line.
func (j *Journal) open() error {
	data, err := j.read()
	if err != nil {
		return err
	}
	sections, whole, err := readJournal(data, j.path)
	if err != nil {
		return err
	}
	f, err := os.OpenFile(j.path, os.O_RDWR|os.O_CREATE, 0o644)
	if err == nil {
		if err = f.Truncate(int64(whole)); err == nil {
			_, err = f.Seek(int64(whole), 0)
		}
		if err != nil {
			f.Close()
		}
	}
	if err != nil {
		return stateError(j.path, "The journal cannot be written", "%v", err)
	}
	j.file, j.head = f, JournalHead{}
	if len(sections) > 0 {
		j.head = sections[len(sections)-1].JournalHead
	}
	return nil
}

// Close ends appending; another Append begins anew.
func (j *Journal) Close() {
	if j.file != nil {
		j.file.Close()
		j.file = nil
	}
}

// Remove removes what a commit took in.
func (j *Journal) Remove() error {
	j.Close()
	if err := os.Remove(j.path); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return stateError(j.path, "The journal cannot be removed", "%v. It was taken into the state; remove it by hand.", err)
	}
	return nil
}

func encodeLine(v any) ([]byte, error) {
	b, err := json.Marshal(v)
	return append(b, '\n'), err
}

// readJournal reads the sections in data, and how long the part is that is whole.
func readJournal(data []byte, file string) (sections []JournalSection, whole int, err error) {
	for line := 1; ; line++ {
		i := bytes.IndexByte(data[whole:], '\n')
		if i < 0 {
			return sections, whole, nil
		}
		text := data[whole : whole+i]
		var h JournalHead
		switch err := json.Unmarshal(text, &h); {
		case err == nil && h.Journal == 1:
			sections = append(sections, JournalSection{JournalHead: h})
		case line == 1 || h.Journal != 0:
			return nil, whole, stateError(file, "The journal is damaged",
				"Line %d is not that of a journal this version of stagecraft can read. It was not touched.", line)
		default:
			var e Entry
			err := json.Unmarshal(text, &e)
			if err == nil {
				err = e.check()
			}
			if err != nil {
				return nil, whole, stateError(file, "The journal is damaged", "Line %d is not valid (%v). It was not touched.", line, err)
			}
			last := &sections[len(sections)-1]
			last.Entries = append(last.Entries, e)
		}
		whole += i + 1
	}
}

// replay applies the sections of a journal to the state of a store that only one machine writes to. What follows
// an earlier commit was taken in already: the run died before it removed the journal. Before the first commit there is no lineage.
func replay(s *State, sections []JournalSection, file string) error {
	for _, sec := range sections {
		switch {
		case sec.Serial == s.Serial && sec.Lineage == s.Lineage:
			if err := s.Replay(sec.Entries); err != nil {
				return stateError(file, "The journal is damaged", "%v. It was not touched.", err)
			}
		case sec.Lineage != "" && sec.Lineage != s.Lineage || sec.Serial > s.Serial:
			return stateError(file, "The journal does not belong to the state file",
				"It follows commit %d, the state file is commit %d. Put the state file back that belongs to it; removing the journal loses what it says.", sec.Serial, s.Serial)
		}
	}
	return nil
}
