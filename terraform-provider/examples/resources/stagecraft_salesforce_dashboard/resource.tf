resource "stagecraft_salesforce_dashboard" "dashboard_lifecycle_deal_review" {
  folder      = stagecraft_salesforce_folder.dashboard_lifecycle.key
  name        = "Deal_Review"
  label       = "Deal review"
  description = "For the weekly deal review."
  definition = {
    backgroundEndColor      = "#FFFFFF"
    backgroundFadeDirection = "Diagonal"
    backgroundStartColor    = "#FFFFFF"
    dashboardGridLayout = {
      dashboardGridComponents = [
        {
          colSpan     = 6
          columnIndex = 0
          dashboardComponent = {
            autoselectColumnsFromReport = true
            chartAxisRange              = "Auto"
            componentType               = "Bar"
            displayUnits                = "Auto"
            header                      = "Deals in security review"
            legendPosition              = "Bottom"
            report                      = "Lifecycle/Deals_in_Security_Review"
            showValues                  = true
            sortBy                      = "RowLabelAscending"
          }
          rowIndex = 0
          rowSpan  = 8
        },
      ]
      numberOfColumns = 12
      rowHeight       = 36
    }
    dashboardType = "SpecifiedUser"
    isGridLayout  = true
    textColor     = "#000000"
    titleColor    = "#000000"
    titleSize     = 12
  }
  reports = [stagecraft_salesforce_report.report_lifecycle_deals_in_security_review.key]
}
