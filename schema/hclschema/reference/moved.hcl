moved {
  from = stage.lead.sales_ready
  to   = stage.lead.sal
}
