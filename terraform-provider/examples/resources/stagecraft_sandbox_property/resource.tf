resource "stagecraft_sandbox_property" "contact_assigned_at" {
  object = "contact"
  name   = "assigned_at"
  label  = "Assigned at"
  type   = "datetime"
}

resource "stagecraft_sandbox_property" "contact_assignment_rule" {
  object = "contact"
  name   = "assignment_rule"
  label  = "Assignment rule"
  type   = "text"
}

resource "stagecraft_sandbox_property" "contact_call_again_on" {
  object = "contact"
  name   = "call_again_on"
  label  = "Call again on"
  type   = "date"
}

resource "stagecraft_sandbox_property" "contact_email" {
  object   = "contact"
  name     = "email"
  label    = "E-mail"
  type     = "email"
  personal = true
}

resource "stagecraft_sandbox_property" "contact_icp_band" {
  object     = "contact"
  name       = "icp_band"
  label      = "ICP band"
  type       = "enum"
  owner_role = stagecraft_sandbox_role.sdr.key
  usage      = "How well the contact's company fits the ideal customer profile."
}

resource "stagecraft_sandbox_property" "contact_lead_score" {
  object = "contact"
  name   = "lead_score"
  label  = "Lead score"
  type   = "number"
}

resource "stagecraft_sandbox_property" "deal_close_date" {
  object = "deal"
  name   = "close_date"
  label  = "Close date"
  type   = "date"
}

resource "stagecraft_sandbox_property" "deal_discount_percent" {
  object = "deal"
  name   = "discount_percent"
  label  = "Discount"
  type   = "percent"
}
