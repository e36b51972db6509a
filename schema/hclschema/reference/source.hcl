source "demo_form" {
  title   = "Demo request form"
  type    = "form"
  creates = object.contact
  system  = system.crm
  owner   = role.revops
  fills   = [contact.email, contact.requested_demo]
}
