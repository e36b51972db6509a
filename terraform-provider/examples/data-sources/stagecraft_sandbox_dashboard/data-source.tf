data "stagecraft_sandbox_dashboard" "sales_development" {
  name = "sales_development"
}
