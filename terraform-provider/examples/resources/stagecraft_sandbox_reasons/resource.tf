resource "stagecraft_sandbox_reasons" "close_date_push" {
  name   = "close_date_push"
  title  = "Why a close date moves"
  kind   = "close_date_push"
  object = "deal"
  codes = [
    {
      label = "Waits for the next budget"
      name  = "budget_cycle"
    },
    {
      label = "Legal review"
      name  = "legal"
    },
  ]
}

resource "stagecraft_sandbox_reasons" "mql_rejection" {
  name   = "mql_rejection"
  title  = "Why Sales declines an MQL"
  kind   = "rejection"
  object = "contact"
  codes = [
    {
      description = "No part in the purchase."
      label       = "Wrong person"
      name        = "wrong_person"
      retry_after = "90d"
    },
    {
      label = "No interest"
      name  = "no_interest"
    },
  ]
}
