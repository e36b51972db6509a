question "sal_owner" {
  text   = "Who owns a lead between acceptance and the first meeting?"
  ask    = role.vp_sales
  blocks = [stage.lead.sal]
  due    = "2026-03-31"
}
