import {
  to = stagecraft_sandbox_source.demo_form
  id = "demo_form"
}
