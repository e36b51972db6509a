field "deal" "scope" { type = text }

pipeline "sales" {
  stage "open" {
    owner = role.ae
    entry "met" { description = "The first meeting took place." }
    exit "signed" { then = stage.sales.won }
  }

  stage "won" {
    owner    = role.csm
    outcome  = "won"
    requires = [deal.scope, deal.go_live_date] # L-28
    entry "signed" { description = "Both sides have signed." }
  }
}
