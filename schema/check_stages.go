package schema

import (
	"fmt"
	"slices"

	"github.com/stagecraft-dev/stagecraft/schema/diag"
)

var stageRules = []func(*checker){checkStageCriteria, checkStageOwners, checkStageFields, checkTrackNames,
	checkProbabilities, checkSameAs, checkRollups, checkAudit}

// terminal tells whether a record that is here has come to its end.
func (s *Stage) terminal() bool {
	return s.Outcome == "won" || s.Outcome == "lost" || s.Outcome == "disqualified"
}

// follows tells whether the records of a track move by themselves, after others.
func (t *Track) follows() bool {
	l, ok := t.Block.(*Lifecycle)
	return ok && l.Rollup != ""
}

func checkStageCriteria(c *checker) {
	for _, t := range c.Tracks() {
		if t.follows() {
			continue
		}
		for i, s := range t.Stages {
			if s.SameAs == "" && len(s.Entry) == 0 {
				c.fail(diag.StageCriteria, s, "", fmt.Sprintf("%s has no entry criteria", s.Address),
					"Say what must be true to enter it: entry \"NAME\" { description = \"…\" }, with when = CONDITION unless people judge.")
			}
			if s.SameAs == "" && len(s.Exit) == 0 && !s.terminal() && i < len(t.Stages)-1 {
				c.fail(diag.StageCriteria, s, "", fmt.Sprintf("%s has no exit criteria", s.Address),
					"Say what ends it: exit \"NAME\" { description = \"…\", then = stage.… }. Only the last stage and one with the outcome won, lost or disqualified need none.")
			}
			for _, g := range s.Entry {
				if g.Then != "" {
					c.fail(diag.NotAllowedHere, g, "then", "An entry criterion leads nowhere",
						"then says where a record goes when an exit criterion is met. Move it to an exit block.")
				}
			}
		}
	}
}

func checkStageOwners(c *checker) {
	for _, t := range c.Tracks() {
		if t.follows() {
			continue
		}
		for _, s := range t.Stages {
			if s.Owner == "" && s.SameAs == "" {
				c.fail(diag.OneOwner, s, "", fmt.Sprintf("%s has no owner", s.Address),
					"Exactly one role, queue or team answers for the records in a stage: owner = role.NAME.")
			}
		}
	}
}

func checkStageFields(c *checker) {
	for _, t := range c.Tracks() {
		for _, s := range t.Stages {
			for _, f := range s.Requires {
				c.reachable(s, "requires", f, t.Object)
			}
			if s.Revisit != "" {
				c.reachable(s, "revisit", s.Revisit, t.Object)
				c.kindIs(s, "revisit", s.Revisit, "the day to look again", "date", "datetime")
			}
			if !t.follows() && len(s.Follows) > 0 {
				c.fail(diag.NotAllowedHere, s, "follows", fmt.Sprintf("%s follows nothing", s.Address),
					"follows maps the stages of the lifecycle that a rollup follows; %s has no rollup.", t.Address)
			}
		}
	}
}

func checkTrackNames(c *checker) {
	for _, p := range c.Pipelines {
		module, _, _ := p.Address.Split()
		if l := Find[Lifecycle](c.Architecture, NewAddress(module, "lifecycle", p.Name)); l != nil {
			c.fail(diag.StageAmbiguous, p, "", fmt.Sprintf("A lifecycle is called %q too", p.Name),
				"It is declared at %s. stage.%s.NAME could mean either; give the pipeline another name.", l.Range, p.Name)
		}
	}
}

func checkProbabilities(c *checker) {
	for _, t := range c.Tracks() {
		some := false
		for _, s := range t.Stages {
			some = some || s.Probability != nil
		}
		for _, s := range t.Stages {
			switch p := s.Probability; {
			case !t.Pipeline && p != nil:
				c.fail(diag.Probability, s, "probability", fmt.Sprintf("%s cannot have a probability", s.Address),
					"Only the stages of a pipeline have one. Move it to the pipeline, or remove it.")
			case !t.Pipeline && s.Forecast != "":
				c.fail(diag.NotAllowedHere, s, "forecast", fmt.Sprintf("%s cannot have a forecast category", s.Address),
					"Only the stages of a pipeline have one. Move it to the pipeline, or remove it.")
			case p == nil && some && t.Domain == "sales":
				c.fail(diag.Probability, s, "", fmt.Sprintf("%s has no probability", s.Address),
					"Other stages of %s have one; a forecast needs it for every stage. Add probability = 0 to 100.", t.Address)
			case p == nil:
			case *p < 0 || *p > 100:
				c.fail(diag.Probability, s, "probability", fmt.Sprintf("A probability of %v percent does not exist", *p), "Give a number from 0 to 100.")
			case s.Outcome == "won" && *p != 100:
				c.fail(diag.Probability, s, "probability", fmt.Sprintf("%s is won at %v percent", s.Address, *p), "What is won is certain: write 100.")
			case (s.Outcome == "lost" || s.Outcome == "disqualified") && *p != 0:
				c.fail(diag.Probability, s, "probability", fmt.Sprintf("%s is %s at %v percent", s.Address, s.Outcome, *p), "What is %s has no chance left: write 0.", s.Outcome)
			}
		}
	}
}

func checkSameAs(c *checker) {
	for _, t := range c.Tracks() {
		for _, s := range t.Stages {
			other := c.Track(s.SameAs)
			if s.SameAs == "" || other == nil {
				continue
			}
			if other.Address == t.Address {
				c.fail(diag.BadValue, s, "same_as", fmt.Sprintf("%s is in the same %s", s.SameAs, t.Address.Kind()),
					"same_as names the stage of another lifecycle or pipeline that means the same. Two names for one stage go into aliases.")
				continue
			}
			if back := Find[Stage](c.Architecture, s.SameAs); back != nil && back.SameAs == s.Address && s.Address < back.Address {
				c.fail(diag.Cycle, s, "same_as", fmt.Sprintf("%s and %s are each the same as the other", s.Address, back.Address),
					"One of them holds the criteria and the owner; remove its same_as.")
			}
		}
	}
}

func checkRollups(c *checker) {
	for _, l := range c.Lifecycles {
		src := Find[Lifecycle](c.Architecture, l.Rollup)
		if src == nil {
			continue
		}
		if c.rollupCycle(l) {
			c.fail(diag.Cycle, l, "rollup", fmt.Sprintf("%s follows itself", l.Address),
				"Following rollup from lifecycle to lifecycle leads back here. Let one of them have entry and exit criteria of its own.")
			continue
		}
		parent, child := l.Object.Name(), src.Object.Name()
		if parent != child && !c.HasMany(parent, child) && !c.BelongsTo(child, parent) {
			c.fail(diag.Rollup, l, "rollup", fmt.Sprintf("A %s has no related %s", parent, child),
				"A rollup follows the records of another object that belong to it. Declare belongs_to = [object.%s] on object %q, or follow another lifecycle.", parent, child)
		}
		for _, s := range l.Stages {
			c.rollupStage(l, src, s)
		}
	}
}

func (c *checker) rollupCycle(l *Lifecycle) bool {
	for at, n := l, 0; at != nil && n <= len(c.Lifecycles); n++ {
		if at = Find[Lifecycle](c.Architecture, at.Rollup); at == l {
			return true
		}
	}
	return false
}

func (c *checker) rollupStage(l, src *Lifecycle, s *Stage) {
	for _, f := range s.Follows {
		if t := c.Track(f); t != nil && t.Address != src.Address {
			c.fail(diag.Rollup, s, "follows", fmt.Sprintf("%s is not a stage of %s", f, src.Address),
				"%s follows %s; name stages of that.", l.Address, src.Address)
		}
	}
	if len(s.Follows) > 0 || len(s.Entry) > 0 {
		return
	}
	stages := names(src.Stages, func(s *Stage) string { return s.Name })
	for _, name := range stages {
		if name == s.Name {
			return
		}
	}
	c.fail(diag.Rollup, s, "", fmt.Sprintf("Nothing leads to %s", s.Address),
		"%s has no stage %q. Say which of its stages this one follows: follows = [stage.%s.NAME].%s",
		src.Address, s.Name, src.Name, diag.DidYouMean(s.Name, stages))
}

// checkAudit keeps the fields of the last move on the record that moves, each of a type that can hold what is written.
func checkAudit(c *checker) {
	for _, t := range c.Tracks() {
		if t.Audit == nil {
			continue
		}
		for _, f := range []struct {
			attr    string
			field   Address
			purpose string
			kinds   []string
		}{
			{"by", t.Audit.By, "who moved a record, a person or an automation", []string{"text"}},
			{"at", t.Audit.At, "when a record was moved", []string{"datetime", "date"}},
			{"basis", t.Audit.Basis, "the basis of a move", []string{"text", "long_text"}},
		} {
			if f.field == "" {
				continue
			}
			switch _, _, l := f.field.Split(); {
			case len(l) == 2 && l[0] != t.Object:
				c.fail(diag.ExprUnreachable, t.Audit, f.attr, fmt.Sprintf("%s is not on the record that moves", f.field.Written()),
					"%s moves %s records. Name a field of %s.", t.Address, t.Object, t.Object)
			case len(l) == 2 && slices.Contains(BuiltinFields(), l[1]):
				c.fail(diag.BadValue, t.Audit, f.attr, fmt.Sprintf("%s is kept by the CRM itself", f.field.Written()),
					"Declare a field for it: field %q \"NAME\" { type = %s }.", t.Object, f.kinds[0])
			default:
				c.kindIs(t.Audit, f.attr, f.field, f.purpose, f.kinds...)
			}
		}
	}
}
