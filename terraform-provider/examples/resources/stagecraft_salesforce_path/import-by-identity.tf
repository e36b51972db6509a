import {
  to = stagecraft_salesforce_path.enterprise_deals
  identity = {
    name = "Enterprise_Deals"
  }
}
