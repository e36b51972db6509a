status "contact" "nurture" {
  label      = "Nurture"
  definition = "Nobody works the contact now; marketing keeps in touch."
  order      = 40
}
