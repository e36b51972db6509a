# The CRM is the source of truth already; finance believes in its own tool.
system "billing" {
  title           = "Billing"
  type            = "billing"
  objects         = [object.company]
  source_of_truth = true # L-40
}
