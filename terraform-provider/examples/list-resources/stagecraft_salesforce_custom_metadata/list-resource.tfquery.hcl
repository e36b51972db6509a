list "stagecraft_salesforce_custom_metadata" "all" {
  provider = stagecraft

  config {
    key = "Response_Time__mdt/*"
  }
}
