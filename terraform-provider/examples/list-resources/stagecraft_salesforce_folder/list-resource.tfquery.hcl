list "stagecraft_salesforce_folder" "all" {
  provider = stagecraft

  config {
    key = "report/*"
  }
}
