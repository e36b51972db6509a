resource "stagecraft_salesforce_global_value_set" "loss_reasons" {
  name        = "Loss_Reasons"
  label       = "Loss reasons"
  description = "Why deals are lost."
}
