# The embedded CRM. The default while the definitions are still being agreed.
environment "sandbox" {
  title = "Embedded sandbox"

  crm "sandbox" {
    path = ".stagecraft/sandbox.db"
  }
}

# Secrets are named here and read from the environment only when a CRM is contacted.
environment "production" {
  title     = "Production"
  protected = true

  crm "hubspot" {
    token   = env.HUBSPOT_TOKEN
    objects = [object.contact, object.company]
    ignore  = ["hubspot_property.contacts/legacy_*"]
  }

  crm "salesforce" {
    instance = env.SF_INSTANCE_URL
    objects  = [object.deal, object.project]

    auth = {
      method    = "jwt"
      client_id = env.SF_CLIENT_ID
      key_file  = env.SF_KEY_FILE
      username  = env.SF_USERNAME
    }
  }

  guard {
    delete_percent = 10
    change_percent = 40
    minimum_size   = 20
    max_deletes    = 5
    golden         = true
  }
}

# An account of your own to play with, or the imitation of one: stagecraft sandbox serve --as hubspot.
environment "trial" {
  title = "HubSpot alone, for trying out"

  crm "hubspot" {
    token    = env.HUBSPOT_TOKEN
    base_url = env.HUBSPOT_BASE_URL
  }
}

# An org of your own to play with, or the imitation of one: stagecraft sandbox serve --as salesforce.
environment "salesforce_trial" {
  title = "Salesforce alone, for trying out"

  crm "salesforce" {
    instance = env.SF_INSTANCE_URL
    token    = env.SF_ACCESS_TOKEN
  }
}
