list "stagecraft_salesforce_global_value_set" "all" {
  provider = stagecraft
}
