import {
  to = stagecraft_sandbox_pipeline.sales
  identity = {
    name = "sales"
  }
}
