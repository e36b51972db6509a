list "stagecraft_odoo_team_member" "all" {
  provider = stagecraft

  config {
    key = "team/field_sales/*"
  }
}
