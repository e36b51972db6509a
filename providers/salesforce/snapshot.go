package salesforce

import (
	"strings"
	"sync"

	"github.com/stagecraft-dev/stagecraft/providers/salesforce/api"
	"github.com/stagecraft-dev/stagecraft/providers/salesforce/metadata"
)

// snapshot is what an org, or a folder of a project, holds at one time.
type snapshot struct {
	// components by kind and name, without the case of letters; in the package's order in all.
	components map[metadata.Member]*metadata.Component
	all        []*metadata.Component
	// inactive are values of standard value sets that the org says are not active: "OpportunityStage/Old". A retrieve does
	// not tell reliably.
	inactive map[string]bool
	// values are components that were decoded: *metadata.Component to a pointer. Nobody changes them.
	values sync.Map
	// org says what is known beside the metadata; zero for a folder.
	org orgFacts
}

// orgFacts are what queries tell.
type orgFacts struct {
	known    bool
	details  api.Organization
	username string
	// users are the active ones.
	users []user
}

type user struct{ Username, Email, Name string }

// user finds an active user by user name or e-mail address; nil when there is none, or more than one with the address.
func (o *orgFacts) user(identity string) *user {
	var found *user
	for i := range o.users {
		u := &o.users[i]
		if strings.EqualFold(u.Username, identity) {
			return u
		}
		if strings.EqualFold(u.Email, identity) {
			if found != nil {
				return nil
			}
			found = u
		}
	}
	return found
}

func memberKey(kind, name string) metadata.Member {
	return metadata.Member{Kind: kind, Name: strings.ToLower(name)}
}

// newSnapshot puts components where they are found.
func newSnapshot(p *metadata.Package) *snapshot {
	s := &snapshot{components: map[metadata.Member]*metadata.Component{}, inactive: map[string]bool{}}
	if p != nil {
		for i := range p.Components {
			s.add(&p.Components[i])
		}
	}
	return s
}

func (s *snapshot) add(c *metadata.Component) {
	s.components[memberKey(c.Kind, c.Name)] = c
	s.all = append(s.all, c)
}

// find gives a component, or nil.
func (s *snapshot) find(kind, name string) *metadata.Component {
	return s.components[memberKey(kind, name)]
}

// of gives the components of a kind, in order.
func (s *snapshot) of(kind string) []*metadata.Component {
	var out []*metadata.Component
	for _, c := range s.all {
		if c.Kind == kind {
			out = append(out, c)
		}
	}
	return out
}

// decoded reads a component of a kind into its Go type; ok is false when there is none. What it points to is shared.
func decoded[T any](s *snapshot, kind, name string) (out T, ok bool, err error) {
	c := s.find(kind, name)
	if c == nil {
		return out, false, nil
	}
	v, err := decodedOnce[T](s, c)
	if err != nil {
		return out, true, err
	}
	return *v, true, nil
}

// decodedOnce reads a component of the snapshot, once.
func decodedOnce[T any](s *snapshot, c *metadata.Component) (*T, error) {
	known, _ := s.values.Load(c)
	if v, ok := known.(*T); ok {
		return v, nil
	}
	v := new(T)
	if err := c.Decode(v); err != nil {
		return nil, err
	}
	s.values.Store(c, v)
	return v, nil
}
