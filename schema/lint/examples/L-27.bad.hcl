field "deal" "promises" {
  label = "Special promises"
  type  = long_text # L-27
}

field "deal" "order_form" {
  type = attachment # L-27
}

pipeline "sales" {
  stage "negotiating" {
    owner = role.ae
    entry "offer" { description = "The customer has an offer." }
    exit "signed" { then = stage.sales.won }
  }

  stage "won" {
    owner    = role.csm
    outcome  = "won"
    requires = [deal.promises, deal.order_form]
    entry "signed" { description = "Both sides have signed." }
  }
}
