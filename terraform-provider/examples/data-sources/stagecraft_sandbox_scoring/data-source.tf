data "stagecraft_sandbox_scoring" "lead" {
  name = "lead"
}
