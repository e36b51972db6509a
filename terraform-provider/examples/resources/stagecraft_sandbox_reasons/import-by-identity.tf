import {
  to = stagecraft_sandbox_reasons.mql_rejection
  identity = {
    name = "mql_rejection"
  }
}
