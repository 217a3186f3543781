package snmpsim

import "time"

type v3Message struct {
	id      int32
	maxSize int
}

type usm struct{}

func newUSM(c Config) usm { return usm{} }

func (m *v3Message) mayRead() bool { return true }

func (r *Request) messageID() int32 { return 0 }

func (a *Agent) understandV3(in, body []byte, at time.Time) (*Request, *Answer) { return nil, nil }

func (a *Agent) overheadV3(req *Request) int { return 0 }

func (a *Agent) encodeV3(req *Request, ans *Answer) []byte { return nil }

func (a *Agent) unknownContext(req *Request) *Answer { return nil }
