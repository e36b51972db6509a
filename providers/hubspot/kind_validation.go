package hubspot

import (
	"context"
	"fmt"
	"slices"

	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/providers/hubspot/api"
)

// rulesPage is where people take rules away.
const rulesPage = "Settings > Properties > the property > Rules"

// bareRules are the rules that say all by their name. Any other without arguments checks nothing: that is what is left
// of one that was taken away, as the API cannot delete any.
var bareRules = []string{"ALPHANUMERIC", "DECIMAL", "DOMAIN", "EMAIL", "FORMAT", "PHONE_NUMBER_WITH_EXPLICIT_COUNTRY_CODE", "SPECIAL_CHARACTERS", "URL", "WHITESPACE"}

func inForce(r *api.ValidationRule) bool {
	return len(r.RuleArguments) > 0 || slices.Contains(bareRules, r.RuleType)
}

// validationLive is a rule as a resource.
func validationLive(property string, r *api.ValidationRule) (*providers.Live, error) {
	return live(typeValidation, key(property, r.RuleType), providers.Values{"property": property, "rule": r.RuleType, "arguments": r.RuleArguments})
}

func readValidations(ctx context.Context, r *reading) ([]*providers.Live, error) {
	return r.ofObjects(func(plural string) ([]*providers.Live, error) {
		list, err := r.client.ValidationRules(ctx, r.portal.objectID(plural))
		if providers.IsKind(err, providers.NotFound) || providers.IsKind(err, providers.Invalid) {
			return nil, nil // an object without such rules
		}
		if err != nil {
			return nil, err
		}
		var out []*providers.Live
		for _, p := range list {
			for i := range p.Rules {
				if !inForce(&p.Rules[i]) {
					continue
				}
				l, err := validationLive(key(plural, p.PropertyName), &p.Rules[i])
				if err != nil {
					return nil, err
				}
				out = append(out, l)
			}
		}
		return out, nil
	})
}

func writeValidation(ctx context.Context, w *writing, op *providers.Operation) outcome {
	property, rule := under(op.Key)
	plural, name := under(property)
	id := w.portal.objectID(plural)
	was, err := w.client.ValidationRule(ctx, id, name, rule)
	if err != nil && !providers.IsKind(err, providers.NotFound) {
		return outcome{err: err}
	}
	there := err == nil && inForce(was)
	next := api.ValidationRule{RuleType: rule}
	if was != nil {
		next.Normalize = was.Normalize
	}
	switch {
	case op.Action == providers.Create && there:
		return outcome{err: conflict("the property %s has a rule %s already", property, rule)}
	case op.Action != providers.Create && !there:
		return outcome{err: missing("the property %s has no rule %s", property, rule)}
	case op.Action == providers.Delete:
		return outcome{err: w.disarm(ctx, id, name, next)}
	}
	list, _ := op.After["arguments"].([]any)
	for _, a := range list {
		next.RuleArguments = append(next.RuleArguments, fmt.Sprint(a))
	}
	if !inForce(&next) {
		return outcome{err: invalidAttribute("arguments", "a rule "+rule+" needs arguments")}
	}
	if err := w.client.SetValidationRule(ctx, id, name, next); err != nil {
		return outcome{err: err}
	}
	return made(validationLive(property, &next))
}

// disarm leaves a rule without arguments. Where that would change nothing, or HubSpot refuses it, people must take it away.
func (w *writing) disarm(ctx context.Context, objectID, property string, r api.ValidationRule) error {
	if !inForce(&r) {
		if err := w.client.SetValidationRule(ctx, objectID, property, r); !providers.IsKind(err, providers.Invalid) {
			return err
		}
	}
	return invalidAttribute("rule", "HubSpot's API has no way to take the rule "+r.RuleType+" away; people do it: "+rulesPage)
}
