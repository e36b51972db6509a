environment "sandbox" {
  after = environment.production # ERR SC0114: the environment "sandbox" would wait for itself
  crm "sandbox" { path = "a.db" }
}

environment "production" {
  after = environment.sandbox # ERR SC0114: the environment "production" would wait for itself
  crm "sandbox" { path = "b.db" }
}

environment "late" {
  after = environment.production
  crm "sandbox" { path = "c.db" }
}
