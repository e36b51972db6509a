import {
  to = stagecraft_sandbox_pipeline.sales
  id = "sales"
}
