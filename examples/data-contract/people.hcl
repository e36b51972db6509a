team "growth" {
  title = "Growth"

  member "noor" {
    title    = "Noor de Vries"
    identity = "noor@millrace.example"
    role     = role.growth_ops
  }
}

team "sales" {
  title = "Sales"

  member "sam" {
    title    = "Sam Bakker"
    identity = "sam@millrace.example"
    role     = role.sdr
    capacity = 30
    skills   = ["nl", "en"]
  }

  member "lena" {
    title    = "Lena Hoffmann"
    identity = "lena@millrace.example"
    role     = role.sdr
    capacity = 30
    skills   = ["de", "en"]
  }

  member "paul" {
    title    = "Paul Jansen"
    identity = "paul@millrace.example"
    role     = role.ae
  }

  # Gone since January. Records that name Hugo cannot move until somebody else owns them.
  member "hugo" {
    title    = "Hugo Smit"
    identity = "hugo@millrace.example"
    role     = role.sdr
    active   = false
  }
}

team "delivery" {
  title = "Delivery"

  member "mira" {
    title    = "Mira Visser"
    identity = "mira@millrace.example"
    role     = role.delivery_lead
  }
}

role "revops" {
  title = "Revenue Operations"
}

role "vp_sales" {
  title = "VP Sales"
  team  = team.sales
}

role "vp_delivery" {
  title = "VP Delivery"
  team  = team.delivery
}

role "growth_ops" {
  title   = "Growth Operations"
  team    = team.growth
  manager = role.revops
}

role "sdr" {
  title   = "Sales Development"
  team    = team.sales
  manager = role.vp_sales
}

role "ae" {
  title   = "Account Executive"
  team    = team.sales
  manager = role.vp_sales
}

role "delivery_lead" {
  title   = "Delivery Lead"
  team    = team.delivery
  manager = role.vp_delivery
}
