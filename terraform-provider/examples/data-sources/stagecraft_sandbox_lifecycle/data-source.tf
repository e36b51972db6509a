data "stagecraft_sandbox_lifecycle" "lead" {
  name = "lead"
}
