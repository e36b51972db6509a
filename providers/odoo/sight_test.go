package odoo

import (
	"context"
	"strings"
	"testing"

	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/providers/odoo/emulator"
)

// What the user may not see is counted nowhere, and nothing is taken from it.
func TestUnseenRecords(t *testing.T) { unseenRecords(t, emulated(t, emulator.Empty())) }

func TestUnseenRecords19(t *testing.T) {
	unseenRecords(t, emulated(t, emulator.Empty(emulator.Version("19.0"))))
}

func TestRealUnseenRecords(t *testing.T) { unseenRecords(t, emptyReal(t)) }

func unseenRecords(t *testing.T, p *Provider) {
	ctx, c := t.Context(), p.client
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	relearn := func() {
		t.Helper()
		o, err := learn(ctx, c)
		must(err)
		p.org = o
	}
	made := applied(t, p, creates(t, typeField, providers.Values{"model": leadModel, "name": "x_segment", "label": "Segment", "type": "selection"}),
		creates(t, typeOption, providers.Values{"field": "crm.lead/x_segment", "value": "ent", "label": "Enterprise"}),
		creates(t, typeOption, providers.Values{"field": "crm.lead/x_segment", "value": "smb", "label": "Small"}),
		creates(t, typeTag, providers.Values{"external_id": "tag/unseen", "name": "Unseen"}))
	company, err := c.Create(ctx, "res.company", []map[string]any{{"name": "Elsewhere"}})
	must(err)
	member := func(verb int) {
		t.Helper()
		must(c.Write(ctx, "res.users", []int64{c.UserID()}, map[string]any{"company_ids": []any{[]any{verb, company[0], 0}}}))
	}
	const in, out = 4, 3
	member(in)
	lead := enter(t, p, leadModel, map[string]any{"name": "Of another company", "type": "opportunity", "company_id": company[0], "x_segment": "ent"}, 1)
	t.Cleanup(func() {
		ctx := context.Background()
		member := func(verb int) {
			must(c.Write(ctx, "res.users", []int64{c.UserID()}, map[string]any{"company_ids": []any{[]any{verb, company[0], 0}}}))
		}
		member(in)
		must(c.Unlink(ctx, leadModel, lead))
		member(out) // Odoo goes on to look for the company of a user that it deletes
		must(c.Unlink(ctx, "res.company", company))
	})
	member(out)
	relearn()
	option := []providers.RecordQuery{{Type: typeOption, Key: "crm.lead/x_segment/ent"}}
	refuses := func(err error) {
		t.Helper()
		if !providers.IsKind(err, providers.Invalid) || !strings.Contains(err.Error(), `"Elsewhere"`) || !strings.Contains(err.Error(), "Allowed Companies") {
			t.Errorf("%v", err)
		}
	}
	_, err = p.CountRecords(ctx, option)
	refuses(err)
	if n, err := p.CountRecords(ctx, []providers.RecordQuery{{Type: typeField, Key: "crm.lead/x_segment", Missing: "crm.lead/x_segment"}}); err != nil || n[0] != -1 {
		t.Errorf("%d, %v of records without a value, some of which are out of sight", n, err)
	}
	for _, pr := range tried(t, p, deletes(made[1]), deletes(made[0]), deletes(made[3])) {
		refuses(pr.Err)
	}
	if found := p.Review(&providers.Compiled{}, nil); len(found) != 2 || !strings.Contains(found[0].Detail, `"Elsewhere"`) {
		t.Errorf("a plan says %v", found)
	}
	member(in)
	relearn()
	if n, err := p.CountRecords(ctx, option); err != nil || n[0] != 1 {
		t.Errorf("%d, %v", n, err)
	}
	if pr := tried(t, p, deletes(made[1]))[0]; !providers.IsKind(pr.Err, providers.Conflict) {
		t.Errorf("an option that a record has is deleted: %v", pr.Err)
	}
	applied(t, p, deletes(made[2]), deletes(made[3]))
	if found := p.Review(&providers.Compiled{}, nil); len(found) != 0 {
		t.Errorf("a plan says %v", found)
	}
}

// Rules that every record passes are told from those that may hide some.
func TestRecordRules(t *testing.T) {
	one := &sight{groups: map[int64]bool{7: true}}
	two := &sight{groups: one.groups, closed: []string{`"B"`}}
	for _, x := range []struct {
		model, domain string
		groups        []int64
		one, two      bool // whether something may be hidden where there is one company, and where the user is not in another one
	}{
		{leadModel, "[(1, '=', 1)]", nil, false, false},
		{leadModel, "", nil, false, false},
		{leadModel, "[('company_id', 'in', company_ids + [False])]", nil, false, true},
		{leadModel, `["|", ("company_id", "=", False), ("company_id", "in", company_ids)]`, nil, false, true},
		{leadModel, "[('company_id', 'in', company_ids)]", nil, true, true}, // records without a company
		{"account.move", "[('company_id', 'in', company_ids)]", nil, false, true},
		{partnerModel, "['|', '|', ('partner_share', '=', False), ('company_id', 'parent_of', company_ids), ('company_id', '=', False)]", nil, false, true},
		{leadModel, "['&', ('partner_share', '=', False), ('company_id', 'in', company_ids + [False])]", nil, true, true},
		{leadModel, "[('partner_share', '=', False), ('company_id', 'in', company_ids + [False])]", nil, true, true},
		{leadModel, "['!', ('company_id', 'in', company_ids + [False])]", nil, true, true},
		{leadModel, "[('user_id', '=', user.id)]", nil, true, true},
		{leadModel, "[('user_id', '=', user.id)]", []int64{8}, false, false}, // others' rule
		{leadModel, "[('user_id', '=', user.id)]", []int64{7}, true, true},
	} {
		for s, want := range map[*sight]bool{one: x.one, two: x.two} {
			s.rules = map[string][]recordRule{x.model: {{"R", x.domain, x.groups}}}
			if got := s.hides(x.model); (got != "") != want {
				t.Errorf("%s of %s, without %v: %q", x.domain, x.model, s.closed, got)
			}
		}
	}
	one.rules = map[string][]recordRule{leadModel: {{"Own", "[('user_id', '=', user.id)]", []int64{7}}, {"All", "[(1,'=',1)]", []int64{7}}}}
	if why := one.hides(leadModel); why != "" {
		t.Errorf("of the rules of groups one is enough: %s", why)
	}
	if why := (&sight{denied: true}).hides(leadModel); !strings.Contains(why, "Access Rights") {
		t.Errorf("rules that cannot be read say %q", why)
	}
	if why := (&org{}).sight.hides(leadModel); why != "" {
		t.Errorf("without a database: %s", why)
	}
}
