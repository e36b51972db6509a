// Package formula puts criteria into Salesforce formulas: error conditions of validation rules,
// formula fields, and entry conditions of record-triggered flows.
//
// A formula says exactly what the criterion says, as package expr evaluates it, or there is
// none: a Result (or Gate) then has Refused, one Note for each part that formulas cannot say, with
// the reason and what can be done instead. Nothing is dropped in silence, and no
// formula that is broader or narrower than its criterion ever comes out.
//
// # What to call
//
// Everything starts with an Env{Object, Use, Org, Limit}. Org is a Resolver, which the caller has: it
// gives the API name and type of each field, option, stage, score and relationship, so that names
// (Lead or Contact, StageName or Status) are the provider's.
//
//	Compile(e, env) Result                       true of the records that meet e
//	Refuse(e, env) Result                        true of those that do not: an error condition
//	Value(e, env) Result                         the value of e: a formula field for a computed fact
//	Score(facts, floor, limit, env) Result       points of a score: a number formula field
//	Breached(due, done, env) Result              a clock that ran out: a checkbox formula field
//
//	env.Gate(must, guards...) Gate               rules that demand must when the guards hold
//	env.Backward(order, guards...) Gate          rules against moves to an earlier stage
//	env.Skipping(order, guards...) Gate          rules against leaving stages out
//	env.Reopening(order, ended, guards...) Gate  rules against leaving the stages that end a flow
//	Filled(f), OneOf(f, codes...)                criteria for required facts and reason codes
//	Message(words, more...) string               the error message of a rule, within MaxMessage
//
//	env.Entering(flow, stage) Guard              the record enters the stage now, or is created in it
//	env.Coming(flow, stage) Guard                it had no stage of the flow before
//	env.Moving(flow, from, to) Guard             it goes from one stage to the other
//	env.Leaving(flow, stage, except...) Guard    it goes anywhere else but to except
//	env.At(flow, stage) Guard                    it is in the stage
//	env.When(e) Guard                            it meets e
//	env.Saving(fields...) Guard                  it is created, or one of the fields changes
//	env.Created(checkbox) Guard                  it is created with the checkbox ticked
//	Except(guards...) Guard                      not all of the guards look at it
//	env.Unless(permission) Guard                 the user lacks a custom permission: bypass, approval
//
// The gates of an architecture are then:
//
//	entry criterion    env.Gate(when, env.Entering(flow, stage), env.Unless(bypass))
//	exit criterion     env.Gate(when, env.Moving(flow, stage, then), env.Unless(bypass))
//	required fact      env.Gate(Filled(field), env.Entering(flow, stage), env.Unless(bypass))
//	reason code        env.Gate(OneOf(field, codes...), env.Entering(flow, stage), env.Unless(bypass))
//	approval           env.Gate(!trigger, env.Entering(flow, before), env.Unless(approvers), env.When(not approved))
//	forward only       env.Backward(Order{Flow, Aside, Allowed}, env.Unless(bypass))
//	no stage skipped   env.Skipping(Order{Flow, Aside, Allowed}, env.Unless(bypass))
//
// A criterion about a move that asks for the stage of the flow itself means the one before: Env.Before.
//
// Guards about moves make a rule prospective: records that are in the stage already stay editable.
// A Gate has more than one Rule when one would be longer than the limit: the parts of a
// conjunction are shared out, and the stages of an order.
//
// # What becomes of each part
//
// The test of this table is coverage_test.go. In rules and entry conditions:
//
//	literal, list                 text, number of 18 digits, TRUE, DATE(…), DATETIMEVALUE("… GMT")
//	text, email, phone, URL       as it is; ISBLANK tells whether it is there
//	long text                     as it is; LEN tells whether it is there
//	number, currency              as it is (a currency in the currency of the record)
//	percent                       times 100: 50 % is 0.5 in formulas
//	checkbox                      as it is; never missing
//	date, time                    as it is; a date in the place of a time is its midnight in GMT
//	picklist                      ISPICKVAL, CASE, TEXT; never the bare field
//	multi-select picklist         INCLUDES of an option that is written down
//	lookup, owner                 ids with ids, names with Field.Key
//	field of a parent             Path.Field, where the lookup is filled in
//	lifecycle, pipeline           ISPICKVAL or CASE of the stages that compare so; RecordType.DeveloperName beside it
//	score, threshold              the number field of the score
//	== != < <= > >=               = <> < <= > >=, and both sides are there
//	+ - * / %                     the same and MOD; no division by zero
//	&& || !                       AND, OR; a negation moves to the comparisons
//	? :                           IF
//	at_least                      a sum of IF(…, 1, 0)
//	abs, lower, round, length     ABS, LOWER, ROUND, LEN
//	min, max                      MIN, MAX of numbers; IF of dates
//	coalesce                      BLANKVALUE or IF
//	contains                      CONTAINS, INCLUDES, CASE for a list
//	starts_with, ends_with        BEGINS, RIGHT
//	matches                       REGEX, with the pattern in the syntax of Java, for the whole text
//	days_since                    TODAY() - date, NOW() - time
//	is_set                        NOT(ISBLANK(…))
//	prior, changed                PRIORVALUE and ISCHANGED, with ISNEW for new records
//	count, any, all               a field that counts, if Resolver.Count knows one
//
// Refused, always:
//
//   - what people judge, and trees with errors;
//   - fields, options, stages, scores and thresholds that the org does not have, and fields whose type
//     does not fit;
//   - the day of a time field, which depends on the time zone;
//   - related records without a field that counts them; fields of records without a relationship;
//   - a record or user named by its id, which differs from org to org; ids that are computed with;
//   - an option of a multi-select picklist that is not written down; round to digits that are not;
//   - prior and changed of another record than the one that is saved;
//   - patterns that Java cannot have, or with classes of Unicode of many ranges;
//   - texts with control characters, numbers beyond 18 digits, dates outside 1700 to 4000, parts of seconds;
//   - a formula, or a part of one that no rule can share, beyond the limit.
//
// Refused in formula fields: prior, changed, guards about moves, matches, long texts. A formula field
// needs formulaTreatBlanksAs = Blanks.
//
// # What is close but not the same
//
// Numbers are decimal in Salesforce and binary in package expr, so 0.1 + 0.2 == 0.3 holds there
// alone. LEN counts a character outside the basic plane, such as an emoji, as two. TODAY is the day of
// the user's time zone. LOWER may treat letters of few languages otherwise. A missing value that
// one formula field passes to the next is blank only with Blanks.
//
// # Sources
//
// Functions and limits: Salesforce's guide to formulas and its guide to validation rules. Meaning of blanks,
// remainders and lengths: the formula engine that Salesforce has published. That PRIORVALUE and ISBLANK take
// multi-select picklists, and LEN long texts, is our reading; nothing here was tried on a live org.
// The tests put thousands of criteria and records through an independent engine, which agrees with package expr.
package formula
