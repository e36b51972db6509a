package odoo

import (
	"context"

	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/providers/odoo/api"
)

// settingsModel is Odoo's form for settings: what is executed on it becomes so, and its defaults say what is so.
const settingsModel = "res.config.settings"

// settingsName is the natural key of the one object of its type.
const settingsName = "crm"

// settingsFields are the settings that are attributes.
var settingsFields = map[string]string{"leads": "group_use_lead", "several_teams": "is_membership_multi", "auto_assignment": "crm_use_auto_assignment"}

// readSettingsOf reads the one object of its type.
func readSettingsOf(ctx context.Context, dir *directory, _ []int64) ([]*providers.Live, error) {
	var names []string
	for _, attribute := range sortedKeys(settingsFields) {
		names = append(names, settingsFields[attribute])
	}
	now, err := api.Do[api.Row](ctx, dir.c, api.Call{Model: settingsModel, Method: "default_get", Effect: reads, Args: []api.Arg{{Name: "fields", Value: names}}})
	if err != nil {
		return nil, err
	}
	v := providers.Values{"name": settingsName}
	for attribute, field := range settingsFields {
		v[attribute] = now.Bool(field)
	}
	l, err := live(typeSettings, 0, v)
	if err != nil {
		return nil, err
	}
	l.ID, l.BuiltIn = settingsModel, true
	return []*providers.Live{l}, nil
}

// writeSettings carries out what people do in the settings: fill in the form and save.
func writeSettings(ctx context.Context, w *writing, ops []*providers.Operation) []outcome {
	out := make([]outcome, len(ops))
	for i, op := range ops {
		out[i] = w.saveSettings(ctx, op)
	}
	return out
}

func (w *writing) saveSettings(ctx context.Context, op *providers.Operation) outcome {
	switch {
	case op.Action == providers.Delete:
		return outcome{id: op.ID, note: "the settings stay as they are"}
	case op.Key != settingsName:
		return outcome{err: invalid("name", "Odoo has one object of this type, %s", settingsName)}
	}
	now, err := readSettingsOf(ctx, w.dir, nil)
	if err == nil {
		err = moved(kindOf(typeSettings).typ, op, now[0])
	}
	if err != nil {
		return outcome{err: err}
	}
	form := map[string]any{}
	for attribute, field := range settingsFields {
		if want := op.After[attribute]; want != nil && want != now[0].Values[attribute] {
			form[field] = want
		}
	}
	if len(form) > 0 {
		ids, err := w.client.Create(ctx, settingsModel, []map[string]any{form})
		if err == nil { // the settings themselves are written here; doing so twice is doing so once
			_, err = api.Do[any](ctx, w.client, api.Call{Model: settingsModel, Method: "execute", IDs: ids, Effect: sets})
		}
		if err != nil {
			return outcome{err: err}
		}
	}
	if now, err = readSettingsOf(ctx, w.dir, nil); err != nil {
		return outcome{err: err}
	}
	return outcome{id: now[0].ID, values: now[0].Values}
}
