package salesforce

import (
	"errors"

	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/providers/salesforce/metadata"
)

// exports are projects for the sf CLI and for what is built on it.
var exports = []providers.ExportFormat{
	{Name: "sfdx", Doc: "an SFDX project in source format, with manifest and destructive changes", Write: func(p providers.Provider, _ providers.Target, wanted []*providers.Resource, deletes []*providers.Operation) (map[string][]byte, error) {
		return export(p, wanted, deletes, (*metadata.Package).Source)
	}},
	{Name: "mdapi", Doc: "a package in the format of Salesforce's Metadata API", Write: func(p providers.Provider, _ providers.Target, wanted []*providers.Resource, deletes []*providers.Operation) (map[string][]byte, error) {
		return export(p, wanted, deletes, (*metadata.Package).MDAPI)
	}},
}

// export writes everything that is wanted, merged into what the org has, so that a deploy takes nothing away but what is to go.
func export(p providers.Provider, wanted []*providers.Resource, deletes []*providers.Operation, format func(*metadata.Package) ([]metadata.File, error)) (map[string][]byte, error) {
	live := newSnapshot(nil)
	if p != nil {
		own, ok := p.(*Provider)
		if !ok {
			return nil, errors.New("salesforce: the CRM is of another provider")
		}
		live = own.learned
	}
	var ops []*providers.Operation
	for _, r := range wanted {
		ops = append(ops, &providers.Operation{Action: providers.Create, Address: string(r.Origin), Type: r.Type, Key: r.Key, After: r.Values})
	}
	w := newChange(live)
	if err := w.write(append(ops, deletes...)); err != nil {
		return nil, err
	}
	files, err := format(w.pack())
	if err != nil {
		return nil, err
	}
	out := map[string][]byte{}
	for _, f := range files {
		out[f.Path] = f.Data
	}
	return out, nil
}
