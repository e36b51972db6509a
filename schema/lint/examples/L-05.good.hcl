# How many days are left is the business of this field.
field "deal" "renewal_date" { type = date }

pipeline "renewal" {
  title = "Renewal"
  type  = "renewal"

  stage "opened" {
    label    = "Renewal Opened"
    owner    = role.csm
    requires = [deal.renewal_date]
    entry "customer" { description = "The term of a customer comes to its end." }
    exit "reviewed" { then = stage.renewal.reviewed }
  }

  stage "reviewed" {
    label = "Account Reviewed"
    owner = role.csm
    entry "met" { description = "Usage and goals were looked at with the customer." }
    exit "proposed" { then = stage.renewal.proposed }
  }

  stage "proposed" {
    label = "12-Month Renewal Proposed"
    owner = role.csm
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
