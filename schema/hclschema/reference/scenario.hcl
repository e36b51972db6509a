# in a file whose name ends in .test.hcl
scenario "acceptance_needs_an_industry" {
  at = "2026-03-02T09:00:00+01:00"

  record "acme" {
    object = object.company
  }

  record "eva" {
    object  = object.contact
    stages  = [stage.lead.mql]
    related = ["acme"]
    fields  = { email = "eva@buyer.example" }
  }

  step "accept" {
    record = "eva"
    move   = stage.lead.sal

    expect {
      allowed = true
    }
  }
}
