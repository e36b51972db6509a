# The inventory: where facts live, what runs steps, and every way in which a lead enters.

system "salesforce" {
  title           = "Salesforce"
  type            = "crm"
  source_of_truth = true
  objects         = [object.deal, object.project]
  description     = "Deals and delivery. Wins when two systems disagree about a record."
}

system "hubspot" {
  title       = "HubSpot"
  type        = "marketing_automation"
  objects     = [object.contact, object.company]
  description = "Capture, scoring, nurture and the contact's lifecycle position."
}

system "clearbit" {
  title       = "Clearbit"
  type        = "enrichment"
  description = "Real-time company and technology data for inbound leads."
}

system "apollo" {
  title       = "Apollo"
  type        = "enrichment"
  description = "Contacts for outbound prospecting."
}

system "zoominfo" {
  title       = "ZoomInfo"
  type        = "enrichment"
  description = "Enterprise accounts and buying committees."
}

system "outreach" {
  title       = "Sales engagement"
  type        = "sales_engagement"
  description = "Calls and mails of the SDR team; replies are logged on the contact."
}

system "zendesk" {
  title       = "Support desk"
  type        = "support"
  description = "Customer tickets and satisfaction."
}

system "jira" {
  title       = "Work management"
  type        = "work_management"
  description = "Tasks of a customer implementation; its status is mirrored on the project."
}

system "app" {
  title       = "Fernway product"
  type        = "product"
  description = "Trials, product usage, the in-product hand-raise."
}

system "billing" {
  title       = "Billing"
  type        = "billing"
  description = "Invoices and payment terms."
}

system "partner_sheet" {
  title       = "Partner referral spreadsheet"
  type        = "spreadsheet"
  description = "Partners write referrals into a shared sheet."
  condition   = "workaround"
  note        = "Copied by hand twice a week. Replaced by the partner form once the channel team agrees."
}

source "website_form" {
  title       = "Website forms"
  type        = "form"
  creates     = object.contact
  system      = system.hubspot
  owner       = role.demand_gen
  fills       = [contact.email, contact.first_name, contact.last_name, contact.lead_source, contact.job_title, company.name]
  description = "Content downloads, newsletter, webinar registration."
}

source "hand_raise_form" {
  title       = "Demo and pricing requests"
  type        = "inbound"
  creates     = object.contact
  system      = system.hubspot
  owner       = role.demand_gen
  fills       = [contact.email, contact.lead_source, contact.hand_raise, company.name]
  description = "People who ask for a conversation."
}

source "free_trial" {
  title       = "Free trial"
  type        = "product"
  creates     = object.contact
  system      = system.app
  owner       = role.marketing_ops
  fills       = [contact.email, contact.lead_source, contact.hand_raise]
  description = "Trial sign-ups and the in-product request to talk to somebody."
}

source "event_list" {
  title       = "Trade fairs and events"
  type        = "event"
  creates     = object.contact
  system      = system.hubspot
  owner       = role.demand_gen
  fills       = [contact.email, contact.lead_source, company.name]
  description = "Badge scans, imported within two working days."
  condition   = "dead_end"
  note        = "Scans without consent stay Known Leads for ever: no sequence may write to them. Consent goes on the badge form next season."
}

source "purchased_list" {
  title       = "List import"
  type        = "list"
  creates     = object.contact
  system      = system.hubspot
  owner       = role.marketing_ops
  fills       = [contact.email, contact.lead_source, company.name]
  description = "Association member lists."
  condition   = "duplicate"
  note        = "Overlaps with outbound prospecting; duplicates are merged by the hygiene rules."
}

source "outbound_reply" {
  title       = "Outbound replies"
  type        = "outbound"
  creates     = object.contact
  system      = system.outreach
  owner       = role.sdr_manager
  fills       = [contact.email, contact.job_title, contact.lead_source, company.name]
  description = "An answer to a prospecting mail or call."
}

source "partner_introduction" {
  title       = "Partner introductions"
  type        = "partner"
  creates     = object.contact
  system      = system.partner_sheet
  owner       = role.sales_ops
  fills       = [contact.email, contact.lead_source, company.name]
  description = "Referrals by installers and resellers."
  condition   = "workaround"
  note        = "See the partner spreadsheet."
}

segment "segment" {
  title       = "Market segment"
  field       = company.segment
  description = "By number of field technicians: small, mid-market, enterprise."
}

segment "region" {
  title       = "Region"
  field       = company.region
  description = "Where the company's headquarters is."
}

segment "language" {
  title       = "Language"
  field       = contact.language
  description = "The language in which the person wants to talk."
}

segment "rep" {
  title       = "Individual contributor"
  field       = contact.owner
  description = "The person who owns the record."
}
