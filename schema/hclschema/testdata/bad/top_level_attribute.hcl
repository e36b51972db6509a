title = "X" # ERR SC0117: title stands outside of every block
