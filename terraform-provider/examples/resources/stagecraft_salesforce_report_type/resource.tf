resource "stagecraft_salesforce_report_type" "deals" {
  name        = "Deals"
  label       = "Deals"
  description = "Deals with what the buyer wants."
  object      = "Opportunity"
  definition = {
    category = "opportunities"
    deployed = true
    sections = [
      {
        columns = [
          {
            checkedByDefault = true
            field            = "Name"
            table            = "Opportunity"
          },
          {
            checkedByDefault = false
            field            = "StageName"
            table            = "Opportunity"
          },
          {
            checkedByDefault = false
            field            = "Amount"
            table            = "Opportunity"
          },
          {
            checkedByDefault = false
            field            = "CloseDate"
            table            = "Opportunity"
          },
          {
            checkedByDefault = false
            field            = "Use_Case__c"
            table            = "Opportunity"
          },
        ]
        masterLabel = "Deals"
      },
    ]
  }
  fields = [stagecraft_salesforce_field.opportunity_use_case_c.key]
}
