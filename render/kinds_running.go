package render

import "github.com/stagecraft-dev/stagecraft/schema/diag"

// running are the documents for those who keep the lifecycle running and those who learn it.
var running = []kind{
	{Kind{"maintenance-schedule", "Maintenance Schedule", "What is looked at, how often and by whom, with a calendar to subscribe to.", toRun},
		"Declare review blocks, or hygiene, scoring and approval policies.", maintenance},
	text(Kind{"faq", "Frequently Asked Questions", "The questions that everybody asks, answered once.", toLearn},
		"Declare faq blocks.", func(m *Model) bool { return len(m.arch.FAQs) > 0 }),
	text(Kind{"role-playbooks", "Role Playbooks", "What each role owns, does and is asked for.", toLearn},
		"Declare playbook blocks.", func(m *Model) bool { return len(m.arch.Playbooks) > 0 }),
	text(Kind{"training-scripts", "Training Video Outlines", "Outlines of the three videos that introduce the architecture.", toLearn}, "", nil),
}

// maintenance writes the schedule with its calendar.
func maintenance(s *Set) diag.List {
	if len(s.Model.maintenanceTasks()) == 0 {
		return nil
	}
	p, diags := s.page(Kind{"maintenance-schedule", "Maintenance Schedule", "What is looked at, how often and by whom, with a calendar to subscribe to.", toRun}, "maintenance-schedule", s.Model, nil)
	if p != nil {
		p.Calendar = s.Model.calendar()
	}
	return diags
}
