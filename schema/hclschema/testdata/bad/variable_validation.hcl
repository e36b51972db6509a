variable "size" {
  type    = number
  default = 3 # ERR SC0115: The value of var.size is not valid

  validation {
    condition     = var.size > 5
    error_message = "The size must be more than five."
  }
}
