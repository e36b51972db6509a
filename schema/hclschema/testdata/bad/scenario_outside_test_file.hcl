scenario "x" { # ERR SC0117: A scenario block is not allowed here
  at = "2026-03-02T09:00:00Z"

  step "a" {
    record = "r"

    expect {}
  }
}
