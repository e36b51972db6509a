import {
  to = stagecraft_salesforce_global_value_set.loss_reasons
  id = "Loss_Reasons"
}
