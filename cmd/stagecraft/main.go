// Command stagecraft plans and applies lifecycle architectures.
package main

import (
	"os"

	_ "time/tzdata" // calendars work on machines without a zone database

	"github.com/stagecraft-dev/stagecraft/cmd/internal/cli"
	"github.com/stagecraft-dev/stagecraft/cmd/internal/terminal"
)

func main() { os.Exit(cli.Main(os.Args[1:], terminal.System())) }
