terraform import stagecraft_hubspot_workflow.mql_first_touch 'MQL: first touch'
