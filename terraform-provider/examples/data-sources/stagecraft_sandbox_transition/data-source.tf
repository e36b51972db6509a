data "stagecraft_sandbox_transition" "mql_to_sql" {
  name = "mql_to_sql"
}
