package snmpsim

// A message is what an answer repeats of the message that carried the request.
type message struct {
	v3 *v3Message // nil: v1 and v2c
}

type v3Message struct{}
