# PATH#ENVIRONMENT, or PATH for the embedded sandbox CRM
terraform import stagecraft_architecture.lifecycle 'crm#production'
