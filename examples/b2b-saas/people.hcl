team "marketing" {
  title       = "Marketing"
  description = "Brings the right companies to us and warms them up."

  member "iris" {
    title    = "Iris Okafor"
    identity = "iris@fernway.example"
    role     = role.marketing_ops
  }

  member "tomas" {
    title    = "Tomas Lindqvist"
    identity = "tomas@fernway.example"
    role     = role.demand_gen
  }
}

team "sdr" {
  title       = "Sales Development"
  description = "First conversation with every qualified lead."

  member "ana" {
    title       = "Ana Ruiz"
    identity    = "ana@fernway.example"
    role        = role.sdr
    capacity    = 40
    skills      = ["es", "en"]
    territories = ["na"]
  }

  member "ben" {
    title       = "Ben Achebe"
    identity    = "ben@fernway.example"
    role        = role.sdr
    capacity    = 40
    skills      = ["en"]
    territories = ["na"]
  }

  member "chloe" {
    title       = "Chloe Martin"
    identity    = "chloe@fernway.example"
    role        = role.sdr
    capacity    = 40
    skills      = ["fr", "en"]
    territories = ["emea"]
  }

  member "dirk" {
    title       = "Dirk Vogel"
    identity    = "dirk@fernway.example"
    role        = role.sdr
    capacity    = 40
    skills      = ["de", "en"]
    territories = ["emea"]
  }

  member "hana" {
    title       = "Hana Sato"
    identity    = "hana@fernway.example"
    role        = role.sdr
    capacity    = 40
    skills      = ["ja", "en"]
    territories = ["apac"]
  }

  # Left in March; kept so that records that still carry the name are found.
  member "marc" {
    title    = "Marc Delgado"
    identity = "marc@fernway.example"
    role     = role.sdr
    active   = false
  }

  member "petra" {
    title    = "Petra Nowak"
    identity = "petra@fernway.example"
    role     = role.sdr_manager
  }
}

team "sales" {
  title       = "Sales"
  description = "Turns qualified leads into contracts."

  member "elena" {
    title       = "Elena Petrova"
    identity    = "elena@fernway.example"
    role        = role.ae
    capacity    = 25
    territories = ["emea"]
  }

  member "frank" {
    title       = "Frank Osei"
    identity    = "frank@fernway.example"
    role        = role.ae
    capacity    = 25
    territories = ["na", "apac"]
  }

  member "lucia" {
    title    = "Lucia Bianchi"
    identity = "lucia@fernway.example"
    role     = role.sales_manager
  }
}

team "customer_success" {
  title       = "Customer Success"
  description = "Gets customers to value and keeps them there."

  member "grace" {
    title    = "Grace Kim"
    identity = "grace@fernway.example"
    role     = role.csm
    capacity = 30
  }

  member "oscar" {
    title    = "Oscar Silva"
    identity = "oscar@fernway.example"
    role     = role.onboarding
    capacity = 12
  }
}

team "revops" {
  title       = "Revenue Operations"
  description = "Keeps the architecture, the data and the tools."
}

team "finance_legal" {
  title       = "Finance and Legal"
  description = "Approves what is not standard."
}

role "vp_revops" {
  title       = "VP Revenue Operations"
  short       = "VP RevOps"
  team        = team.revops
  holders     = ["nadia@fernway.example"]
  description = "Keeps the architecture and decides where teams disagree."
}

role "vp_marketing" {
  title       = "VP Marketing"
  short       = "VP Mktg"
  team        = team.marketing
  holders     = ["joao@fernway.example"]
  description = "Signs off everything up to MQL."
}

role "vp_sales" {
  title       = "VP Sales"
  team        = team.sales
  holders     = ["ruth@fernway.example"]
  description = "Signs off SAL to Closed Won."
}

role "vp_cs" {
  title       = "VP Customer Success"
  short       = "VP CS"
  team        = team.customer_success
  holders     = ["kofi@fernway.example"]
  description = "Signs off the customer domain."
}

role "revops_admin" {
  title       = "CRM Administrator"
  team        = team.revops
  manager     = role.vp_revops
  description = "Builds and maintains the CRM configuration."
}

role "architect" {
  title       = "Lifecycle Architect"
  team        = team.revops
  manager     = role.vp_revops
  description = "Answers what a definition means and adds values to existing stages."
}

role "specialist" {
  title       = "Lifecycle Specialist"
  team        = team.revops
  manager     = role.vp_revops
  description = "Leads reviews that add stages, change criteria or restructure pipelines."
}

role "marketing_ops" {
  title       = "Marketing Operations"
  team        = team.marketing
  manager     = role.vp_marketing
  description = "Answers for capture, scoring and lead data."
}

role "demand_gen" {
  title       = "Demand Generation"
  team        = team.marketing
  manager     = role.vp_marketing
  description = "Answers for campaigns and nurture."
}

role "sdr" {
  title       = "Sales Development Representative"
  short       = "SDR"
  team        = team.sdr
  manager     = role.sdr_manager
  description = "Works accepted leads to a qualified conversation."
}

role "sdr_manager" {
  title   = "SDR Manager"
  team    = team.sdr
  manager = role.vp_sales
}

role "ae" {
  title       = "Account Executive"
  short       = "AE"
  team        = team.sales
  manager     = role.sales_manager
  description = "Owns deals from Stage 0 to signature."
}

role "sales_manager" {
  title   = "Sales Manager"
  team    = team.sales
  manager = role.vp_sales
}

role "sales_ops" {
  title       = "Sales Operations"
  team        = team.revops
  manager     = role.vp_revops
  description = "Answers for routing, pipelines and clocks."
}

role "solutions" {
  title       = "Solutions Engineer"
  short       = "SE"
  team        = team.sales
  manager     = role.sales_manager
  description = "Runs proofs of concept."
}

role "deal_desk" {
  title   = "Deal Desk"
  team    = team.revops
  manager = role.vp_revops
}

role "finance" {
  title = "Finance"
  team  = team.finance_legal
}

role "legal" {
  title = "Legal"
  team  = team.finance_legal
}

role "onboarding" {
  title       = "Onboarding Manager"
  team        = team.customer_success
  manager     = role.cs_manager
  description = "Owns a customer from signature to the first value."
}

role "csm" {
  title       = "Customer Success Manager"
  short       = "CSM"
  team        = team.customer_success
  manager     = role.cs_manager
  description = "Owns a customer from first value on, and the renewal."
}

role "cs_manager" {
  title   = "Head of Customer Success"
  team    = team.customer_success
  manager = role.vp_cs
}
