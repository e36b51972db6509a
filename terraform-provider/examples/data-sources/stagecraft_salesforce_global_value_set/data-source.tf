data "stagecraft_salesforce_global_value_set" "loss_reasons" {
  name = "Loss_Reasons"
}
