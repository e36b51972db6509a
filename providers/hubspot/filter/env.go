package filter

import (
	"time"

	"github.com/stagecraft-dev/stagecraft/schema/diag"
	"github.com/stagecraft-dev/stagecraft/schema/expr"
)

// Env is what Compile needs to know about the portal.
type Env struct {
	// Object is the object, in our words, that the criterion is about.
	Object string
	// Zone is the IANA time zone in which days are counted, which is that of the time at
	// which the criterion would be evaluated: UTC if empty.
	Zone string
	// Now is the moment of a search, which knows no "14 days ago". Zero: a search cannot
	// say such conditions. Lists and workflows do not use it.
	Now time.Time
	// Portal translates names.
	Portal Resolver
	// Limits replaces HubSpot's limits where it is not zero.
	Limits Limits
}

// Resolver translates what an expression names to what the portal calls it.
// The last result is false for what the portal does not have.
type Resolver interface {
	// Property is the property that holds a field.
	Property(object, field string) (Property, bool)
	// Option is the internal value of an option, or the owner id of a user.
	Option(object, field, value string) (string, bool)
	// Flow is the property that holds the stage of a lifecycle or pipeline.
	Flow(address string) (Flow, bool)
	// Score is the number property that holds a dimension of a score ("total" for the
	// sum), and the object that has it.
	Score(scoring, dimension string) (object string, p Property, ok bool)
	// Meets is a checked expression, about the object of the scoring, that says what a
	// threshold demands.
	Meets(scoring, threshold string) (expr.Expr, bool)
	// Link is the association by which filters about from look at records of to.
	Link(from, to string) (Link, bool)
	// Count is a number property of object that counts what q counts (or of which q asks
	// whether there is any), such as num_associated_deals. No value means none.
	Count(object string, q *expr.Quant) (Property, bool)
}

// Property is a HubSpot property.
type Property struct {
	// Name is the internal name, Label what the filter editor shows.
	Name, Label string
	// Type is HubSpot's: string, phone_number, number, bool, date, datetime or enumeration.
	Type string
	// Multiple marks an enumeration of several checkboxes.
	Multiple bool
}

// Flow is a lifecycle or pipeline as a property with one value a stage.
type Flow struct {
	Object   string // whose records are in the stages
	Property Property
	Stages   []Stage // in order
}

// Stage is a stage with its internal value and its place in the flow, from 0.
type Stage struct {
	Address, Value string
	Rank           int
}

// Link is an association to another object.
type Link struct {
	// Object is the object at the other end, in our words; Label what the editor calls it.
	Object, Label string
	ObjectTypeID  string // 0-3
	TypeID        int    // as seen from the record that is filtered
	Category      string // HUBSPOT_DEFINED, USER_DEFINED or INTEGRATOR_DEFINED
	// Single tells that the association type leads to at most one record, as "primary" does;
	// Many that the architecture too speaks of several records. With neither, a filter about
	// the one record is broader: HubSpot may find others.
	Single, Many bool
	// Property is a property of the filtered record that is known exactly when there is
	// an associated record, such as associatedcompanyid; "" for none.
	Property string
}

func (l *Link) loose() bool { return !l.Single && !l.Many }

// Limits bound a filter.
type Limits struct {
	ListFilters   int // filters in a list or a workflow trigger
	SearchGroups  int // filterGroups of a search
	GroupFilters  int // filters in one of them
	SearchFilters int // filters of a search
}

// DefaultLimits are 250 filters in a segment (HubSpot's knowledge base), and for searches
// the lower where HubSpot's sources differ.
var DefaultLimits = Limits{ListFilters: 250, SearchGroups: 5, GroupFilters: 6, SearchFilters: 18}

func (l Limits) orDefault() Limits {
	or := func(v *int, d int) {
		if *v <= 0 {
			*v = d
		}
	}
	or(&l.ListFilters, DefaultLimits.ListFilters)
	or(&l.SearchGroups, DefaultLimits.SearchGroups)
	or(&l.GroupFilters, DefaultLimits.GroupFilters)
	or(&l.SearchFilters, DefaultLimits.SearchFilters)
	return l
}

// Fit compares a filter with its criterion.
type Fit int

// A filter that is not Exact must not enforce anything.
const (
	Exact    Fit = iota // the filter accepts exactly the records that meet the criterion
	Broader             // it accepts all of them and may accept others
	Narrower            // it may miss some of them and accepts no others
	Differs             // it may miss some and accept others
	Unusable            // there is no filter
)

func (f Fit) String() string {
	return [...]string{"exact", "broader than the criterion", "narrower than the criterion", "different from the criterion", "not possible"}[f]
}

// and is the fit of a filter that has parts of both fits.
func (f Fit) and(g Fit) Fit {
	switch {
	case f == g || g == Exact:
		return f
	case f == Exact:
		return g
	}
	return max(f, g, Differs)
}

// opposite is the fit of the negation.
func (f Fit) opposite() Fit {
	switch f {
	case Broader:
		return Narrower
	case Narrower:
		return Broader
	}
	return f
}

// Note says what a filter does not say as the criterion does.
type Note struct {
	// Part is the part of the criterion, in the language; Range is where it stands.
	Part  string
	Range diag.Range
	// Why says what HubSpot lacks; Instead what can be done. Both are sentences.
	Why, Instead string
	// Effect is what the filter is for the lack of the part, taken alone.
	Effect Fit
}

func (n Note) String() string {
	return n.Part + ": " + n.Why + " " + n.Instead
}

// Result holds a criterion in both of HubSpot's forms. They differ in what they can say.
type Result struct {
	// List is for segments, workflow triggers and workflow branches.
	List List
	// Search is for counting and listing records over the API.
	Search Search
}

// Exact tells whether the list form is exact, which enforcement by a workflow demands.
func (r Result) Exact() bool { return r.List.Fit == Exact }

// List is a criterion as the filterBranch of a list or workflow.
type List struct {
	Fit   Fit
	Notes []Note
	// Branch is nil when Fit is Unusable.
	Branch *Branch
	// Words is the filter in the words of HubSpot's editor, a line for each group.
	Words []string
}

// Search is a criterion as filterGroups of a CRM search.
type Search struct {
	Fit    Fit
	Notes  []Note
	Groups []Group // nil when Fit is Unusable
	Words  []string
	// AsOf is the moment for which the search is right; zero when it does not depend on it.
	AsOf time.Time
}
