resource "stagecraft_sandbox_pipeline" "sales" {
  name  = "sales"
  title = "Sales pipeline"
}
