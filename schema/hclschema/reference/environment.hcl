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
    objects  = [object.deal]
  }

  guard {
    delete_percent = 10
  }

  state "postgres" {
    url = env.DATABASE_URL
  }
}
