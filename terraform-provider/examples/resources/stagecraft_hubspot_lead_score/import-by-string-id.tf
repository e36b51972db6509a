import {
  to = stagecraft_hubspot_lead_score.contact_fit
  id = "Contact fit"
}
