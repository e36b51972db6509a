lifecycle "account" {
  domain = "company"
  object = object.company
  rollup = lifecycle.lead

  stage "mql" {}
  stage "sall" {} # ERR SC0313: Nothing leads to stage.account.sall

  stage "odd" {
    follows = [stage.sales.won] # ERR SC0313: stage.sales.won is not a stage of lifecycle.lead
  }
}

lifecycle "deals" {
  domain = "sales"
  object = object.project
  rollup = lifecycle.lead # ERR SC0313: A project has no related contact

  stage "mql" {}
}
