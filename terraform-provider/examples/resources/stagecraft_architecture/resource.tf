# The files of the architecture are in the folder crm beside this configuration.
resource "stagecraft_architecture" "lifecycle" {
  path        = "${path.module}/crm"
  environment = "production"

  # Nothing is configured that the council has not signed, as the main branch knows the council and its keys.
  require = ["confirmed", "signed"]
  trust   = "origin/main"
}

# What people still have to do by hand.
output "manual_steps" {
  value = stagecraft_architecture.lifecycle.manual_steps
}
