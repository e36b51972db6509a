terraform import stagecraft_hubspot_lead_score.contact_fit 'Contact fit'
