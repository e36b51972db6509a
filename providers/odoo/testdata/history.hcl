# What the history of records is told of, in small.

architecture "history" {
  title   = "History"
  version = "1.0.0"
}

team "sales" {
  title = "Sales"

  member "amy" {
    identity = "amy@history.example"
    role     = role.sdr
  }

  member "bo" {
    identity = "bo@history.example"
    role     = role.sdr
  }
}

role "sdr" { title = "SDR" }

object "deal" {
  description = "Made of a lead that is converted."
  belongs_to  = [object.lead]
}

field "lead" "source" {
  label = "Source"
  type  = enum("form", "fair")
  owner = role.sdr

  option "form" { label = "Form" }
  option "fair" { label = "Trade fair" }
}

field "lead" "interests" {
  type  = multi_enum("price", "speed")
  owner = role.sdr
}

field "lead" "budget" {
  type  = currency
  owner = role.sdr
}

field "lead" "touched_at" {
  type  = datetime
  owner = role.sdr
}

field "lead" "due" {
  type  = date
  owner = role.sdr
}

field "lead" "urgent" {
  type  = bool
  owner = role.sdr
}

field "lead" "buyer" {
  type  = reference(object.contact)
  owner = role.sdr
}

field "lead" "moved_by" {
  type  = text
  owner = role.sdr
}

field "lead" "moved_at" {
  type  = datetime
  owner = role.sdr
}

field "lead" "basis" {
  type  = text
  owner = role.sdr
}

field "lead" "job" {
  type  = text
  owner = role.sdr
  crm   = { odoo = "function" }
}

lifecycle "lead" {
  title  = "Lead <lifecycle> & co"
  domain = "lead"
  object = object.lead

  audit {
    by    = lead.moved_by
    at    = lead.moved_at
    basis = lead.basis
  }

  stage "new" {
    label      = "New"
    definition = "Somebody wrote."
    owner      = role.sdr
  }

  stage "waiting" {
    label      = "Waiting"
    definition = "For them."
    owner      = role.sdr
  }

  stage "paused" {
    label      = "Waiting"
    definition = "For us. The label is no mistake: two stages have it."
    owner      = role.sdr
  }

  stage "ready" {
    label      = "Ready"
    definition = "A deal can be made."
    owner      = role.sdr
  }
}

pipeline "sales" {
  title  = "Sales pipeline"
  domain = "sales"
  object = object.deal

  stage "open" {
    label      = "Open"
    definition = "There is a deal."
    owner      = role.sdr
  }

  stage "offer" {
    label      = "Offer"
    definition = "There is an offer."
    owner      = role.sdr
  }

  stage "lost" {
    label      = "Lost"
    definition = "No."
    owner      = role.sdr
    outcome    = "lost"
    reasons    = reasons.loss
  }
}

pipeline "renewal" {
  title  = "Renewals"
  domain = "sales"
  type   = "renewal"
  object = object.deal

  stage "due" {
    label      = "Due"
    definition = "The term ends."
    owner      = role.sdr
  }
}

reasons "loss" {
  kind   = "loss"
  object = object.deal

  code "price" { label = "Too dear" }
  code "silence" { label = "No answer" }
}

sla "first_touch" {
  title  = "First touch <now> & here"
  starts = entering(stage.lead.new)
  stops  = set(lead.touched_at)
  within = "4h"
  owner  = role.sdr
}
