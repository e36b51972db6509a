retired {
  what   = stage.lead.hot
  to     = stage.lead.mql
  reason = "Nobody could tell it from a qualified lead."
}
