lifecycle "lead" {
  domain = "lead"
  object = object.contact

  stage "known" { # L-34
    owner = role.marketing_ops
    entry "identified" { description = "A business e-mail address is known." }
  }

  stage "qualified" { # L-34
    owner = role.sdr
  }
}
