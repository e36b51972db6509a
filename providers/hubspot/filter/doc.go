// Package filter puts criteria into HubSpot's filters: the filter branches of segments
// (lists), workflow triggers and workflow branches, the filterGroups of CRM searches, and
// property validation rules.
//
// Compile takes a checked criterion and an Env that knows the portal's names, and gives
// both forms of filter, each with its Fit: whether it accepts exactly the records that meet
// the criterion, more of them, fewer, or others. Only an exact filter may enforce
// anything. Whatever cannot be said is in the Notes, with the reason and what can be done
// instead; nothing is dropped in silence. Rules does the same for validation rules.
//
// # How
//
// The criterion becomes a formula of atoms joined by and and or; negation moves into the
// atoms (atom.go). An atom tests one value and says apart what holds for a record without
// one, which is how the two-valued logic of the language is kept: a comparison with a missing value
// is false, so !(a == 5) accepts records without a value and a != 5 does not. Atoms about one
// value that stand side by side become one. Each form then lowers the atoms into its filters,
// and the formula into a disjunction of conjunctions, within HubSpot's limits. Formulas are
// monotone in their atoms, so an atom that is left out makes the filter broader or narrower as
// a whole, and so does one that a filter says only roughly.
//
// # Operators
//
// Sources: DOC is HubSpot's guide "List (segment) filters overview" and the guide to CRM
// search; SPEC the published schema of the lists API, 2026-09; LIVE measured on a portal by
// another project; INFER our reading. Nothing here was tried on a portal by us.
//
//	criterion                       list and workflow                                     rests on
//	x                               BOOL IS_EQUAL_TO true                                 DOC, SPEC
//	!x                              BOOL IS_EQUAL_TO false, without a value too           DOC, SPEC
//	!condition                      the opposite operator with the other value of         DOC: "a record without a
//	                                includeObjectsWithNoValueSet                          value will be accepted"
//	is_set(x), !is_set(x)           ALL_PROPERTY IS_KNOWN, IS_UNKNOWN                     SPEC, LIVE (not IS_NOT_KNOWN)
//	number == != < <= > >=          NUMBER IS_EQUAL_TO … IS_GREATER_THAN_OR_EQUAL_TO      DOC, SPEC
//	option ==, contains(list, x)    ENUMERATION IS_ANY_OF                                 DOC, SPEC, LIVE
//	option !=                       ENUMERATION IS_NONE_OF                                DOC, SPEC, LIVE
//	contains(options, x)            ENUMERATION IS_ANY_OF of multiple checkboxes          DOC; that one suffices: INFER
//	stage == != < <= > >=           ENUMERATION IS_ANY_OF all stages that compare so      as options
//	text ==, !=                     MULTISTRING IS_EQUAL_TO, IS_NOT_EQUAL_TO any of       DOC, SPEC
//	contains(text, x)               MULTISTRING CONTAINS, DOES_NOT_CONTAIN                DOC, SPEC; as part of the text: INFER
//	starts_with, ends_with          MULTISTRING STARTS_WITH, ENDS_WITH; no negation       DOC, SPEC
//	case of letters in text         not documented for lists: such a filter is inexact    -
//	date < > on a day               TIME_POINT IS_BEFORE its start, IS_AFTER its end      DOC (examples)
//	date <= >=                      the same with the next day, the day before            follows
//	date ==, !=                     TIME_RANGED IS_BETWEEN start and end, IS_NOT_BETWEEN  DOC (examples)
//	time, to the millisecond        the same with the instant in UTC                      as dates
//	days_since(date)                TIME_POINT at INDEXED TODAY and days                  DOC (examples); time of day: SPEC
//	days_since(time)                TIME_POINT at INDEXED NOW and hours, in UTC           SPEC (offset of NOW), INFER
//	days of a date property         kept as midnight in UTC; in another Zone inexact      INFER
//	field of the one record that    filters in one ASSOCIATION branch, IN_LIST            DOC; one record must pass
//	it belongs to                                                                         all filters: INFER
//	… or there is no such record    Link.Property IS_UNKNOWN                              INFER; without one: narrower
//	any(o, c), count(o, c) >= 1     ASSOCIATION IN_LIST, a branch for each alternative    DOC
//	!any, all                       none: NOT_IN_LIST is in SPEC alone, without meaning   -
//	count(o) OP n                   NUMBER on a rollup property, if there is one          INFER
//	at_least, ? :, coalesce, min,   written out with and and or                           follows
//	max, abs, -x, lower
//	+ - * / %, round, length,       none: see the notes                                   -
//	matches, prior, changed,
//	two fields
//
// NOT_ALL, NOT_ANY and NOT_IN_LIST appear in the schema and in no guide, so they are not used.
//
// Searches have EQ NEQ LT LTE GT GTE IN NOT_IN HAS_PROPERTY NOT_HAS_PROPERTY (DOC). What NEQ and
// NOT_IN make of records without a value is not documented, so HAS_PROPERTY or a group with
// NOT_HAS_PROPERTY stands beside them and the filter is right either way. Texts are
// compared without regard to case, and IN wants them in lower case (DOC). Searches see
// no associated records and no parts of texts; of multiple checkboxes nothing is documented.
// Relative dates become fixed times for Env.Now. Limits: 5 groups (DOC), 6 filters in one and
// 18 in all, the lower where sources differ; 250 filters in a list (knowledge base), and 100
// groups by our own choice.
//
// Validation rules: MIN_NUMBER, MAX_NUMBER, MIN_LENGTH, MAX_LENGTH and REGEX are in SPEC by
// name; that their bounds are allowed values and their argument is written as such: INFER. Patterns
// are written so that it does not matter whether HubSpot fits the whole text or part of it.
package filter
