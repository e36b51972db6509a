lifecycle "lead" {
  domain = "lead"
  object = object.contact

  stage "mql" {
    owner = role.marketing_ops
    entry "scored" { description = "The score reaches the threshold." }
    exit "accepted" { then = stage.lead.sql }

    raci {
      accountable = role.marketing_ops
      responsible = [role.sdr]
    }
  }

  stage "sql" {
    owner = role.sdr
    entry "conversation" { description = "A qualifying conversation was held." }
  }
}
