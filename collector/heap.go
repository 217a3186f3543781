package collector

// entries is a heap by the time at which a switch is due.
type entries []*entry

func (es entries) Len() int { return len(es) }
func (es entries) Less(i, j int) bool {
	if es[i].next.Equal(es[j].next) {
		return es[i].target.Switch < es[j].target.Switch
	}
	return es[i].next.Before(es[j].next)
}
func (es entries) Swap(i, j int) {
	es[i], es[j] = es[j], es[i]
	es[i].index, es[j].index = i, j
}

// Push implements [heap.Interface].
func (es *entries) Push(x any) {
	e := x.(*entry)
	e.index = len(*es)
	*es = append(*es, e)
}

// Pop implements [heap.Interface].
func (es *entries) Pop() any {
	last := (*es)[len(*es)-1]
	*es = (*es)[:len(*es)-1]
	last.index = -1
	return last
}
