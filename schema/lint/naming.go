package lint

import (
	"regexp"
	"slices"
	"strings"
	"unicode"

	"github.com/stagecraft-dev/stagecraft/schema"
	"github.com/stagecraft-dev/stagecraft/schema/diag"
)

var namingRules = []*Rule{
	{
		Code: "L-01", Name: "Stage named after an activity", Severity: diag.Warning, Check: checkActivityNames,
		Reason: "A stage says what is true of a record. “Demo” leaves open whether the demo is planned, held or missed, so two people put the same deal into different stages, and conversion rates mean nothing.",
		Fix:    "Name the fact that holds once the record is there, in the past tense: “Demo Completed”, not “Demo”. What there is to do belongs into tasks.",
	},
	{
		Code: "L-02", Name: "Lifecycle and status mixed", Severity: diag.Warning, Check: checkLifecycleStatus,
		Reason: "The lifecycle is how far somebody has come; the status is what is being done about it. In one property each overwrites the other: who sets “Nurture” loses that the contact was an MQL.",
		Fix:    "Keep lifecycle stages and contact statuses as separate fields: positions as stages of the lifecycle, working states as `status` blocks. A stage that is a waiting room by design has `outcome = \"holding\"`.",
	},
	{
		Code: "L-03", Name: "Deal outcome in a lifecycle", Severity: diag.Warning, Check: checkDealOutcomes,
		Reason: "A person or company may have several deals, some won and some lost. One lifecycle property cannot hold that, and a lost deal would end the relationship with a customer.",
		Fix:    "Deal outcomes go in the deal pipeline. In the lifecycle, a won deal makes a Customer; after a lost one the contact stays where it is, or is recycled.",
	},
	{
		Code: "L-05", Name: "Time-based renewal stages", Severity: diag.Warning, Check: checkCountdownStages,
		Reason: "“90 Days” says what the calendar knows already. Deals move by themselves, and nobody sees which renewals are agreed and which have not been talked about.",
		Fix:    "Use stages of commercial progress: Renewal Opened, Account Reviewed, Renewal Proposed, Renewal Negotiated. Keep the renewal date in a field, and let an automation or a clock count the days.",
	},
	{
		Code: "L-07", Name: "Stages of a default, not of the business", Severity: diag.Warning, Check: checkDefaultStages,
		Reason: "Stages that were taken over unchanged describe how anybody sells. They seldom match the steps that customers take here, so they are filled in from habit.",
		Fix:    "Name the steps in which your customers buy, or keep the names and say what they mean here: a `when` in the entry criteria, or `customised` on the stages that differ. If the default is really how you work, say that in `customised`.",
	},
	{
		Code: "L-12", Name: "Internal signal as a stage", Severity: diag.Warning, Check: checkSignalStages,
		Reason: "“Trending Down” is an opinion about a record, not a position. It changes up and down, hides how far the record has come, and cannot be checked.",
		Fix:    "Keep the signal in a field or a score (health, forecast category, temperature), and leave the stage to what happened.",
	},
	{
		Code: "L-13", Name: "Task as a stage", Severity: diag.Warning, Check: checkTaskStages,
		Reason: "“75% Complete” measures work, not what the customer has. Such stages multiply, nobody agrees on the percentage, and time in stage says nothing.",
		Fix:    "Keep tasks and progress in a project tool or a percent field. Make a stage of a milestone that the customer would recognise: “Data Migrated”, “First User Live”.",
	},
	{
		Code: "L-15", Name: "Company property that mixes lifecycle, type and status", Severity: diag.Warning, Check: checkCompanyMix,
		Reason: "How far a company has come, what it is to us, and how it stands are three questions. One property has one answer: a partner that is also a lead, or an active customer, cannot be told.",
		Fix:    "Make three of it: a lifecycle for the position, an enum field for the type (prospect, customer, partner, competitor), and a status or field for the state (active, on hold, at risk).",
	},
	{
		Code: "L-16", Name: "Inconsistent naming", Severity: diag.Warning, Check: checkConsistency,
		Reason: "People search, filter and report by names. Two spellings of one thing split every report; one abbreviation for two things merges what must be apart.",
		Mends:  "A label in another case than most of its flow gets Title Case where that is the usual one. Of two stages that are the same, the first gets the name of the other as an alias.",
		Fix:    "Choose one spelling, one case and one style of identifiers, and rename the rest; a `moved` block keeps what is in the CRM. Names that stay in use go into `aliases`.",
	},
	{
		Code: "L-17", Name: "Golden stage without criteria of the business", Severity: diag.Warning, Check: checkGoldenStages,
		Reason: "Golden stages are the most critical transition points: targets, forecasts and handoffs count on them. When nothing but judgement decides on entry, their numbers cannot be compared between people or months.",
		Fix:    "Give the stage an entry criterion with a `when` on your own fields or scores, or facts that it `requires`. If people must judge, say in `customised` by what.",
	},
}

// labelWords are the words of a label in lower case: "Closed-Won" is closed, won.
func labelWords(label string) []string {
	return strings.FieldsFunc(strings.ToLower(label), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
}

// plainLabel is a label in lower case with single spaces for all else that is no letter or digit.
func plainLabel(label string) string { return strings.Join(labelWords(label), " ") }

// withoutWords is a plain name without the words that say nothing about it, such as "deal" in "Deal Won".
func withoutWords(label string, drop ...string) string {
	return strings.Join(slices.DeleteFunc(labelWords(label), func(w string) bool { return slices.Contains(drop, w) }), " ")
}

// setOf is a set of plain names, given with commas between.
func setOf(names string) map[string]bool {
	set := map[string]bool{}
	for _, n := range strings.Split(names, ",") {
		set[strings.TrimSpace(n)] = true
	}
	return set
}

// namedStages visits every stage with its flow and what people call it.
func namedStages(p *Pass, visit func(t *schema.Track, s *schema.Stage, label string)) {
	for _, t := range p.Tracks() {
		for _, s := range t.Stages {
			visit(t, s, schema.Label(s.Label, s.Name))
		}
	}
}

var (
	// activityNames are things that people do at one time, each with the word that makes a fact of it.
	activityNames = map[string]string{"call": "Held", "calls": "Held", "demo": "Completed", "demos": "Completed", "demonstration": "Completed",
		"meeting": "Held", "meetings": "Held", "presentation": "Held", "pitch": "Held", "webinar": "Attended", "workshop": "Held",
		"interview": "Held", "visit": "Completed", "walkthrough": "Completed", "kickoff": "Held", "kick off": "Held", "email": "Answered",
		"emails": "Answered", "outreach": "Answered", "follow up": "Answered", "followup": "Answered"}
	// doings are activities that begin a name: "Send Proposal".
	doings = []string{"send", "sending", "schedule", "scheduling", "prepare", "preparing", "chase", "chasing", "arrange", "arranging",
		"calling", "emailing", "prospecting", "follow up", "following up", "reach out", "reaching out"}
	// waitWords begin names that say how an activity stands: "Awaiting Demo".
	waitWords = setOf("awaiting, waiting, pending, before, after, post, pre, no, needs, ready, in, between")
	// factWords are words that end an activity, beside those in -ed.
	factWords    = setOf("held, done, sent, met, made, given, seen, taken, won, lost, complete, ready, set, passed")
	notFactWords = setOf("need, feed, speed, seed, indeed")
)

func checkActivityNames(p *Pass) {
	namedStages(p, func(_ *schema.Track, s *schema.Stage, label string) {
		words := labelWords(label)
		if len(words) == 0 || waitWords[words[0]] || slices.ContainsFunc(words, func(w string) bool {
			return factWords[w] || strings.HasSuffix(w, "ed") && !notFactWords[w]
		}) {
			return
		}
		name := " " + strings.Join(words, " ") + " "
		for n := min(2, len(words)); n > 0; n-- { // "follow up" before "up"
			if fact := activityNames[strings.Join(words[len(words)-n:], " ")]; fact != "" {
				p.Report(s, "label", "A stage is named after an activity",
					"%q does not say whether it lies ahead or behind. Say what is true of a record in %s: %q.", label, s.Address, label+" "+fact)
				return
			}
		}
		for _, d := range doings {
			if strings.HasPrefix(name, " "+d+" ") {
				p.Report(s, "label", "A stage is named after an activity",
					"%q is something to do. Name what is true of a record in %s once it is done, in the past tense, and make a task of the rest.", label, s.Address)
				return
			}
		}
	})
}

var (
	countdown   = regexp.MustCompile(`\b\d+\s*(d|days?|weeks?)\b|\bt (minus )?\d+\b`)
	countMonths = regexp.MustCompile(`\b\d+ months? (out|before|to|left|prior|remaining|notice|ahead)\b`)
	countBare   = regexp.MustCompile(`^(\d{2,3} ?)+( out| left| notice)?$`)
	renewals    = setOf("renewal, renewals, renew")
)

func checkCountdownStages(p *Pass) {
	for _, t := range p.Tracks() {
		renewal := isRenewal(t)
		for _, s := range t.Stages {
			label := schema.Label(s.Label, s.Name)
			name := plainLabel(label)
			counts := countdown.MatchString(name) || countMonths.MatchString(name)
			if renewal && (counts || countBare.MatchString(name)) || counts && anyWordOf(label, renewals) {
				p.Report(s, "label", "A renewal stage counts days",
					"%q says how much time is left in %s, not how far the renewal has come. Name what the customer has done or agreed to, and keep the date in a field.", label, t.Label())
			}
		}
	}
}

// isRenewal tells whether a flow is about renewals, by its type or its name.
func isRenewal(t *schema.Track) bool {
	pipe, ok := t.Block.(*schema.Pipeline)
	return ok && pipe.Type == "renewal" || anyWordOf(t.Label(), renewals)
}

func anyWordOf(label string, set map[string]bool) bool {
	return slices.ContainsFunc(labelWords(label), func(w string) bool { return set[w] })
}

var signalNames = setOf("trending up, trending down, trending, up trending, down trending, at risk, healthy, unhealthy, red, amber, yellow, green, " +
	"hot, warm, cold, lukewarm, going cold, gone cold, gone dark, slipping, best case, upside, likely to close, unlikely to close, " +
	"likely to renew, unlikely to renew, likely to churn")

func checkSignalStages(p *Pass) {
	namedStages(p, func(t *schema.Track, s *schema.Stage, label string) {
		if signalNames[withoutWords(label, "lead", "leads", "account", "customer", "deal", "renewal", "opportunity", "prospect", "contact", "health")] {
			p.Report(s, "label", "A stage is an internal signal",
				"%q is how %s looks to us, not how far it has come. Keep it in a field or a score of %s, and remove the stage from %s.", label, withArticle(t.Object), t.Object, t.Label())
		}
	})
}

// withArticle puts the article before a noun, or before an abbreviation that is spelt out, such as MQL.
func withArticle(noun string) string {
	vowels := "aeioAEIO"
	if first, _, _ := strings.Cut(noun, " "); first == strings.ToUpper(first) {
		vowels = "AEFHILMNORSX"
	}
	if noun != "" && strings.ContainsRune(vowels, rune(noun[0])) {
		return "an " + noun
	}
	return "a " + noun
}

var (
	percentDone = regexp.MustCompile(`(?i)\b\d+ ?(%|percent\b).*\b(complete|completed|done|finished|progress|ready|live)\b|^\D{0,24}\b\d+ ?(%|percent)$|\bhalf(way)? (complete|done)\b`)
	countedTask = regexp.MustCompile(`^(step|task|todo|to do) \d+( of \d+)?$`)
	partsDone   = regexp.MustCompile(`^[a-z ]*\b\d+ of \d+( tasks| steps)?( complete| completed| done)?$`)
)

func checkTaskStages(p *Pass) {
	namedStages(p, func(t *schema.Track, s *schema.Stage, label string) {
		if t.Domain == "sales" && s.Probability != nil && strings.Contains(label, "%") {
			return // the percentage is the chance to win
		}
		if name := plainLabel(label); percentDone.MatchString(label) || countedTask.MatchString(name) || partsDone.MatchString(name) {
			p.Report(s, "label", "A stage measures a task",
				"%q says how much work is done in %s. Name the milestone that is reached by then, or keep the progress in a percent field of %s.", label, t.Label(), t.Object)
		}
	})
}

func checkGoldenStages(p *Pass) {
	namedStages(p, func(t *schema.Track, s *schema.Stage, label string) {
		if !s.Golden || followsOther(t) || decidedByFacts(p, s) {
			return
		}
		if same := schema.Find[schema.Stage](p.Architecture, s.SameAs); same != nil && decidedByFacts(p, same) {
			return
		}
		p.Report(s, "golden", "A golden stage has no criteria of the business",
			"Nothing that can be checked decides on entry to %q. Add a when to an entry criterion, or facts to requires.", label)
	})
}

// followsOther tells whether the records of a flow move by themselves, after those of another.
func followsOther(t *schema.Track) bool {
	l, ok := t.Block.(*schema.Lifecycle)
	return ok && l.Rollup != ""
}
