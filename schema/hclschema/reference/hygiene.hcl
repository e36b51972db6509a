hygiene "contacts" {
  object         = object.contact
  duplicate_keys = [contact.email]
  survivor       = "most_complete"
  stale_after    = "30d"
  audit          = "quarterly"
  checks         = ["Contacts without a company", "Owners who have left"]
  owner          = role.revops
}
