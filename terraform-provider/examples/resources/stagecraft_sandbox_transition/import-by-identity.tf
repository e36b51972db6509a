import {
  to = stagecraft_sandbox_transition.mql_to_sql
  identity = {
    name = "mql_to_sql"
  }
}
