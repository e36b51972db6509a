package hubspot

import (
	"cmp"
	"fmt"
	"math"
	"regexp"

	"github.com/stagecraft-dev/stagecraft/providers/internal/importing"
	"github.com/stagecraft-dev/stagecraft/schema"
)

// nobody owns the stages of an import: HubSpot does not say who answers for them. As long as it does, no record is asked for an owner.
const nobody = schema.Address("role.unassigned")

// unwritten stands for criteria that nobody has written down.
const unwritten = "unwritten"

// stage makes a stage that is complete but for what HubSpot does not know: its owner and its criteria.
func (d *decompiler) stage(name, text string, ends bool) *schema.Stage {
	if len(d.a.Roles) == 0 {
		d.a.Roles = append(d.a.Roles, &schema.Role{Name: nobody.Name(), Title: "Nobody yet",
			Description: "Stands for the owner of each imported stage until somebody is named."})
	}
	s := &schema.Stage{Name: name, Label: importing.Label(text, name), State: "assumed", Owner: nobody,
		Entry: []*schema.Gate{{Name: unwritten, Description: "Nobody has written down yet what must be true to come here."}}}
	if !ends {
		s.Exit = []*schema.Gate{{Name: unwritten, Description: "Nobody has written down yet what ends this stage."}}
	}
	return s
}

// lifecycleNames are shorter names of standard lifecycle stages.
var lifecycleNames = map[string]string{"marketingqualifiedlead": "mql", "salesqualifiedlead": "sql"}

// lifecycle makes the lifecycle of contacts, whose stages companies share.
func (d *decompiler) lifecycle() {
	live := d.live.of(typeLifecycleStage)
	if len(live) == 0 {
		return
	}
	l := &schema.Lifecycle{Name: d.trackName("contact", "lead"), Domain: "lead", Object: "object.contact",
		Flow: schema.Flow{Title: "Lifecycle Stage", CRM: map[string]string{provider: lifecycleProperty}}}
	for n, i := range live {
		value, text := i.text("name"), i.text("label")
		name := cmp.Or(lifecycleNames[value], blockName(value, "stage"))
		s := d.stage(d.taken.Take("stage "+l.Name, name), text, n == len(live)-1)
		if isStandardStage(value) {
			s.CRM = crmMap(value, lifecycleName("", text))
		}
		d.stages[key("lifecycle", value)] = schema.NewAddress("", "stage", l.Name, s.Name)
		l.Stages = append(l.Stages, s)
	}
	d.a.Lifecycles = append(d.a.Lifecycles, l)
}

// trackName names a lifecycle or pipeline. The name with "_stage" must not be that of a field, see schema.Flow.
func (d *decompiler) trackName(object, name string) string {
	for {
		name = d.taken.Take("track", name)
		if !d.taken.Has("field "+object, name+"_stage") {
			return name
		}
	}
}

func (d *decompiler) pipelines() {
	for _, i := range d.live.of(typePipeline) {
		plural, id := under(i.Key)
		object := d.object(plural)
		if object == "" {
			d.finding(i, fmt.Sprintf("The pipeline %q is not imported", i.title()), "Its object %s is not one that an architecture speaks of. It stays as it is.", plural)
			continue
		}
		p := &schema.Pipeline{Name: d.trackName(object, blockName(i.title(), "pipeline")), Object: schema.NewAddress("", "object", object)}
		p.Title, p.CRM = importing.Label(i.title(), p.Name), crmMap(id, p.Name)
		switch plural {
		case "deals":
			p.Domain = "sales"
			if p.Type == "" {
				p.Type = importing.PipelineType(i.title())
			}
		case "tickets":
			p.Domain, p.Type = "customer", "support"
		case "leads":
			p.Domain, p.Type = "lead", "other"
		default:
			p.Domain, p.Type = "customer", "other"
		}
		live := d.live.parts(typeStage, i.Key)
		if len(live) == 0 {
			d.finding(i, fmt.Sprintf("The pipeline %q is not imported", i.title()), "It has no stages. It stays as it is.")
			continue
		}
		for n, s := range live {
			p.Stages = append(p.Stages, d.pipelineStage(p, id, s, n == len(live)-1))
		}
		d.rules(p, i)
		d.a.Pipelines = append(d.a.Pipelines, p)
	}
}

func (d *decompiler) pipelineStage(p *schema.Pipeline, pipeline string, i item, last bool) *schema.Stage {
	outcome := endingOf(i)
	s := d.stage(d.taken.Take("stage "+p.Name, blockName(i.title(), "stage")), i.title(), last || outcome != "")
	s.Outcome = outcome
	if x, ok := i.Values["probability"].(float64); ok {
		percent := math.Round(x*1e6) / 1e4
		s.Probability = &percent
	} else if p.Object == "object.deal" {
		d.finding(i, fmt.Sprintf("The stage %q has no probability", i.title()), "HubSpot demands one of deal stages. Write one to the block.")
	}
	_, id := under(i.Key)
	s.CRM = crmMap(id, pipeline+"_"+s.Name)
	d.stages[i.Key] = schema.NewAddress("", "stage", p.Name, s.Name)
	return s
}

// endings say how work that is over ended, by what people call the stage; the last fits all.
var endings = []struct {
	outcome string
	label   *regexp.Regexp
}{
	{"disqualified", regexp.MustCompile(`(?i)disqualif|unqualif|not qualif`)},
	{"lost", regexp.MustCompile(`(?i)\b(lost|cancel|reject|churn|abandon|duplicate|spam)`)},
	{"won", regexp.MustCompile(``)},
}

// endingOf tells how a stage ends its pipeline; "" when records go on. HubSpot knows it of deals, by the probability.
func endingOf(i item) string {
	if p, ok := i.Values["probability"].(float64); ok {
		switch p {
		case 0:
			return "lost"
		case 1:
			return "won"
		}
		return ""
	}
	if i.flag("closed") {
		for _, e := range endings {
			if e.label.MatchString(i.title()) {
				return e.outcome
			}
		}
	}
	return ""
}

// rules takes over the rules of a pipeline, if the language can say all of them.
func (d *decompiler) rules(p *schema.Pipeline, pipeline item) {
	for _, r := range d.live.parts(typePipelineRules, pipeline.Key) {
		if created := r.texts("create_in"); len(created) > 0 {
			d.finding(r, fmt.Sprintf("The rules of the pipeline %q are not imported", pipeline.title()),
				"They limit the stages in which records are created to %v, which no block says. They stay as they are.", created)
			continue
		}
		p.ForwardOnly, p.NoSkip = r.flag("no_backward"), r.flag("no_skipping")
	}
}
