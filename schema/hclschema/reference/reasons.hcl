reasons "recycling" {
  title  = "Recycling reasons"
  kind   = "recycling"
  object = object.contact

  code "no_answer" {
    label       = "No answer"
    description = "Eight attempts without a reply."
    retry_after = "90d"
  }
}
