resource "stagecraft_salesforce_report" "report_lifecycle_deals_in_security_review" {
  folder      = stagecraft_salesforce_folder.report_lifecycle.key
  name        = "Deals_in_Security_Review"
  label       = "Deals in security review"
  description = "For the weekly deal review."
  definition = {
    columns = [
      {
        field = "Opportunity$Name"
      },
      {
        aggregateTypes = ["Sum"]
        field          = "Opportunity$Amount"
      },
      {
        field = "Opportunity$Use_Case__c"
      },
    ]
    filter = {
      criteriaItems = [
        {
          column   = "Opportunity$StageName"
          operator = "equals"
          value    = "Security Review,Negotiation/Review"
        },
      ]
    }
    format = "Summary"
    groupingsDown = [
      {
        dateGranularity = "Day"
        field           = "Opportunity$StageName"
        sortOrder       = "Asc"
      },
    ]
    reportType  = "Deals__c"
    scope       = "organization"
    showDetails = true
    timeFrameFilter = {
      dateColumn = "Opportunity$CloseDate"
      interval   = "INTERVAL_CURRENT"
    }
  }
  report_types = [stagecraft_salesforce_report_type.deals.key]
}
