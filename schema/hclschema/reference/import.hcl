import {
  to = contact.email
  id = "email"
}
