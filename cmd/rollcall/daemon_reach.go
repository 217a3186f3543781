package main

import (
	"context"
	"fmt"
	"net/netip"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"

	"rollcall/collector/ping"
	"rollcall/inventory"
	"rollcall/inventory/store"
)

// A reachDesk knows what answers. Who holds d.mu may take mu; never the other way
// round.
type reachDesk struct {
	echo  func(ctx context.Context, address netip.Addr, at time.Time) inventory.Echo // how a request is sent
	watch *ping.Watch

	mu    sync.Mutex
	board *inventory.ReachBoard
	said  map[inventory.SchoolCode]inventory.Vantage
	turns int // how often something became known that pages show
}

// keepReach is how often it is stored when targets answered last.
const keepReach = 10 * time.Minute

// loadReach brings back what answered when rollcall ran last, and makes the
// configured gateways and the address outside the targets.
func (d *daemon) loadReach(ctx context.Context) error {
	d.ways.board = inventory.NewReachBoard(d.city().Thresholds.DownAfter)
	d.ways.watch, d.ways.said = ping.NewWatch(), nil
	d.ways.watch.Now, d.ways.watch.Echo, d.ways.watch.Sink = d.pace.now, d.sendEcho, d.echoed
	known, err := d.db.Reach(ctx)
	if err != nil {
		return err
	}
	for _, r := range known {
		d.ways.board.Restore(r)
	}
	at := d.pace.now()
	if d.ways.said, err = d.db.Vantages(ctx, inventory.AllSchools(), at.Add(-d.city().Reach.AnswerFor)); err != nil {
		return err
	}
	begun, ended := d.configured(at)
	d.retarget()
	return d.storeReach(ctx, at, begun, ended)
}

// configured watches what the configuration names, and nothing of what it no
// longer does.
func (d *daemon) configured(at time.Time) (begun, ended []inventory.Reach) {
	every, schools := d.city().Reach.Every, map[inventory.SchoolCode]bool{"": true}
	watch := func(kind inventory.ReachKind, school inventory.SchoolCode, want []inventory.Reach) {
		b, e := d.ways.board.Watch(kind, school, want, at)
		begun, ended = append(begun, b...), append(ended, e...)
	}
	watch(inventory.ReachUpstream, "", []inventory.Reach{{Address: d.city().Upstream, Every: every}})
	for _, school := range d.city().Schools {
		schools[school.Code] = true
		plan, err := d.city().Plan.For(school)
		if err != nil || !d.city().Reach.Gateways {
			plan, school = inventory.SchoolPlan{}, inventory.School{Code: school.Code} // nothing to ask
		}
		watch(inventory.ReachGateway, school.Code, []inventory.Reach{{Address: inventory.GatewayOf(school, plan), Every: every}})
	}
	for _, r := range d.ways.board.All() {
		if !schools[r.School] {
			watch(r.Kind, r.School, nil)
		}
	}
	return begun, ended
}

// retarget asks what the board watches. The board is the caller's.
func (d *daemon) retarget() {
	var targets []ping.Target
	for _, r := range d.ways.board.All() {
		if r.Kind != inventory.ReachDevice || d.city().Reach.Devices {
			targets = append(targets, ping.Target{Address: r.Address, Every: r.Every})
		}
	}
	d.ways.watch.Set(targets)
}

// storeReach stores what has changed, where anything has.
func (d *daemon) storeReach(ctx context.Context, at time.Time, changed, ended []inventory.Reach) error {
	if len(changed)+len(ended) == 0 {
		return nil
	}
	return d.db.WriteReach(ctx, at, changed, ended)
}

// measureReach asks until ctx ends.
func (d *daemon) measureReach(ctx context.Context) error {
	g, ctx := errgroup.WithContext(ctx)
	g.Go(func() error { return d.ways.watch.Run(ctx) })
	g.Go(func() error {
		for sleep(ctx, keepReach) {
			d.touchReach(ctx)
		}
		d.touchReach(context.WithoutCancel(ctx))
		return nil
	})
	return g.Wait()
}

// touchReach stores when everything answered last.
func (d *daemon) touchReach(ctx context.Context) {
	d.ways.mu.Lock()
	all := d.ways.board.All()
	d.ways.mu.Unlock()
	if err := d.db.TouchReach(ctx, d.pace.now(), all); err != nil && ctx.Err() == nil {
		d.log.ErrorContext(ctx, "not stored when devices answered last", "err", err)
	}
}

// sendEcho sends one request in the way that the daemon was given.
func (d *daemon) sendEcho(ctx context.Context, address netip.Addr, at time.Time) inventory.Echo {
	return d.ways.echo(ctx, address, at)
}

// echoed takes in what became of a request.
func (d *daemon) echoed(ctx context.Context, e inventory.Echo) error {
	d.ways.mu.Lock()
	changed := d.ways.board.Apply(e)
	about := d.ways.board.At(e.Address)
	if len(changed) > 0 {
		d.ways.turns++
	}
	d.ways.mu.Unlock()
	d.countEcho(e, about)
	if err := d.storeReach(ctx, e.At, changed, nil); err != nil {
		if store.IsFatal(err) {
			return err
		}
		d.log.ErrorContext(ctx, "not stored what answers", "address", e.Address, "err", err)
	}
	for _, r := range about {
		d.wayTurned(r, len(changed) > 0 || r.Kind != inventory.ReachDevice && !e.Answered)
	}
	return nil
}

// countEcho counts a request that was sent: it is part of the load that rollcall
// itself causes.
func (d *daemon) countEcho(e inventory.Echo, about []inventory.Reach) {
	if e.Why == "" && len(about) > 0 {
		d.exporter.Echoed(about[0].School)
	}
}

// wayTurned has a school judged again whose way has turned, and the one that looks
// after the city.
func (d *daemon) wayTurned(r inventory.Reach, turned bool) {
	if !turned {
		return
	}
	if r.School != "" {
		d.again(r.School)
	}
	if keeper := d.city().Keeper(); r.Kind != inventory.ReachDevice && keeper != "" {
		d.again(keeper)
	}
}

// reachOf is what is known of a school's reachability at a moment.
func (d *daemon) reachOf(code inventory.SchoolCode, at time.Time) inventory.ReachView {
	d.ways.mu.Lock()
	defer d.ways.mu.Unlock()
	v := d.ways.board.View(code)
	if a, said := d.ways.said[code]; said && at.Sub(a.At) < d.city().Reach.AnswerFor {
		v.Inside = &a
	}
	if code == d.city().Keeper() {
		v.Silent = d.ways.board.Silent()
	}
	if !d.city().Reach.Devices {
		for i := range v.Devices {
			v.Devices[i].State, v.Devices[i].Why = inventory.ReachUnmeasured, inventory.WhyOff
		}
	}
	return v
}

// wayTurns counts what has become known that pages show.
func (d *daemon) wayTurns() int {
	d.ways.mu.Lock()
	defer d.ways.mu.Unlock()
	return d.ways.turns
}

// lookForDevices watches the always-on devices of a school as its lists and tables
// have them now, notes those that tables show, and puts what is known of them into
// the snapshot, which nobody else has yet.
func (d *daemon) lookForDevices(ctx context.Context, s *inventory.Snapshot) error {
	want := s.AlwaysOn()
	for i := range want {
		want[i].Every = d.city().Reach.DevicesEvery
	}
	d.ways.mu.Lock()
	begun, ended := d.ways.board.Watch(inventory.ReachDevice, s.School.Code, want, s.At)
	for _, r := range d.ways.board.View(s.School.Code).Devices {
		if port, shown := s.Shows(r); shown {
			d.ways.board.See(r, port, s.At)
		}
	}
	if len(begun)+len(ended) > 0 {
		d.ways.turns++
		d.retarget()
	}
	d.ways.mu.Unlock()
	s.Reach = d.reachOf(s.School.Code, s.At)
	if err := d.storeReach(ctx, s.At, begun, ended); err != nil {
		return fmt.Errorf("store which devices are watched: %w", err)
	}
	return nil
}

// answered takes in a person's word on whether a gateway answers from inside, which
// is stored already.
func (d *daemon) answered(v inventory.Vantage) {
	d.ways.mu.Lock()
	if d.ways.said == nil {
		d.ways.said = map[inventory.SchoolCode]inventory.Vantage{}
	}
	d.ways.said[v.School] = v
	d.ways.turns++
	d.ways.mu.Unlock()
	d.again(v.School)
	if keeper := d.city().Keeper(); keeper != "" {
		d.again(keeper)
	}
}
