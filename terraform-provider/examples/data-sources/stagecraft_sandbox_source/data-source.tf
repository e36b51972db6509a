data "stagecraft_sandbox_source" "demo_form" {
  name = "demo_form"
}
