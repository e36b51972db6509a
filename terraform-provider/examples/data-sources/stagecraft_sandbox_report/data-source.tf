data "stagecraft_sandbox_report" "new_mqls" {
  name = "new_mqls"
}
