import {
  to = stagecraft_salesforce_permission_set.lifecycle_access
  id = "Lifecycle_Access"
}
