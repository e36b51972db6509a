queue "emea" {
  title    = "EMEA leads"
  object   = object.contact
  team     = team.revenue
  role     = role.sdr
  capacity = 50

  order {
    by = contact.fit_score
  }
}
