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

environment "stated" {
  crm "sandbox" {}
  state "postgres" {
    url = "postgres://stagecraft:not-a-real-secret@db.example/states" # ERR SC0315: The url has a password, and stands in a file
  }
}

environment "stated-otherwise" {
  crm "sandbox" {}
  state "postgres" {
    url = "host=db.example password=not-a-real-secret" # ERR SC0315: The url has a password, and stands in a file
  }
}

environment "stated-with-a-token" {
  crm "sandbox" {}
  state "git" {
    url = "https://not-a-real-token@git.example/states.git" # ERR SC0315: The url has a password, and stands in a file
  }
}

environment "stated-over-ssh" {
  crm "sandbox" {}
  state "git" {
    url = "ssh://git@git.example/states.git"
  }
}

environment "stated-well" {
  crm "sandbox" {}
  state "postgres" {
    url = "postgres://stagecraft@db.example:5432/states?sslmode=verify-full"
  }
}
