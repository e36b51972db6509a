field "deal" "outlook" {
  type = enum("trending_up", "steady", "trending_down")
}

pipeline "renewal" {
  title = "Renewal"
  type  = "renewal"

  stage "opened" {
    label = "Renewal Opened"
    owner = role.csm
    entry "customer" { description = "The term of a customer comes to its end." }
    exit "proposed" { then = stage.renewal.proposed }
  }

  stage "proposed" {
    label    = "Renewal Proposed"
    owner    = role.csm
    requires = [deal.outlook]
    entry "sent" { description = "Terms for the next year are with the customer." }
    exit "signed" { then = stage.renewal.renewed }
  }

  stage "renewed" {
    label   = "Renewed"
    owner   = role.csm
    outcome = "won"
    entry "signed" { description = "The next term is signed." }
  }
}
