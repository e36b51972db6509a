terraform {
  required_providers {
    stagecraft = {
      source = "stagecraft-dev/stagecraft"
    }
  }
}

# A CRM that is not used needs no block and no credentials.
provider "stagecraft" {
  hubspot {
    # The token is in HUBSPOT_TOKEN. One of any other account is refused.
    portal_id = "1234567"
  }

  salesforce {
    instance = "https://acme.my.salesforce.com"
    org_id   = "00D000000000001AAA"

    auth = {
      method    = "jwt"
      client_id = "3MVG9example"
      key_file  = "salesforce.key"
      username  = "terraform@acme.example"
    }
  }
}
