pipeline "sales" {
  title = "Sales"
  type  = "new_business"

  stage "proposed" {
    owner       = role.ae
    probability = 50
    entry "sent" { description = "The customer has price and terms." }
    exit "signed" { then = stage.sales.won }
  }

  stage "won" { # L-14
    owner       = role.ae
    probability = 100
    outcome     = "won"
    entry "signed" { description = "Both sides have signed." }
  }
}
