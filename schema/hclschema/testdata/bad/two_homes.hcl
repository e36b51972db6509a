environment "x" {
  crm "hubspot" {
    objects = [object.contact]
  }

  crm "salesforce" {
    objects = [object.contact, object.deal] # ERR SC0106: object.contact lives in two CRMs
  }

  crm "sandbox" {} # ERR SC0103: crm "sandbox" does not say which objects live in it
}
