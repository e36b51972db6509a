moved {
  from = stage.lead.older
  to   = stage.lead.old
}
