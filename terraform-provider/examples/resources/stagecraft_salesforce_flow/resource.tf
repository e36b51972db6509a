resource "stagecraft_salesforce_flow" "lead_rate_large_companies" {
  name        = "Lead_Rate_Large_Companies"
  label       = "Lead: rate large companies"
  description = "Large companies are called first."
  object      = "Lead"
  active      = true
  definition = {
    apiVersion     = 66
    environments   = ["Default"]
    interviewLabel = "Lead: rate large companies {!$Flow.CurrentDateTime}"
    processType    = "AutoLaunchedFlow"
    recordUpdates = [
      {
        inputAssignments = [
          {
            field = "Rating"
            value = {
              stringValue = "Hot"
            }
          },
        ]
        inputReference = "$Record"
        label          = "Rate hot"
        locationX      = 176
        locationY      = 287
        name           = "Rate_hot"
      },
    ]
    start = {
      connector = {
        targetReference = "Rate_hot"
      }
      filterLogic = "and"
      filters = [
        {
          field    = "NumberOfEmployees"
          operator = "GreaterThanOrEqualTo"
          value = {
            numberValue = 1000
          }
        },
      ]
      locationX         = 50
      locationY         = 0
      object            = "Lead"
      recordTriggerType = "CreateAndUpdate"
      triggerType       = "RecordBeforeSave"
    }
  }
}
