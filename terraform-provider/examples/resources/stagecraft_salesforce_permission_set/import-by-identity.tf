import {
  to = stagecraft_salesforce_permission_set.lifecycle_access
  identity = {
    name = "Lifecycle_Access"
  }
}
