lifecycle "lead" {
  domain = "lead"
  object = object.contact

  stage "mql" {
    owner = [role.marketing_ops, role.sdr] # L-24
    entry "scored" { description = "The score reaches the threshold." }
    exit "accepted" { then = stage.lead.sql }
  }

  stage "sql" {
    owner = [role.sdr, role.ae] # L-24
    entry "conversation" { description = "A qualifying conversation was held." }
  }
}
