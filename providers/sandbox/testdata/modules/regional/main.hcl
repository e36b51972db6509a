architecture "regional" {
  title   = "Regional"
  version = "1.0.0"
}

variable "title" {
  type = string
}

role "sdr" {
  title = "SDR ${var.title}"
}

lifecycle "lead" {
  title        = var.title
  domain       = "lead"
  object       = object.contact
  forward_only = true

  stage "new" {
    definition = "A person we have heard of."
    owner      = role.sdr

    entry "known" {
      when = is_set(contact.email)
    }

    exit "worked" {
      when = lifecycle.lead >= stage.lead.worked
    }
  }

  stage "worked" {
    definition = "Somebody talks to the person."
    owner      = role.sdr
    requires   = [contact.email]

    entry "address" {
      when = contains(contact.email, "@") && lifecycle.lead == stage.lead.new
    }

    exit "judged" {
      description = "A person decides."
    }
  }
}

sla "first_touch" {
  starts = entering(stage.lead.new)
  stops  = entering(stage.lead.worked)
  within = "4h"
}
