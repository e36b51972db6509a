# Neither the value nor what depends on it is printed.
variable "token" {
  type      = number
  default   = "hunter2"
  sensitive = true # ERR SC0117: A variable cannot be sensitive

  validation {
    condition     = length(var.token) > 20
    error_message = "${var.token} is too short."
  }
}

variable "public" {
  default   = "x"
  sensitive = false
}

role "x" {
  title = var.token
}

lifecycle "told" {
  domain = "lead"
  object = object.contact

  stage "new" {
    owner = role.x

    entry "told" {
      when = contact.email == var.token
    }

    exit "done" {
      description = "Done."
    }
  }
}
