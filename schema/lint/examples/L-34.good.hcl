lifecycle "lead" {
  domain = "lead"
  object = object.contact

  stage "known" {
    owner = role.marketing_ops
    entry "identified" { description = "A business e-mail address is known." }
    exit "qualified" {
      description = "The person asks for a conversation."
      then        = stage.lead.qualified
    }
  }

  stage "qualified" {
    owner = role.sdr
    entry "conversation" { description = "The qualifying conversation took place." }
  }
}
