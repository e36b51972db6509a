data "stagecraft_sandbox_pipeline" "sales" {
  name = "sales"
}
