package sandbox

import "github.com/stagecraft-dev/stagecraft/providers"

// measureExamples are about what is counted, and who looks at it.
var measureExamples = map[string][]providers.Values{
	"sandbox_report": providers.Life(providers.Values{
		"name":       "new_mqls",
		"title":      "New MQLs",
		"category":   "production",
		"priority":   1.0,
		"formula":    "Contacts that enter MQL in the period",
		"source":     "Stage history",
		"stage":      "lead/mql",
		"unit":       "count",
		"by":         []any{"icp_band"},
		"owner_role": "sdr",
	}, providers.Values{
		"title":      "MQL to SQL",
		"category":   "conversion",
		"priority":   2.0,
		"formula":    "SQLs / MQLs",
		"source":     "Stage history, by week of entry",
		"stage":      nil,
		"from":       "lead/mql",
		"to":         "lead/sql",
		"unit":       nil,
		"cadence":    "weekly",
		"red_flag":   "More than 5 percentage points below the baseline.",
		"owner_role": nil,
		"owner_team": "sdr",
		"benchmarks": []any{block{"name": "playbook", "low": 25.0, "high": 40.0, "source": "Sales pipeline playbook"}},
		"alarms":     []any{block{"drop": 5.0, "unit": "percentage_points", "sustained": "2w", "action": "Marketing and Sales look at twenty declined MQLs together."}},
	}, providers.Values{
		"title":    "Time in MQL",
		"category": "time_in_stage",
		"formula":  "Median time from entering MQL to entering SQL",
		"unit":     "hours",
		"alarms":   nil,
	}),
	"sandbox_dashboard": providers.Life(providers.Values{
		"name":          "sales_development",
		"title":         "Sales Development",
		"audience_team": []any{"sdr"},
		"metrics":       []any{"new_mqls"},
	}, providers.Values{
		"title":         "Sales Development, weekly",
		"audience_team": nil,
		"audience_role": []any{"sdr"},
		"description":   "Whether we get enough MQLs, and how fast we work them.",
		"raci":          block{"accountable": "sdr_manager"},
	}),
	"sandbox_goal": providers.Life(providers.Values{
		"name":       "mqls",
		"title":      "120 MQLs a month",
		"metric":     "new_mqls",
		"target":     120.0,
		"stage":      "lead/mql",
		"object":     "contact",
		"owner_team": "sdr",
	}, providers.Values{
		"title":      "400 MQLs of band A a quarter",
		"target":     400.0,
		"period":     "quarter",
		"when":       `contact.icp_band == "A"`,
		"owner_team": nil,
		"owner_role": "sdr",
	}),
}
