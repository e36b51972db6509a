data "stagecraft_sandbox_automation" "mql_by_score" {
  name = "mql_by_score"
}
