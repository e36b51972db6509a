import {
  to = stagecraft_hubspot_validation_rule.contacts_jobtitle_max_length
  id = "contacts/jobtitle/MAX_LENGTH"
}
