lifecycle "lead" {
  domain = "lead"
  object = object.contact

  stage "known" {
    owner = role.marketing_ops
    entry "identified" { description = "A business e-mail address is known." }
    exit "qualified" { then = stage.lead.mql }
  }

  stage "mql" {
    label = "Marketing Qualified Lead"
    owner = role.marketing_ops
    entry "qualified" {} # L-06
  }
}
