# One average over all markets and all sellers: nobody sees that one region has stopped accepting leads.
metric "win_rate" { # L-09
  title    = "Win rate"
  category = "revenue"
  formula  = "Deals won / deals closed"
  source   = "CRM"
  owner    = role.revops
}
