import {
  to = stagecraft_sandbox_source.demo_form
  identity = {
    name = "demo_form"
  }
}
