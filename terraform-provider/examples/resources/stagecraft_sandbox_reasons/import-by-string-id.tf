import {
  to = stagecraft_sandbox_reasons.mql_rejection
  id = "mql_rejection"
}
