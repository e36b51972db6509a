lifecycle "contact" {
  title  = "Contact lifecycle"
  domain = "lead"
  object = object.contact

  stage "mql" {
    label = "MQL"
    owner = role.marketing_ops
    entry "fits" { description = "Fit and interest reach the threshold." }
    exit "accepted" { then = stage.contact.sal }
  }

  stage "sal" {
    label = "SAL"
    owner = role.sdr
    entry "accepted" { description = "An SDR agrees to work on the person." }
  }
}

# The status says what is being done, not how far the person has come.
status "contact" "new" { order = 1 }
status "contact" "working" { order = 2 }
status "contact" "nurture" { order = 3 }

# The company follows its contacts by itself.
lifecycle "company" {
  title  = "Company lifecycle"
  domain = "company"
  object = object.company
  rollup = lifecycle.contact

  stage "mql" { label = "MQL" }
  stage "sal" { label = "SAL" }
}
