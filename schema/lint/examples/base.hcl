# What all examples of lint rules have in common.
architecture "acme" {
  title   = "Acme"
  version = "0.1.0"
  steward = role.revops
}

team "marketing" { title = "Marketing" }
team "sales" { title = "Sales" }
team "success" { title = "Customer Success" }

role "revops" { title = "Revenue Operations" }
role "marketing_ops" {
  title = "Marketing Operations"
  team  = team.marketing
}
role "sdr" {
  title = "Sales Development Representative"
  team  = team.sales
}
role "ae" {
  title = "Account Executive"
  team  = team.sales
}
role "csm" {
  title = "Customer Success Manager"
  team  = team.success
}

system "crm" {
  title           = "CRM"
  type            = "crm"
  source_of_truth = true
}
