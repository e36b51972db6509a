package sandbox

import "github.com/stagecraft-dev/stagecraft/schema"

// subject is the record type that a block is about, "" when it is about none or several.
func subject(a *schema.Architecture, b schema.Block) string {
	switch b := b.(type) {
	case *schema.Field:
		return b.Object
	case *schema.Object:
		return b.Name
	case *schema.Status:
		return b.Object
	case *schema.Lifecycle:
		return b.Object.Name()
	case *schema.Pipeline:
		return b.Object.Name()
	case *schema.Reasons:
		return b.Object.Name()
	case *schema.Queue:
		return b.Object.Name()
	case *schema.Routing:
		return b.Object.Name()
	case *schema.Scoring:
		return b.Object.Name()
	case *schema.Sequence:
		return b.Object.Name()
	case *schema.Approval:
		return b.Object.Name()
	case *schema.Hygiene:
		return b.Object.Name()
	case *schema.Handoff:
		return trackObject(a, b.From)
	case *schema.SLA:
		if o := eventSubject(a, b.Starts, 0); o != "" {
			return o
		}
		return eventSubject(a, b.Stops, 0)
	case *schema.Automation:
		return eventSubject(a, b.Trigger, 0)
	case *schema.Goal:
		if b.Object != "" {
			return b.Object.Name()
		}
		return trackObject(a, b.Stage)
	}
	return ""
}

func trackObject(a *schema.Architecture, addr schema.Address) string {
	if t := a.Track(addr); t != nil {
		return t.Object
	}
	return ""
}

// eventSubject is the record type that an event happens to. depth ends clocks that start each other.
func eventSubject(a *schema.Architecture, e schema.Event, depth int) string {
	_, _, l := e.Target.Split()
	switch e.Kind {
	case "entering", "leaving":
		return trackObject(a, e.Target)
	case "set", "changed":
		if len(l) == 2 {
			return l[0]
		}
	case "created":
		return e.Target.Name()
	case "reaches":
		module, _, _ := e.Target.Split()
		if len(l) > 0 {
			if s := schema.Find[schema.Scoring](a, schema.NewAddress(module, "scoring", l[0])); s != nil {
				return s.Object.Name()
			}
		}
	case "breached":
		if s := schema.Find[schema.SLA](a, e.Target); s != nil && depth < 8 {
			return eventSubject(a, s.Starts, depth+1)
		}
	}
	return ""
}
