import {
  to = stagecraft_sandbox_dashboard.sales_development
  identity = {
    name = "sales_development"
  }
}
