package emulator

import (
	"slices"
	"strconv"
	"strings"
)

// maxVersions is how many versions a flow can have [know].
const maxVersions = 50

// newVersion adds what is deployed to the versions of a flow. One that is deployed as active takes the place of the active
// one; any other status leaves the active one at work, which only a flow definition ends [peer].
func (d *deployment) newVersion(p *placed, old, c *component) {
	number := 1
	if old != nil {
		c.Versions = slices.Clone(old.Versions)
		if n := len(c.Versions); n > 0 {
			number = c.Versions[n-1].Number + 1
		}
	}
	c.Versions = append(c.Versions, version{number, p.doc})
	if len(c.Versions) > maxVersions {
		d.fail(*p, nil, "A flow can have %d versions; delete old ones of %s", maxVersions, p.name)
	}
	active := activeVersion(old)
	if p.doc.str("status") == "Active" {
		active = number
	}
	c.choose(active)
	c.Changed, c.By = d.now, d.by
	d.define(p.name, c)
}

// activeVersion is the number of a flow's active version, 0 when none is.
func activeVersion(c *component) int {
	if c != nil {
		for _, v := range c.Versions {
			if v.Doc.str("status") == "Active" {
				return v.Number
			}
		}
	}
	return 0
}

// choose makes one version the active one, or none. The flow then is that version, or its latest.
func (c *component) choose(active int) {
	for i, v := range c.Versions {
		status := v.Doc.str("status")
		if v.Number == active {
			status = "Active"
		} else if status == "Active" {
			status = "Obsolete"
		}
		if status != v.Doc.str("status") {
			v.Doc = v.Doc.clone()
			v.Doc.set("status", status)
			c.Versions[i] = v
		}
		if v.Number == active || active == 0 {
			c.Doc = v.Doc
		}
	}
}

// define keeps the flow definition of a flow, which every flow has.
func (d *deployment) define(name string, flow *component) {
	doc := el("FlowDefinition", tx("activeVersionNumber", activeVersion(flow)), tx("masterLabel", flow.Doc.str("label")))
	def := &component{Doc: doc, Created: flow.Created, Changed: d.now}
	if old := d.store.get("FlowDefinition", name); old != nil {
		def.ID, def.Created = old.ID, old.Created
	} else {
		def.ID = d.o.state.id("FlowDefinition")
	}
	d.store.put("FlowDefinition", name, def)
}

// activate carries out the flow definitions of a deploy once all its flows are there: their version is the active one,
// whatever the flows say [doc]; none, or 0, ends the flow.
func (d *deployment) activate() {
	for _, p := range d.touched {
		if p.kind != "FlowDefinition" {
			continue
		}
		flow := d.store.get("Flow", p.name)
		if flow == nil {
			d.fail(*p, nil, "In field: fullName - no Flow named %s found", p.name)
			continue
		}
		number := 0
		if n := p.at.child("activeVersionNumber"); n != nil {
			number, _ = strconv.Atoi(n.Text)
		}
		if number != 0 && !slices.ContainsFunc(flow.Versions, func(v version) bool { return v.Number == number }) {
			d.fail(*p, p.at.child("activeVersionNumber"), "The version number %d of flow %s does not exist", number, p.name)
			continue
		}
		c := *flow
		c.Versions = slices.Clone(flow.Versions)
		c.choose(number)
		d.store.put("Flow", p.name, &c)
		d.define(p.name, &c)
	}
}

// removeVersion deletes a version of a flow, which is named with its number: Lead_SLA-3. False is for names without one. The
// flow goes with its last version.
func (d *deployment) removeVersion(p placed) bool {
	i := strings.LastIndex(p.name, "-")
	if i < 0 {
		return false
	}
	name := p.name[:i]
	number, err := strconv.Atoi(p.name[i+1:])
	flow := d.store.get("Flow", name)
	if err != nil || flow == nil || !slices.ContainsFunc(flow.Versions, func(v version) bool { return v.Number == number }) {
		return false
	}
	active := activeVersion(flow)
	if active == number {
		d.fail(p, nil, noFlow+": version %d of %s is active", number, name)
		return true
	}
	c := *flow
	c.Versions = slices.DeleteFunc(slices.Clone(flow.Versions), func(v version) bool { return v.Number == number })
	d.gone = append(d.gone, p)
	if len(c.Versions) == 0 {
		d.drop("Flow", name)
		d.drop("FlowDefinition", name)
		return true
	}
	c.choose(active)
	d.store.put("Flow", name, &c)
	return true
}
