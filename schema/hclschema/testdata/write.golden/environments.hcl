environment "test" {
  crm "sandbox" {
    ignore  = ["x/*"]
    nested  = { a = [1, "two", true], "b c" = "d" }
    path    = env.SANDBOX
    retries = 3
  }

  guard {
    delete_percent = 0
    golden         = false
  }
}
