package testtool

import (
	"net"
	"testing"
)

// NobodyCalls is the address of a server that fails the test when it is called.
func NobodyCalls(t testing.TB) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	done := make(chan struct{})
	t.Cleanup(func() {
		_ = l.Close()
		<-done
	})
	go func() {
		defer close(done)
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			t.Errorf("somebody called %s", l.Addr())
			_ = c.Close()
		}
	}()
	return l.Addr().String()
}
