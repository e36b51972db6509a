resource "stagecraft_sandbox_hygiene" "contacts" {
  name           = "contacts"
  title          = "Contacts"
  object         = "contact"
  duplicate_keys = [stagecraft_sandbox_property.contact_email.key]
  stale_after    = "4w"
  archive_after  = "12mo"
  checks         = ["Merge duplicates by e-mail address."]
  owner_role     = stagecraft_sandbox_role.sdr.key
}
