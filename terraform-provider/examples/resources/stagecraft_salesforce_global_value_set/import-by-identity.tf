import {
  to = stagecraft_salesforce_global_value_set.loss_reasons
  identity = {
    name = "Loss_Reasons"
  }
}
