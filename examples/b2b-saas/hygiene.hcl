hygiene "contacts" {
  title          = "Contacts"
  object         = object.contact
  duplicate_keys = [contact.email, contact.phone]
  survivor       = "crm"
  stale_after    = "4w"
  archive_after  = "12mo"
  audit          = "quarterly"
  owner          = role.marketing_ops

  checks = [
    "Merge duplicates by e-mail address and phone.",
    "Check that mail can be delivered.",
    "Archive contacts without activity for twelve months.",
    "Every contact in one position for more than four weeks has an active owner, a next step and a reason to be there.",
  ]
}

hygiene "companies" {
  title          = "Companies"
  object         = object.company
  duplicate_keys = [company.domain, company.name, company.phone]
  survivor       = "crm"
  archive_after  = "24mo"
  audit          = "quarterly"
  owner          = role.marketing_ops

  checks = [
    "Merge duplicates by domain, name and phone; the CRM record wins over enrichment.",
    "Compare each company's position with its most advanced contact.",
    "Type and account status are filled for every customer.",
  ]
}

hygiene "deals" {
  title           = "Deals"
  object          = object.deal
  stale_factor    = 2
  stale_after     = "4w"
  close_date_push = reasons.close_date_push
  close_date      = deal.close_date
  audit           = "monthly"
  owner           = role.sales_ops

  checks = [
    "Deals longer in their stage than twice the average.",
    "Close dates that moved without a code.",
    "Discounts without the approval that their tier asks for.",
    "The distribution over stages, for bottlenecks.",
  ]
}
