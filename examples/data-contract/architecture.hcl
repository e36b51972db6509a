# Seven states, six contracts. Each state owes the next a set of facts; a fact that is missing
# stops the record, loudly, where it is missing. The lead pipeline and the sales pipeline are two
# things, with one rule about how the first becomes the second.

architecture "millrace" {
  title         = "Millrace data contract"
  description   = "Millrace renovates water pumps. From a signal to a delivery that runs, or to a documented no: there is no third end."
  version       = "1.0.0"
  motion        = "sales_led"
  methodology   = "foundation"
  steward       = role.revops
  council       = [role.revops, role.vp_sales, role.vp_delivery]
  currency      = "EUR"
  calendar      = calendar.office
  release_cycle = "quarterly"

  edge_case "churned_customer" {
    handling = "A former client starts again as a Signal with the source Partner or Hand-raise; the old deal and project stay closed."
    stages   = [stage.leads.signal]
  }
}

calendar "office" {
  time_zone = "Europe/Amsterdam"
  hours     = { weekdays = "08:30-17:00" }
  holidays  = ["2026-04-06", "2026-04-27", "2026-05-14", "2026-12-25"]
}

environment "sandbox" {
  crm "sandbox" {
    path = ".stagecraft/sandbox.db"
  }
}

object "lead" {
  description = "One enquiry. Moves in the lead pipeline and never becomes a deal; a deal is made from it."
}

object "deal" {
  description = "One possible contract. Moves in the sales pipeline."
  belongs_to  = [object.lead]
}

object "project" {
  description = "One delivery. Lives in the work management tool; the CRM mirrors it."
}
