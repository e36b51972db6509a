environment "x" {
  crm "hubspot" {
    token = "not-a-real-token" # ERR SC0315: The token stands in a file
  }
}

environment "y" {
  crm "salesforce" {
    auth = { method = "client_credentials", client_id = "x", client_secret = "not-a-real-secret" } # ERR SC0315: The client_secret stands in a file
  }
}

environment "z" {
  crm "salesforce" {
    auth = { method = "client_credentials", client_id = "x", client_secret = env.SECRET }
  }
}
