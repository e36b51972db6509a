# The business sells one product, and once to each customer: no case to decide. With an expansion or a renewal
# pipeline, the architecture block would say what happens, for example:
#
#   edge_case "churned_customer" {
#     title    = "A customer who left comes back"
#     handling = "A new deal in New Business; the old one stays lost."
#     stages   = [stage.renewal.not_renewed]
#   }
pipeline "new_business" {
  title = "New Business"

  stage "proposed" {
    owner       = role.ae
    probability = 60
    entry "sent" { description = "The customer has price and terms." }
    exit "signed" { then = stage.new_business.won }
  }

  stage "won" {
    owner       = role.ae
    probability = 100
    outcome     = "won"
    entry "signed" { description = "Both sides have signed." }
  }
}
