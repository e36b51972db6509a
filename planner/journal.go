package planner

import (
	"bytes"
	"encoding/json"
	"fmt"

	"github.com/stagecraft-dev/stagecraft/providers"
)

// Phase of a journal entry.
type Phase string

const (
	Started Phase = "started" // the CRM is about to be asked
	Ended   Phase = "ended"   // carried out; the entry says what is live now
	Failed  Phase = "failed"  // refused; nothing changed
)

// Entry is a line of the journal. Replaying the entries over the state that
// they were written after gives the state of now.
type Entry struct {
	Phase   Phase  `json:"phase"`
	Target  string `json:"target"`
	Address string `json:"address"`
	Action  Action `json:"action"`
	// MovedFrom is the address that the object had in the state.
	MovedFrom string `json:"moved_from,omitempty"`
	// OldKey and OldID name the live object before a replace or a move.
	OldKey   string         `json:"old_key,omitempty"`
	OldID    string         `json:"old_id,omitempty"`
	Resource *StateResource `json:"resource,omitempty"` // nil after a delete or forget
	Error    string         `json:"error,omitempty"`
}

// apply brings the state up to date with an entry.
func (s *State) apply(e Entry) {
	for i, p := range s.Pending {
		if p.Target == e.Target && p.Address == e.Address {
			s.Pending = append(s.Pending[:i:i], s.Pending[i+1:]...)
			break
		}
	}
	switch e.Phase {
	case Started:
		s.Pending = append(s.Pending, e)
	case Ended:
		t := s.Target(e.Target)
		if e.MovedFrom != "" {
			delete(t.Resources, e.MovedFrom)
		}
		if e.Resource == nil {
			delete(t.Resources, e.Address)
		} else {
			t.Resources[e.Address] = e.Resource
		}
	}
}

// replacedPart marks, in the part of an address, the old object of a replace that was
// interrupted between its create and its delete.
const replacedPart = "~replaced"

// resolve finds out from the live objects of a target what became of its pending
// operations, and brings the state up to date. Entries of other targets stay.
func (s *State) resolve(target string, live []*providers.Live) {
	var mine, others []Entry
	for _, e := range s.Pending {
		if e.Target == target {
			mine = append(mine, e)
		} else {
			others = append(others, e)
		}
	}
	s.Pending = others
	if len(mine) == 0 {
		return
	}
	byID := make(map[[2]string]*providers.Live, len(live))
	byKey := make(map[[2]string][]*providers.Live, len(live))
	for _, l := range live {
		byID[[2]string{l.Type, l.ID}] = l
		k := [2]string{l.Type, l.Key}
		byKey[k] = append(byKey[k], l)
	}
	res := s.Target(target).Resources
	for _, e := range mine {
		s.resolveOne(res, e, byID, byKey)
	}
}

func (s *State) resolveOne(res map[string]*StateResource, e Entry, byID map[[2]string]*providers.Live, byKey map[[2]string][]*providers.Live) {
	old := res[e.Address]
	if e.MovedFrom != "" && old == nil {
		old = res[e.MovedFrom]
	}
	if e.Action == Delete {
		if old != nil && byID[[2]string{old.Type, old.ID}] == nil {
			delete(res, e.Address)
		}
		return
	}
	r := e.Resource
	if r == nil {
		return
	}
	// The object that the operation was to leave behind: under its new key, and for
	// anything but create and replace under its known id.
	var found *providers.Live
	for _, l := range byKey[[2]string{r.Type, r.Key}] {
		if e.Action != Create && e.Action != Replace && l.ID != e.OldID || owned(res, r.Type, l.ID, e) {
			continue
		}
		found = l
		break
	}
	if found == nil {
		return // not carried out: what the state says still holds
	}
	next := *r
	next.ID = found.ID
	if old != nil && old.ID == found.ID && !holds(found.Values, r.Values) {
		next.Values = old.Values // started and not carried out, or not completely
	}
	if e.MovedFrom != "" {
		delete(res, e.MovedFrom)
	}
	res[e.Address] = &next
	if e.Action == Replace && e.OldID != "" && found.ID != e.OldID && byID[[2]string{r.Type, e.OldID}] != nil {
		o := *r
		o.ID, o.Key = e.OldID, e.OldKey
		if old != nil {
			o.Values = old.Values
		}
		res[orphanAddress(e.Address)] = &o
	}
}

// owned tells whether another address than the entry's holds the live object.
func owned(res map[string]*StateResource, typ, id string, e Entry) bool {
	for addr, r := range res {
		if r.Type == typ && r.ID == id && addr != e.Address && addr != e.MovedFrom {
			return true
		}
	}
	return false
}

// journalHeader is the first line of a journal file: which commit it follows.
type journalHeader struct {
	Journal int    `json:"journal"` // format
	Lineage string `json:"lineage"`
	Serial  int    `json:"serial"`
}

func encodeLine(v any) ([]byte, error) {
	b, err := json.Marshal(v)
	return append(b, '\n'), err
}

// replay applies the entries in data to the state. A last line without its
// end was being written when the run died, and counts as never written. A
// journal that follows another commit was taken in already and is left out.
// It returns the length of the part that is whole.
func replay(s *State, data []byte, file string) (whole int, err error) {
	first := true
	for line := 1; ; line++ {
		i := bytes.IndexByte(data[whole:], '\n')
		if i < 0 {
			return whole, nil
		}
		text := data[whole : whole+i]
		if first {
			var h journalHeader
			if err := json.Unmarshal(text, &h); err != nil || h.Journal != 1 {
				return whole, stateError(file, "The journal is damaged",
					"Its first line is not that of a journal this version of stagecraft can read. It was not touched.")
			}
			if h.Serial != s.Serial || h.Lineage != s.Lineage {
				if h.Lineage == s.Lineage && h.Serial < s.Serial {
					return 0, nil // committed, and the run died before it removed the journal
				}
				return whole, stateError(file, "The journal does not belong to the state file",
					"It follows commit %d, the state file is commit %d. Put the state file back that belongs to it; removing the journal loses what it says.", h.Serial, s.Serial)
			}
			first = false
		} else {
			var e Entry
			if err := json.Unmarshal(text, &e); err != nil {
				return whole, stateError(file, "The journal is damaged", "Line %d is not valid (%v). It was not touched.", line, err)
			}
			if e.Target == "" || e.Address == "" || e.Resource != nil && e.Resource.Type == "" {
				return whole, stateError(file, "The journal is damaged", fmt.Sprintf("Line %d lacks a target, an address or a type.", line))
			}
			s.apply(e)
		}
		whole += i + 1
	}
}
