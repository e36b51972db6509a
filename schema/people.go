package schema

// Team is a group of people; a swimlane of the diagram.
type Team struct {
	Meta
	// Name is the identifier of the team.
	Name string `sc:"name,label"`
	// Title is what people call it.
	Title string `sc:"title"`
	// Description says what the team does.
	Description string `sc:"description"`
	// Members is the directory of the people in the team.
	Members []*Member `sc:"member,block"`
}

// Member is a person who can own records, or could once.
type Member struct {
	Meta
	// Name is the identifier of the person.
	Name string `sc:"name,label"`
	// Title is the person's name.
	Title string `sc:"title"`
	// Identity is the login or e-mail address in the CRM.
	Identity string `sc:"identity,required"`
	// Role is the role the person has.
	Role Address `sc:"role,ref=role"`
	// Active is false for somebody who no longer works here.
	Active bool `sc:"active,default=true"`
	// Capacity is the most open records the person takes; 0 is no limit.
	Capacity float64 `sc:"capacity,min=0"`
	// Skills are matched by skill-based routing.
	Skills []string `sc:"skills"`
	// Territories are matched by territory routing.
	Territories []string `sc:"territories"`
}

// Role is a responsibility that people hold.
type Role struct {
	Meta
	// Name is the identifier of the role.
	Name string `sc:"name,label"`
	// Title is what people call it.
	Title string `sc:"title,required"`
	// Short is the abbreviation, for where room is scarce.
	Short string `sc:"short"`
	// Team is the team it belongs to.
	Team Address `sc:"team,ref=team"`
	// Manager is the role that it escalates to.
	Manager Address `sc:"manager,ref=role"`
	// Holders are git identities that may sign off for the role.
	Holders []string `sc:"holders"`
	// Description says what the role answers for.
	Description string `sc:"description"`
	// Reviewers are who is asked for a review of a change that the role must agree to, where its files are kept.
	Reviewers *Reviewers `sc:"reviewers,block"`
}

// Reviewers names the accounts of a role where changes are proposed and reviewed. It gives no right to sign off: holders does.
type Reviewers struct {
	Meta
	// GitHub are users, as "octocat", and teams with their organisation, as "acme/revops".
	GitHub []string `sc:"github"`
	// GitLab are users, as "jane.doe".
	GitLab []string `sc:"gitlab"`
}

// Calendar says when a team works; clocks in business hours run on it.
type Calendar struct {
	Meta
	// Name is the identifier of the calendar.
	Name string `sc:"name,label"`
	// Title is what documents call it.
	Title string `sc:"title"`
	// TimeZone is an IANA name such as "Europe/Berlin".
	TimeZone string `sc:"time_zone,required"`
	// Hours are the business hours per weekday ("monday" … "sunday") or for "weekdays", "weekend", "everyday":
	// one or more spans such as "09:00-12:00, 13:00-17:00". A day that is not named is closed; a day of its own wins over a group.
	Hours map[string]string `sc:"hours,required"`
	// Holidays are closed days, as "2026-12-25".
	Holidays []string `sc:"holidays"`
}

// System is a tool that holds facts or runs steps.
type System struct {
	Meta
	// Name is the identifier of the system.
	Name string `sc:"name,label"`
	// Title is what people call it.
	Title string `sc:"title"`
	// Type is the kind of tool.
	Type string `sc:"type,enum=crm|marketing_automation|support|work_management|enrichment|sales_engagement|product|billing|analytics|spreadsheet|other,default=other"`
	// SourceOfTruth marks the one system whose records win.
	SourceOfTruth bool `sc:"source_of_truth"`
	// Objects are the record types that it holds.
	Objects []Address `sc:"objects,ref=object"`
	// Description says what it is used for.
	Description string `sc:"description"`
	// Condition marks what the inventory found.
	Condition string `sc:"condition,enum=ok|duplicate|dead_end|workaround,default=ok"`
	// Note explains the condition.
	Note string `sc:"note"`
}

// Source is a way in which leads enter.
type Source struct {
	Meta
	// Name is the identifier of the source.
	Name string `sc:"name,label"`
	// Title is what people call it.
	Title string `sc:"title"`
	// Type is the kind of source.
	Type string `sc:"type,required,enum=form|list|event|partner|outbound|inbound|product|referral|other"`
	// Creates is the record type that it makes.
	Creates Address `sc:"creates,ref=object"`
	// System is where it runs.
	System Address `sc:"system,ref=system"`
	// Owner answers for it.
	Owner Address `sc:"owner,ref=role"`
	// Fills are the fields that it sets.
	Fills []Address `sc:"fills,ref=field"`
	// Description says what it is.
	Description string `sc:"description"`
	// Condition marks what the inventory found.
	Condition string `sc:"condition,enum=ok|duplicate|dead_end|workaround,default=ok"`
	// Note explains the condition.
	Note string `sc:"note"`
}

// Segment is a dimension by which criteria, clocks, routing and metrics may vary.
type Segment struct {
	Meta
	// Name is the identifier of the segment.
	Name string `sc:"name,label"`
	// Title is what people call it.
	Title string `sc:"title"`
	// Field holds the value on a record.
	Field Address `sc:"field,ref=field"`
	// Values lists the values, unless the field's options do.
	Values []string `sc:"values"`
	// Description says what it distinguishes.
	Description string `sc:"description"`
}
