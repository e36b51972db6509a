data "stagecraft_architecture" "lifecycle" {
  path = "${path.module}/crm"
}

# Stages that nobody has agreed to yet.
output "assumed_stages" {
  value = [for s in data.stagecraft_architecture.lifecycle.stages : s.label if s.state == "assumed"]
}

# Owners of stages, with the stages that they answer for.
output "owners" {
  value = { for o in data.stagecraft_architecture.lifecycle.owners : o.address => o.stages }
}
