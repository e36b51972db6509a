resource "stagecraft_hubspot_validation_rule" "contacts_jobtitle_max_length" {
  property  = "contacts/jobtitle"
  rule      = "MAX_LENGTH"
  arguments = ["80"]
}
