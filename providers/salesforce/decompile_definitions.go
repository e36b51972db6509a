package salesforce

import (
	"html"
	"regexp"
	"slices"
	"strings"

	"github.com/stagecraft-dev/stagecraft/providers/internal/importing"
	"github.com/stagecraft-dev/stagecraft/schema"
)

// definitions are what the records of our custom metadata types say, see compile_definitions.go.
func (d *decompiler) definitions(t definitionType) (out []map[string]any) {
	for _, i := range d.live.of(typeMetadata) {
		if v, ok := i.Values["values"].(map[string]any); ok && i.text("type") == t.object() {
			d.tell(i)
			out = append(out, v)
		}
	}
	return out
}

// called is what blocks were called from which stages were made: lifecycle or pipeline, and stage. Rules name their blocks
// as they are written, and a stage's record and its rules' have one name. Without a title, any flow of the object is meant.
func (d *decompiler) called(sobject, title, value string) (track, stage, label string) {
	for _, i := range d.live.of(typeMetadata) {
		v, _ := i.Values["values"].(map[string]any)
		if i.text("type") != stageType.object() || text(v["Value__c"]) != value || title != "" && cut(text(v["Track__c"]), maxLabel) != title ||
			!slices.Contains(strings.Split(text(v["Object__c"]), ", "), sobject) {
			continue
		}
		if r, ok := d.live.find(typeMetadata, key(ruleType.object(), i.text("name"))); ok {
			rule, _ := r.Values["values"].(map[string]any)
			if block := strings.Split(text(rule["Block__c"]), "."); len(block) == 3 && block[0] == "stage" && importing.IsName(block[1]) && importing.IsName(block[2]) {
				return block[1], block[2], text(v["Track__c"])
			}
		}
	}
	return "", "", ""
}

// described takes over what definitions say of the architecture, and of stages: who answers for them, and how sure they are.
func (d *decompiler) described() {
	for _, v := range d.definitions(architectureType) {
		if title := text(v["Title__c"]); title != "" {
			d.a.Info.Title = title
		}
		if version := text(v["Version__c"]); semver.MatchString(version) {
			d.a.Info.Version = version
		}
		d.a.Info.Description = text(v["Definition__c"])
	}
	said := map[[3]string]map[string]any{}
	for _, v := range d.definitions(stageType) {
		for _, sobject := range strings.Split(text(v["Object__c"]), ", ") {
			said[[3]string{sobject, text(v["Track__c"]), text(v["Value__c"])}] = v
		}
	}
	d.eachStage(func(sobject, field, recordType, track string, s *schema.Stage, value string) {
		if v := said[[3]string{sobject, track, value}]; v != nil {
			d.describe(s, v)
		}
		if info := d.guidance(sobject, field, recordType, value); info != "" {
			explain(s, info)
		}
	})
}

var semver = regexp.MustCompile(`^\d+\.\d+\.\d+$`)

// eachStage goes over all stages with where they live.
func (d *decompiler) eachStage(do func(sobject, field, recordType, track string, s *schema.Stage, value string)) {
	for _, l := range d.a.Lifecycles {
		f := d.holders[l]
		for _, s := range l.Stages {
			do(f[0], f[1], "", schema.Label(l.Title, l.Name), s, d.values[s])
		}
	}
	for _, p := range d.a.Pipelines {
		recordType := ""
		if len(d.a.Pipelines) > 1 {
			recordType = key(opportunity, d.recordTypes[p])
		}
		for _, s := range p.Stages {
			do(opportunity, "StageName", recordType, schema.Label(p.Title, p.Name), s, d.values[s])
		}
	}
}

// describe takes over the record of a stage.
func (d *decompiler) describe(s *schema.Stage, v map[string]any) {
	if words := text(v["Definition__c"]); words != "" {
		s.Definition = words
	}
	s.Golden = truth(v["Golden__c"])
	if text(v["State__c"]) == "confirmed" {
		s.State = "confirmed"
	}
	if owner := text(v["Owner__c"]); owner != "" {
		s.Owner = d.role(owner)
	}
	if accountable := text(v["Accountable__c"]); accountable != "" {
		s.RACI = &schema.RACI{Accountable: d.role(accountable), Responsible: d.rolesOf(v["Responsible__c"]), Consulted: d.rolesOf(v["Consulted__c"]), Informed: d.rolesOf(v["Informed__c"])}
	}
}

func (d *decompiler) rolesOf(v any) (out []schema.Address) {
	for _, title := range strings.Split(text(v), ", ") {
		if title != "" {
			out = append(out, d.role(title))
		}
	}
	return out
}

// role is the role that people call so; who has it, an org does not say.
func (d *decompiler) role(title string) schema.Address {
	for _, r := range d.a.Roles {
		if schema.Label(r.Title, r.Name) == title {
			return schema.NewAddress("", "role", r.Name)
		}
	}
	r := &schema.Role{Name: d.taken.Take("role", importing.BlockName(title, "role"))}
	r.Title = importing.Label(title, r.Name)
	d.a.Roles = append(d.a.Roles, r)
	return schema.NewAddress("", "role", r.Name)
}

// guidance is what a path shows people at a value, as HTML.
func (d *decompiler) guidance(sobject, field, recordType, value string) string {
	for _, p := range d.live.of(typePath) {
		if p.text("object") == sobject && p.text("field") == field && p.text("record_type") == recordType {
			steps, _ := p.Values["steps"].(map[string]any)
			step, _ := steps[value].(map[string]any)
			d.tell(p)
			return text(step["info"])
		}
	}
	return ""
}

// Parts of guidance, see compiler.guidance.
var (
	paragraph = regexp.MustCompile(`<p>(?:<b>([^<]*)</b></p><ul>(.*?)</ul>|([^<]*)</p>)`)
	bullet    = regexp.MustCompile(`<li>([^<]*)</li>`)
	tag       = regexp.MustCompile(`<[^>]*>`)
)

// explain takes over the guidance of a stage. What was made of a stage has its criteria in lists; all else is guidance.
func explain(s *schema.Stage, info string) {
	if paragraph.ReplaceAllString(info, "") != "" {
		s.Guidance = strings.Join(strings.Fields(html.UnescapeString(tag.ReplaceAllString(info, " "))), " ")
		return
	}
	var words []string
	for _, m := range paragraph.FindAllStringSubmatch(info, -1) {
		gates := inWords(bullet.FindAllStringSubmatch(m[2], -1))
		switch plain := html.UnescapeString(m[3]); {
		case m[1] == "To enter" && gates != nil:
			s.Entry = gates
		case m[1] == "To leave" && gates != nil && s.Exit != nil:
			s.Exit = gates
		case m[1] != "":
			var list []string
			for _, g := range gates {
				list = append(list, g.Description)
			}
			words = append(words, html.UnescapeString(m[1])+": "+strings.Join(list, "; ")+".")
		case plain != s.Definition && plain != schema.Label(s.Label, s.Name):
			words = append(words, plain)
		}
	}
	s.Guidance = strings.Join(words, " ")
}

// inWords makes criteria of the items of a list.
func inWords(list [][]string) (out []*schema.Gate) {
	names := importing.Names{}
	for _, m := range list {
		words := html.UnescapeString(m[1])
		out = append(out, &schema.Gate{Name: names.Take("", cutName(importing.BlockName(words, "criterion"), maxName)), Description: words})
	}
	return out
}
