sla "follow_up" {
  title    = "Follow up on a demo request"
  starts   = entering(stage.lead.mql)
  stops    = set(contact.first_contacted_at)
  within   = "4h"
  target   = "30m"
  calendar = calendar.office

  variant "software" {
    when   = company.industry == "software"
    within = "1h"
  }

  escalate {
    after  = "4h"
    notify = [role.vp_sales]
  }
}
