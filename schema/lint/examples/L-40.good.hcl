# Billing knows about invoices; the CRM wins where they disagree about the company.
system "billing" {
  title       = "Billing"
  type        = "billing"
  objects     = [object.company]
  description = "Invoices and payments. The CRM shows a copy."
}
