policy "strict" {
  description = "Acceptance must be measurable here, and nothing waits unseen."
  severity    = { "L-08" = "error" }

  rule "sales_clock" {
    description = "Every stage of the sales domain that a deal works in has a clock, so that a deal that waits is seen."
    severity    = "error"
    each        = stages
    when        = self.parent.domain == "sales" && self.outcome == null
    require     = contains(slas[*].starts.target, self.address)
    message     = "No clock starts in this stage"
    fix         = "Add an sla that starts with entering(…) this stage."
  }

  rule "deal_fields_owned" {
    description = "Every field of a deal has an owner."
    each        = [for f in fields : f if f.object == "deal"]
    require     = self.owner != null
  }

  rule "two_pipelines" {
    description = "More than two pipelines cannot be kept apart by a team of our size."
    require     = length(pipelines) <= 2
  }

  rule "automations_described" {
    description = "Every automation says what it is for."
    each        = automations
    require     = self.purpose != null
  }
}
