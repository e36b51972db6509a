architecture "acme" {
  title    = "Acme go-to-market lifecycle"
  version  = "1.4.0"
  motion   = "sales_led"
  steward  = role.revops
  council  = [role.vp_sales, role.vp_marketing]
  calendar = calendar.office

  edge_case "win_back" {
    title    = "A former customer comes back"
    handling = "The contact starts again as a marketing qualified lead; the old deal stays lost."
    stages   = [stage.lead.mql]
  }
}
