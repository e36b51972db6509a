# A lead that comes back has to earn its place again.

automation "recycled_score" {
  title   = "Recycled lead starts anew"
  purpose = "A recycled lead would be an MQL again at once, and Sales would get what it has just refused."
  trigger = entering(stage.contact.lead)
  outcome = "Engagement is zero; fit stays."
  owner   = role.marketing

  action "reset" {
    do        = "reset_score"
    scoring   = scoring.lead
    dimension = "engagement"
  }
}
