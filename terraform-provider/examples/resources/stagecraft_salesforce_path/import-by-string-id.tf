import {
  to = stagecraft_salesforce_path.enterprise_deals
  id = "Enterprise_Deals"
}
