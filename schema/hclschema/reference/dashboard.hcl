dashboard "executive" {
  title    = "Executive view"
  audience = [role.vp_sales, role.vp_marketing]
  metrics  = [metric.mql_to_sal]
}
