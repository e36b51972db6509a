resource "stagecraft_hubspot_lead_score" "contact_fit" {
  name   = "Contact fit"
  object = "contacts"
  definition = {
    allowedGroupTypes = ["FIT"]
    groupConfigs = [
      {
        groupCategory = "FIT"
        groupName     = "Fit"
        maxValue      = 100
        ruleConfigurations = [
          {
            configuration = {
              calculation = {
                matchRules = [
                  {
                    operation = {
                      includeObjectsWithNoValueSet = false
                      operationType                = "ENUMERATION"
                      operator                     = "IS_ANY_OF"
                      values                       = ["A"]
                    }
                    value = 50
                  },
                ]
                property = "icp_band"
                type     = "MATCH"
              }
            }
            enabled = true
          },
        ]
      },
    ]
    maxScore = 100
  }
  summary    = ["Scores contacts", "Fit (fit), at most 100:", "  50 points: icp_band is any of A"]
  properties = [stagecraft_hubspot_property.contacts_icp_band.key]
}
