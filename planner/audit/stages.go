package audit

import (
	"slices"

	"github.com/stagecraft-dev/stagecraft/schema"
)

// stays gathers how many records stand in each stage, and how long records stay there.
type stays struct {
	records map[schema.Address]int
	times   map[schema.Address][]int64 // milliseconds
}

func newStays() *stays {
	return &stays{map[schema.Address]int{}, map[schema.Address][]int64{}}
}

// count takes in the records of a population. A stay lasts from one move to the next, or until the record was put away, or until now; those that are not sure are left out;
// where moves are not kept, the CRM's own count of the time in a stage is one stay, or else the one that lasts.
func (s *stays) count(p *population, now int64) {
	for i, t := range p.tracks {
		kept := p.kept.Moves[t.Address]
		for _, r := range p.judged {
			in := p.stageAt(i, r.at[i].rank)
			if in != "" {
				s.records[in]++
			}
			if !kept {
				if in != "" && len(p.spent[in]) == 0 && r.at[i].entered != 0 && r.at[i].entered <= now {
					s.times[in] = append(s.times[in], now-r.at[i].entered)
				}
				continue
			}
			stage, since := r.at[i].made, r.created
			stay := func(until int64) {
				if r.doubtful(i, since) != "" {
					return
				}
				if stage >= 0 && since != 0 && until >= since {
					at := t.Stages[stage].Address
					s.times[at] = append(s.times[at], until-since)
				}
			}
			for _, m := range r.moves {
				if int(m.track) == i {
					stay(m.at)
					stage, since = m.to, m.at
				}
			}
			if stage == r.at[i].rank && r.archived != 0 {
				if r.active == 0 {
					stay(r.archived)
				}
			} else if stage == r.at[i].rank {
				stay(now)
			}
		}
		if !kept {
			for _, x := range t.Stages {
				s.times[x.Address] = append(s.times[x.Address], p.spent[x.Address]...)
			}
		}
	}
}

// list gives the stages of the tracks of the objects that were read, in order.
func (s *stays) list(tracks []*schema.Track, read map[string]bool) []Stage {
	out := []Stage{}
	for _, t := range tracks {
		if !read[t.Object] {
			continue
		}
		for _, x := range t.Stages {
			st := Stage{Address: x.Address, Label: schema.Title(x), Track: t.Label(), Records: s.records[x.Address], Stays: len(s.times[x.Address])}
			if times := s.times[x.Address]; len(times) > 0 {
				slices.Sort(times)
				middle := times[len(times)/2]
				if len(times)%2 == 0 {
					middle = (times[len(times)/2-1] + middle) / 2
				}
				st.Median, st.Longest = middle/1000, times[len(times)-1]/1000
			}
			out = append(out, st)
		}
	}
	return out
}
