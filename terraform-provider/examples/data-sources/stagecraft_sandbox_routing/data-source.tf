data "stagecraft_sandbox_routing" "lead_assignment" {
  name = "lead_assignment"
}
