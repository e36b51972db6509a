package salesforce

import (
	"errors"
	"slices"

	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/providers/salesforce/metadata"
)

// exports are projects for the sf CLI and for what is built on it.
var exports = []providers.ExportFormat{
	{Name: "sfdx", Doc: "an SFDX project in source format, with manifest and destructive changes", Write: func(p providers.Provider, _ providers.Target, ops []*providers.Operation) (map[string][]byte, error) {
		return export(p, ops, (*metadata.Package).Source)
	}},
	{Name: "mdapi", Doc: "a package in the format of Salesforce's Metadata API", Write: func(p providers.Provider, _ providers.Target, ops []*providers.Operation) (map[string][]byte, error) {
		return export(p, ops, (*metadata.Package).MDAPI)
	}},
}

// export writes operations, merged into what the org has, so that a deploy takes nothing away but what is to go.
func export(p providers.Provider, ops []*providers.Operation, format func(*metadata.Package) ([]metadata.File, error)) (map[string][]byte, error) {
	live := newOrg()
	if p != nil {
		own, ok := p.(*Provider)
		if !ok {
			return nil, errors.New("salesforce: the CRM is of another provider")
		}
		live = own.known()
	}
	var all []*providers.Operation
	for _, op := range ops {
		if op.Action == providers.Update && !differs(kindOf(op.Type).typ, op.Before, op.After) { // an apply leaves it where it is
			same := *op
			same.After = op.After.With("order", nil)
			op = &same
		}
		all = append(all, op)
	}
	w := newChange(live)
	if err := w.write(all); err != nil {
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

// differs tells whether values are not what is asked for.
func differs(typ *providers.ResourceType, is, asked providers.Values) bool {
	return slices.ContainsFunc(typ.Attributes, func(a providers.Attribute) bool {
		return a.Differs(asked[a.Name], is[a.Name])
	})
}

// newOrg is what an export needs to know of an org that it does not see: the status of converted leads, without which Salesforce
// takes no statuses. It is that of every new org.
func newOrg() *snapshot {
	c := metadata.New("StandardValueSet", "LeadStatus", &metadata.StandardValueSet{StandardValue: []metadata.StandardValue{
		{FullName: "Closed - Converted", Label: "Closed - Converted", Converted: true},
	}})
	return newSnapshot(&metadata.Package{Components: []metadata.Component{c}})
}
