team "marketing" {
  title = "Marketing"
}

team "sales" {
  title = "Sales"

  member "amy" {
    title       = "Amy Chen"
    identity    = "amy@starter.example"
    role        = role.sdr
    skills      = ["hardware", "en"]
    territories = ["east"]
    capacity    = 50
  }

  member "bo" {
    title       = "Bo Larsen"
    identity    = "bo@starter.example"
    role        = role.sdr
    skills      = ["software", "en", "fr"]
    territories = ["west"]
    capacity    = 50
  }

  member "cara" {
    title    = "Cara Diaz"
    identity = "cara@starter.example"
    role     = role.ae
  }

  member "dev" {
    title    = "Dev Patel"
    identity = "dev@starter.example"
    role     = role.sales_manager
  }
}

team "success" {
  title = "Customer Success"
}

role "revops" {
  title = "Revenue Operations"
}

role "marketing" {
  title = "Marketing"
  team  = team.marketing
}

role "sdr" {
  title   = "Sales Development"
  team    = team.sales
  manager = role.sales_manager
}

role "ae" {
  title   = "Account Executive"
  team    = team.sales
  manager = role.sales_manager
}

role "sales_manager" {
  title   = "Sales Manager"
  team    = team.sales
  manager = role.vp_sales
}

role "vp_sales" {
  title = "VP Sales"
  team  = team.sales
}

role "csm" {
  title = "Customer Success Manager"
  team  = team.success
}

role "deal_desk" {
  title = "Deal Desk"
}

role "finance" {
  title = "Finance"
}

role "legal" {
  title = "Legal"
}
