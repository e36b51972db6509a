package planner

import (
	"errors"
	"fmt"
	"slices"

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

// Replay brings the state up to date with entries that follow its commit. The error says what one of them lacks.
func (s *State) Replay(entries []Entry) error {
	for i, e := range entries {
		if err := e.check(); err != nil {
			return fmt.Errorf("entry %d: %w", i+1, err)
		}
		s.apply(e)
		s.Replayed = true
	}
	return nil
}

// check makes sure of what code that applies an entry relies on.
func (e Entry) check() error {
	if e.Target == "" || e.Address == "" || e.Resource != nil && e.Resource.Type == "" {
		return errors.New("it lacks a target, an address or a type")
	}
	return nil
}

// Reopen takes in entries that follow an earlier commit than the state's: somebody else committed since. All that may have been carried
// out becomes pending, so that the live objects tell what is left of it.
func (s *State) Reopen(entries []Entry) {
	var open []Entry
	for _, e := range entries {
		same := func(o Entry) bool { return o.Target == e.Target && o.Address == e.Address && o.Phase == Started }
		switch i := slices.IndexFunc(open, same); {
		case e.Phase == Started:
			open = append(open, e)
		case i < 0 && e.Phase == Ended:
			open = append(open, e)
		case i >= 0 && e.Phase == Ended:
			open[i] = e
		case i >= 0:
			open = slices.Delete(open, i, i+1)
		}
	}
	for _, e := range open {
		e.Phase = Started
		s.Pending = append(s.Pending, e)
		s.Replayed = true
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
