package lint

import (
	"strings"

	"github.com/stagecraft-dev/stagecraft/schema"
)

// What a value of a property answers: how far somebody has come, what is done about it, what a company is to us.
var (
	leadPositions = setOf("subscriber, lead, known lead, raw lead, new lead, anonymous visitor, marketing engaged, mql, marketing qualified lead, " +
		"sal, sales accepted lead, sql, sales qualified lead, sao, sales accepted opportunity, opportunity, evangelist")
	workingStates = setOf("working, working lead, attempting contact, attempting to contact, attempted to contact, in progress, nurture, nurturing, " +
		"in nurture, unresponsive, no answer, no response, left voicemail, bad timing, on hold, do not contact")
	companyTypes  = setOf("partner, competitor, vendor, supplier, reseller, distributor, investor, agency, technology partner, channel partner")
	companyStates = setOf("active, inactive, dormant, paused, suspended, blocked, active customer, inactive customer, out of business")
	companyEnds   = setOf("churned, at risk")
	// positionOrType are a position and a type.
	positionOrType = setOf("customer, prospect, former customer")
)

func checkLifecycleStatus(p *Pass) {
	statuses := map[[2]string]*schema.Status{}
	for _, s := range p.Statuses {
		statuses[[2]string{s.Object, plainLabel(schema.Label(s.Label, s.Name))}] = s
	}
	for _, t := range p.Tracks() {
		if t.Pipeline {
			continue
		}
		far := 0
		for _, s := range t.Stages {
			if name := plainLabel(schema.Label(s.Label, s.Name)); leadPositions[name] || positionOrType[name] {
				far++
			}
		}
		for _, s := range t.Stages {
			label := schema.Label(s.Label, s.Name)
			name := plainLabel(label)
			if st := statuses[[2]string{t.Object, name}]; st != nil {
				p.Report(s, "label", "A lifecycle stage is a status too",
					"%q is a stage of %s and a status of %s (%s). Keep it where it belongs: how far a record has come is a stage, what is done about it is a status.",
					label, t.Label(), t.Object, st.Address)
			} else if far >= 2 && workingStates[name] && s.Outcome == "" && t.Object != "company" {
				p.Report(s, "label", "A working state stands among lifecycle stages",
					"The other stages of %s say how far %s has come; %q says what is done about it. Make it a status: status %q %q.", t.Label(), withArticle(t.Object), label, t.Object, s.Name)
			}
		}
	}
	for _, f := range p.Fields {
		if f.Object == "company" || f.Type.Kind != "enum" {
			continue
		}
		m := mixOf(optionLabels(f))
		if len(m.position) > 0 && len(m.working) > 0 && m.known >= 3 {
			p.Report(f, "type", "A field mixes lifecycle and status",
				"Among the options of %s, %s say how far a record has come and %s what is done about it. Move the first to a lifecycle and the second to status blocks of %s.",
				f.Address, quotedNames(m.position), quotedNames(m.working), f.Object)
		}
	}
}

// mix is how the values of one property divide.
type mix struct {
	position, working, kind []string
	known                   int
}

func mixOf(labels []string) (m mix) {
	for _, l := range labels {
		switch name := plainLabel(l); {
		case leadPositions[name]:
			m.position = append(m.position, l)
		case workingStates[name] || companyStates[name] || companyEnds[name]:
			m.working = append(m.working, l)
		case companyTypes[name]:
			m.kind = append(m.kind, l)
		case !positionOrType[name]:
			continue
		}
		m.known++
	}
	return m
}

// questions are how many of lifecycle, status and type the values answer.
func (m mix) questions() (n int) {
	for _, v := range [][]string{m.position, m.working, m.kind} {
		if len(v) > 0 {
			n++
		}
	}
	return n
}

// optionLabels are the options of a field as people see them.
func optionLabels(f *schema.Field) []string {
	label := map[string]string{}
	for _, o := range f.Options {
		label[o.Value] = o.Label
	}
	out := make([]string, len(f.Type.Options))
	for i, o := range f.Type.Options {
		if out[i] = label[o]; out[i] == "" {
			out[i] = o
		}
	}
	return out
}

// quotedNames lists names in quotation marks.
func quotedNames(names []string) string { return `"` + strings.Join(names, `", "`) + `"` }

var dealOutcomes = setOf("won, lost, won lost, won or lost")

func checkDealOutcomes(p *Pass) {
	if !p.Uses("deal") {
		return // there is no deal that could hold the outcome
	}
	namedStages(p, func(t *schema.Track, s *schema.Stage, label string) {
		if t.Pipeline || t.Object != "lead" && t.Object != "contact" && t.Object != "company" {
			return
		}
		if dealOutcomes[withoutWords(label, "closed", "deal", "opportunity", "opp")] {
			p.Report(s, "label", "A lifecycle stage is the outcome of a deal",
				"%q is what became of one deal; %s is about %s, who may have several. Give the outcome to a stage of the deal pipeline.", label, t.Label(), withArticle(t.Object))
		}
	})
}

func checkCompanyMix(p *Pass) {
	for _, f := range p.Fields {
		if f.Object != "company" || f.Type.Kind != "enum" {
			continue
		}
		if m := mixOf(optionLabels(f)); m.questions() >= 2 && m.known >= 3 {
			p.Report(f, "type", "A company field mixes lifecycle, type and status",
				"%s has options of several kinds: %s. Make a property of each.", f.Address, m)
		}
	}
	for _, t := range p.Tracks() {
		if t.Object != "company" || t.Pipeline {
			continue
		}
		var odd []*schema.Stage
		far := 0
		for _, s := range t.Stages {
			switch name := plainLabel(schema.Label(s.Label, s.Name)); {
			case leadPositions[name] || positionOrType[name]:
				far++
			case s.Outcome == "" && (companyTypes[name] || workingStates[name] || companyStates[name]):
				odd = append(odd, s)
			}
		}
		for _, s := range odd {
			label := schema.Label(s.Label, s.Name)
			question := "how it stands; make it a status or a field"
			if companyTypes[plainLabel(label)] {
				question = "what it is to us; make it an option of a type field"
			}
			if far >= 2 {
				p.Report(s, "label", "A company lifecycle mixes lifecycle, type and status",
					"The other stages of %s say how far a company has come; %q says %s.", t.Label(), label, question)
			}
		}
	}
}

// String names the kinds of values with the values.
func (m mix) String() string {
	var out []string
	for _, k := range []struct {
		is     string
		values []string
	}{{"lifecycle", m.position}, {"type", m.kind}, {"status", m.working}} {
		if len(k.values) > 0 {
			out = append(out, k.is+" ("+quotedNames(k.values)+")")
		}
	}
	return strings.Join(out, ", ")
}
