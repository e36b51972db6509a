field "deal" "promises" {
  label = "Special promises"
  type  = multi_enum("none", "custom_feature", "special_sla", "side_letter")
}

field "deal" "promises_in_words" { type = long_text }
field "deal" "signed_on" { type = date }
field "deal" "order_form" { type = attachment }

pipeline "sales" {
  stage "negotiating" {
    owner = role.ae
    entry "offer" { description = "The customer has an offer." }
    exit "signed" { then = stage.sales.won }
  }

  stage "won" {
    owner    = role.csm
    outcome  = "won"
    requires = [deal.promises, deal.promises_in_words, deal.signed_on, deal.order_form]
    entry "signed" { when = is_set(deal.signed_on) }
  }
}
