pipeline "new_business" {
  title = "New Business"

  stage "discovery_call" {
    label = "Discovery Call" # L-01
    owner = role.ae
    entry "interest" { description = "The customer wants to talk." }
    exit "talked" { then = stage.new_business.demo }
  }

  stage "demo" {
    label = "Demo" # L-01
    owner = role.ae
    entry "need" { description = "We know what the customer needs." }
    exit "convinced" { then = stage.new_business.send_proposal }
  }

  stage "send_proposal" {
    label = "Send Proposal" # L-01
    owner = role.ae
    entry "asked" { description = "The customer asked for a price." }
    exit "signed" { then = stage.new_business.closed_won }
  }

  stage "closed_won" {
    label   = "Closed Won"
    owner   = role.csm
    outcome = "won"
    entry "signed" { description = "Both sides have signed." }
  }
}
