resource "stagecraft_hubspot_list" "mqls_of_band_a" {
  name   = "MQLs of band A"
  object = "contacts"
  filters = {
    filterBranchOperator = "OR"
    filterBranchType     = "OR"
    filterBranches = [
      {
        filterBranchOperator = "AND"
        filterBranchType     = "AND"
        filterBranches       = []
        filters = [
          {
            filterType = "PROPERTY"
            operation = {
              includeObjectsWithNoValueSet = false
              operationType                = "ENUMERATION"
              operator                     = "IS_ANY_OF"
              values                       = ["@lifecycle:marketingqualifiedlead"]
            }
            property = "lifecyclestage"
          },
          {
            filterType = "PROPERTY"
            operation = {
              includeObjectsWithNoValueSet = false
              operationType                = "ENUMERATION"
              operator                     = "IS_ANY_OF"
              values                       = ["A"]
            }
            property = "icp_band"
          },
        ]
      },
    ]
    filters = []
  }
  summary          = ["Lists contacts: lifecycle stage is any of marketingqualifiedlead and icp_band is any of A"]
  properties       = [stagecraft_hubspot_property.contacts_icp_band.key, "contacts/lifecyclestage"]
  options          = [stagecraft_hubspot_option.contacts_icp_band_a.key]
  lifecycle_stages = ["marketingqualifiedlead"]
}
