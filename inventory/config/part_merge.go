package config

// placed is a section of a file that knows where it stands; a zero place means
// that it was not written.
type placed interface{ place() pos }

func (p *pos) place() pos { return *p }

// takeOver takes a section of a file of conf.d, unless another file has it too.
func takeOver[T any, P interface {
	*T
	placed
}](c *checker, key string, into, from P) {
	first, at := into.place(), from.place()
	switch {
	case at.line == 0:
	case first.line != 0:
		c.errorf(at, "%s 也寫在 %s:%d；請刪掉其中一個", "%s is also at %s:%d; remove one of them", key, first.file, first.line)
	default:
		*into = *from
	}
}
