resource "stagecraft_hubspot_workflow" "mql_first_touch" {
  name   = "MQL: first touch"
  object = "contacts"
  definition = {
    actions = [
      {
        actionId          = "1"
        actionTypeId      = "0-5"
        actionTypeVersion = 0
        fields = {
          property_name = "hs_lead_status"
          value = {
            staticValue = "NEW"
            type        = "STATIC_VALUE"
          }
        }
        type = "SINGLE_CONNECTION"
      },
    ]
    enrollmentCriteria = {
      listFilterBranch = {
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
            ]
          },
        ]
        filters = []
      }
      shouldReEnroll                    = false
      type                              = "LIST_BASED"
      unEnrollObjectsNotMeetingCriteria = false
    }
    startActionId = "1"
  }
  summary = [
    "Enrolls contacts: lifecycle stage is any of marketingqualifiedlead",
    "1. Set hs_lead_status to NEW",
  ]
  properties       = ["contacts/hs_lead_status", "contacts/lifecyclestage"]
  lifecycle_stages = ["marketingqualifiedlead"]
}
