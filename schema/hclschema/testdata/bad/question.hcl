question "x" {
  text   = "X"
  due    = "next week" # ERR SC0105: "next week" is not a day
  status = "answered" # ERR SC0103: question.x is answered without an answer
}
