package hubspot

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/providers/hubspot/api"
)

var _ providers.Auditor = (*Provider)(nil)

// auditReach is how far back the account's log is read, and auditEntries how many lines of it.
const (
	auditReach   = 90 * 24 * time.Hour
	auditEntries = 2000
)

// logged are the categories under which the account's log has objects of a type: words that are in the category's name.
var logged = map[string]string{typeProperty: "PROPERTY", typeOption: "PROPERTY", typeGroup: "GROUP", typePipeline: "PIPELINE", typeStage: "PIPELINE",
	typeLifecycleStage: "PIPELINE", typePipelineRules: "PIPELINE", typePermissions: "PIPELINE", typeWorkflow: "WORKFLOW", typeList: "LIST", typeObject: "SCHEMA", typeTeam: "TEAM"}

// LastChanges asks what HubSpot tells of changes: the property itself names who changed it, pipelines and stages have a history of
// their own, and all else is in the account's audit log, for which few accounts have the right.
func (p *Provider) LastChanges(ctx context.Context, of []providers.Subject) ([]*providers.LastChange, []string, error) {
	a := &auditing{reading: newReading(p)}
	out := make([]*providers.LastChange, len(of))
	lacking := false
	for i, s := range of {
		var err error
		if out[i], err = a.direct(ctx, s); err != nil {
			return out, nil, err
		}
		lacking = lacking || out[i].IsZero() || out[i].Who == ""
	}
	if !lacking {
		return out, nil, nil
	}
	log, err := a.log(ctx)
	if err != nil {
		if !refused(err) {
			return out, nil, err
		}
		return out, []string{"HubSpot tells who changed things in its audit log, which needs the scope account-info.security.read; HubSpot grants it on Enterprise. " +
			"Without it, the history of pipelines and the user on a property are all there is."}, nil
	}
	for i, s := range of {
		if out[i].IsZero() || out[i].Who == "" {
			if c := a.inLog(log, s); c != nil {
				out[i] = c
			}
		}
	}
	return out, nil, nil
}

type auditing struct{ *reading }

// direct is what the object itself tells; nil for nothing.
func (a *auditing) direct(ctx context.Context, s providers.Subject) (*providers.LastChange, error) {
	switch s.Type {
	case typeProperty, typeOption:
		if s.Gone && s.Type == typeProperty {
			return nil, nil
		}
		property := s.Key
		if s.Type == typeOption {
			property, _ = under(s.Key)
		}
		plural, name := under(property)
		list, err := a.properties(ctx, plural)
		if err != nil {
			return nil, asNothing(err)
		}
		for _, x := range list {
			if x.Name == name {
				return a.change(x.UpdatedUserID, x.UpdatedAt, ""), nil
			}
		}
	case typePipeline, typeStage:
		pipeline, stage := s.Key, ""
		if s.Type == typeStage {
			pipeline, stage = under(s.Key)
		}
		plural, id := under(pipeline)
		list, err := a.client.Revisions(ctx, a.portal.pathName(plural), id, stage)
		if err != nil {
			return nil, asNothing(err)
		}
		var last *api.Revision
		for i := range list {
			if last == nil || list[i].Timestamp.After(last.Timestamp) {
				last = &list[i]
			}
		}
		if last != nil {
			return a.change(last.FromUserID.String(), last.Timestamp, last.Message), nil
		}
	}
	return nil, nil
}

// asNothing makes a refusal nothing that is known.
func asNothing(err error) error {
	if refused(err) {
		return nil
	}
	return err
}

// change names the user, if the account's owners have that one.
func (a *auditing) change(user string, at time.Time, how string) *providers.LastChange {
	c := &providers.LastChange{How: how}
	if !at.IsZero() {
		at = at.UTC()
		c.When = &at
	}
	if user != "" && user != "0" {
		c.Who = "user " + user
		for _, o := range a.portal.owners {
			if fmt.Sprint(o.UserID) == user {
				c.Who = strings.TrimSpace(o.FirstName + " " + o.LastName + " <" + o.Email + ">")
			}
		}
	}
	return c
}

// log reads the account's audit log, as far as it matters.
func (a *auditing) log(ctx context.Context) ([]api.AuditEntry, error) {
	var out []api.AuditEntry
	for e, err := range a.client.AuditLog(ctx, a.now().Add(-auditReach)) {
		if err != nil {
			return out, err
		}
		if out = append(out, e); len(out) >= auditEntries {
			break
		}
	}
	return out, nil
}

// inLog finds the last line about an object: of its category, with its id.
func (a *auditing) inLog(log []api.AuditEntry, s providers.Subject) *providers.LastChange {
	key := s.Key
	if s.Type == typeOption || s.Type == typePermissions {
		key, _ = under(key)
	}
	_, id := under(key)
	var last *api.AuditEntry
	for i, e := range log {
		if strings.Contains(strings.ToUpper(e.Category), logged[s.Type]) && logged[s.Type] != "" && (e.Names(id) || s.ID != "" && e.Names(s.ID)) && (last == nil || e.OccurredAt.After(last.OccurredAt)) {
			last = &log[i]
		}
	}
	if last == nil {
		return nil
	}
	c := a.change(last.ActingUser.UserID.String(), last.OccurredAt, last.Action)
	if strings.HasPrefix(c.Who, "user ") && last.ActingUser.UserEmail != "" {
		c.Who = last.ActingUser.UserEmail
	}
	return c
}
