package simcity

import "testing"

func TestProbe(t *testing.T) {
	for seed := int64(1); seed < 6; seed++ {
		c := New(Options{Seed: seed})
		n, rows, sw := 0, 0, 0
		cls := map[string]int{}
		for _, s := range c.Schools {
			for _, d := range s.Devices {
				if d.Online {
					n++
				}
				if d.Listed {
					cls[d.Class]++
				}
			}
			for _, r := range c.derived[s].fdb {
				rows += len(r)
			}
			sw += len(s.Switches)
		}
		t.Log(seed, n, sw, len(c.switches()), rows, cls)
		for _, f := range c.Faults {
			t.Logf("%+v", f)
		}
		for _, f := range c.Decoys {
			f.MACs = f.MACs[:min(2, len(f.MACs))]
			t.Logf("%+v", f)
		}
	}
	c := New(Options{Seed: 1, Scale: ScaleCity})
	n := 0
	for _, s := range c.Schools {
		for _, d := range s.Devices {
			if d.Online {
				n++
			}
		}
	}
	t.Log(n, len(c.switches()))
}
