import {
  to = stagecraft_sandbox_transition.mql_to_sql
  id = "mql_to_sql"
}
