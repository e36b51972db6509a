data "stagecraft_sandbox_reasons" "mql_rejection" {
  name = "mql_rejection"
}
