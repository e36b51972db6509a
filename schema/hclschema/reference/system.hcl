system "billing" {
  title       = "Billing"
  type        = "billing"
  objects     = [object.company]
  description = "Invoices and payments; the CRM shows a copy."
}
