pipeline "x" {
  stage "first" {
    owner   = role.ae
    outcome = "holding"
    revisit = deal.amount # ERR SC0104: deal.amount is currency and cannot hold the day to look again
    entry "e" {}
  }
}
