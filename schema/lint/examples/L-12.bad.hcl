pipeline "renewal" {
  title = "Renewal"
  type  = "renewal"

  stage "opened" {
    label = "Renewal Opened"
    owner = role.csm
    entry "customer" { description = "The term of a customer comes to its end." }
    exit "up" { then = stage.renewal.up }
    exit "down" { then = stage.renewal.down }
  }

  stage "up" {
    label = "Trending Up" # L-12
    owner = role.csm
    entry "feeling" { description = "They use it more than last year." }
    exit "signed" { then = stage.renewal.renewed }
  }

  stage "down" {
    label = "Renewal at Risk" # L-12
    owner = role.csm
    entry "feeling" { description = "Their champion does not answer." }
    exit "signed" { then = stage.renewal.renewed }
  }

  stage "renewed" {
    label   = "Renewed"
    owner   = role.csm
    outcome = "won"
    entry "signed" { description = "The next term is signed." }
  }
}
