package diag

import (
	"fmt"
	"strings"
)

// Count puts a number before a noun, in the plural when it is not one.
func Count[N int | int64](n N, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	if stem, ok := strings.CutSuffix(noun, "criterion"); ok {
		return fmt.Sprintf("%d %scriteria", n, stem)
	}
	if strings.HasSuffix(noun, "y") {
		return fmt.Sprintf("%d %sies", n, noun[:len(noun)-1])
	}
	return fmt.Sprintf("%d %ss", n, noun)
}
