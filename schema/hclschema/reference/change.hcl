change "stricter_mql" {
  title      = "MQL asks for more engagement"
  why        = "Sales turned down every third MQL, most of them because nobody had shown intent."
  metric     = metric.mql_to_sal
  expect     = "From 62 to at least 75 percent within one quarter."
  changes    = [scoring.lead.mql, stage.lead.sal]
  decided_by = [role.vp_marketing, role.vp_sales]
  version    = "1.4.0"
}
