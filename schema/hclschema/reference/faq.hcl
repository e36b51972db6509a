faq "why_two_scores" {
  question = "Why is there a fit score and an engagement score?"
  answer   = "Who fits may not be interested, and who is interested may not fit."
  order    = 1
}
