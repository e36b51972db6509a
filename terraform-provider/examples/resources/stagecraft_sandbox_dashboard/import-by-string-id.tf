import {
  to = stagecraft_sandbox_dashboard.sales_development
  id = "sales_development"
}
