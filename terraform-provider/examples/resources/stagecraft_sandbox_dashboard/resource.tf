resource "stagecraft_sandbox_dashboard" "sales_development" {
  name          = "sales_development"
  title         = "Sales Development"
  audience_team = [stagecraft_sandbox_team.sdr.key]
  metrics       = [stagecraft_sandbox_report.new_mqls.key]
}
