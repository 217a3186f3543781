package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strconv"
	"time"

	"golang.org/x/sync/errgroup"

	"rollcall/collector/simcity"
	"rollcall/exporter/wording"
	"rollcall/inventory"
	"rollcall/inventory/config"
)

// demoCmd is the main job with nothing to set up: a simulated city, the daemon
// that watches it, and the page.
type demoCmd struct {
	Dir          string `placeholder:"D" help:"資料留在此目錄 · keep config, database and truth here; without it a temporary directory."`
	Seconds      int    `placeholder:"N" help:"幾秒後結束 · end after so many seconds."`
	Schools      int    `placeholder:"N" help:"只要前幾所學校 · only the first schools."`
	Scale        string `enum:",demo,city" default:"" help:"city 為 54 校 · city: 54 schools."`
	Seed         int64  `placeholder:"N" help:"另一個數字就是另一座城市 · another number is another city; without it the one in --dir, else 1."`
	Listen       string `placeholder:"ADDR" help:"網頁位址 · where the page is served; else 127.0.0.1:8080 or the next free port."`
	Alertmanager string `placeholder:"URL" help:"也把警告送到這個 Alertmanager · send alerts there too."`
	Score        bool   `help:"以虛擬時間跑完一天，印出找到多少、誤報多少 · play a whole day in virtual time and print what was found of what was planted."`
}

// readyWithin is how long the demo waits for the first reading of every switch
// before it says how many it has seen.
const readyWithin = 10 * time.Second

// Run plays the city until it is told to end.
func (c *demoCmd) Run(e *env) error {
	if err := c.goOn(e.lang); err != nil {
		return err
	}
	if c.Score {
		return c.score(e, scoredDay)
	}
	dir, cleanUp, err := c.directory()
	if err != nil {
		return err
	}
	defer cleanUp()
	if err := untaken(e.ctx, dir); err != nil {
		return err
	}
	keepSmall()
	page, err := c.page(e.ctx)
	if err != nil {
		return err
	}
	city := simcity.New(simcity.Options{Seed: c.Seed, Schools: c.Schools, Scale: c.Scale})
	conf, err := writeCity(city, dir, page.Addr().String())
	if err != nil {
		return joinClose(err, page)
	}
	if c.Alertmanager != "" {
		conf.Alertmanager.URLs = []string{c.Alertmanager}
	}
	ctx, cancel := context.WithCancel(e.ctx)
	defer cancel()
	if c.Seconds > 0 {
		ctx, cancel = context.WithTimeout(ctx, time.Duration(c.Seconds)*time.Second)
		defer cancel()
	}
	log := newLog(e, false)
	d, err := openDaemon(ctx, conf, demoPace(), log)
	if err != nil {
		return joinClose(err, page)
	}
	socket, err := listenVerbs(ctx, socketPath(conf))
	if err != nil {
		return joinClose(err, d.db)
	}
	d.listener = listeners{page, socket}
	if err := errors.Join(d.goLive(ctx), d.openMail(ctx)); err != nil {
		return joinClose(err, d.db)
	}
	city.Begin(time.Now())
	d.announced(city, dir)
	d.hearCity(city)
	if err := errors.Join(d.playReach(ctx, city, city.Start()), d.playPast(ctx, city, city.Start()), d.playCupboards(ctx, city, city.Start())); err != nil {
		return joinClose(err, d.db)
	}
	g, ctx := errgroup.WithContext(ctx)
	g.Go(func() error { return ended(city.Serve(ctx)) })
	g.Go(func() error { return (&audience{city: city}).speakLive(ctx, d) })
	g.Go(func() error { return d.run(ctx) })
	g.Go(func() error { c.announce(ctx, e, d, dir); return nil })
	return g.Wait()
}

func demoPace() pace {
	return pace{now: time.Now, write: 200 * time.Millisecond, judge: time.Second, quiet: 5 * time.Second, index: 10 * time.Second, tell: 10 * time.Second}
}

// ended is the error of something that was told to end: none.
func ended(err error) error {
	if errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return nil
	}
	return err
}

// directory returns where the demo's files are, and what to do with them at the end.
func (c *demoCmd) directory() (string, func(), error) {
	if c.Dir != "" {
		dir, err := filepath.Abs(c.Dir)
		if err == nil {
			err = os.MkdirAll(dir, 0o750)
		}
		if err != nil {
			return "", nil, unwritten(c.Dir, err)
		}
		return dir, func() {}, nil
	}
	dir, err := os.MkdirTemp("", "rollcall-demo-")
	if err != nil {
		return "", nil, unwritten(os.TempDir(), err)
	}
	return dir, func() { _ = os.RemoveAll(dir) }, nil
}

// page opens the address of the page: the one that was asked for, or 8080, or
// the next free port.
func (c *demoCmd) page(ctx context.Context) (net.Listener, error) {
	if c.Listen != "" {
		if err := config.CheckLoopback(c.Listen); err != nil {
			return nil, usage(err)
		}
		return listenPage(ctx, c.Listen)
	}
	var err error
	for port := 8080; port < 8180; port++ {
		var l net.Listener
		if l, err = listenPage(ctx, net.JoinHostPort("127.0.0.1", strconv.Itoa(port))); err == nil {
			return l, nil
		}
	}
	return nil, err
}

// writeCity writes the files of the city and reads its configuration as the
// daemon would. What another demo left in the directory goes on.
func writeCity(city *simcity.City, dir, page string) (*config.Config, error) {
	if err := city.Listen(); err != nil {
		return nil, &saying{"cli.agents", wording.Args{"reason": err.Error()}, err}
	}
	if err := city.WriteFiles(dir, page); err != nil {
		return nil, unwritten(dir, err)
	}
	conf, problems := config.Load(filepath.Join(dir, "rollcall.yaml"))
	if len(problems) > 0 {
		return nil, refused(problems)
	}
	return conf, nil
}

// announce prints where everything is, and then, as soon as every switch was
// asked once, what has been seen.
func (c *demoCmd) announce(ctx context.Context, e *env, d *daemon, dir string) {
	fmt.Fprintf(e.stdout, "web http://%s\n", d.listener.page.Addr())
	fmt.Fprintf(e.stdout, "config %s\n", filepath.Join(dir, "rollcall.yaml"))
	fmt.Fprintf(e.stdout, "truth %s\n", filepath.Join(dir, "truth.json"))
	if link, err := d.demoLink(ctx); err != nil {
		d.log.Warn("no link to sign in was made", "err", err)
	} else if link != "" {
		fmt.Fprintf(e.stdout, "sign-in %s\n", link)
	}
	deadline := time.Now().Add(readyWithin)
	for sleep(ctx, 200*time.Millisecond) && time.Now().Before(deadline) && !d.askedAll() {
	}
	switches, devices := d.seen()
	key := "demo.seen"
	if c.Seconds > 0 {
		key = "demo.seconds"
	}
	fmt.Fprintln(e.stdout, wording.Text(e.lang, key, wording.Args{
		"switches": strconv.Itoa(switches), "devices": strconv.Itoa(devices), "seconds": strconv.Itoa(c.Seconds)}))
}

// askedAll says whether every switch has been read, or tried, once.
func (d *daemon) askedAll() bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	for _, l := range d.ledgers {
		if l.Number() == 0 {
			return false
		}
	}
	return true
}

// seen counts the switches that answered and the devices present.
func (d *daemon) seen() (switches, devices int) {
	d.mu.Lock()
	defer d.mu.Unlock()
	at := d.pace.now()
	macs := make(map[inventory.MAC]bool)
	for _, l := range d.ledgers {
		v := l.View(at, d.known)
		if !v.Answered.IsZero() {
			switches++
		}
		for _, s := range v.Sightings {
			if _, own := d.known[s.MAC]; !own {
				macs[s.MAC] = true
			}
		}
	}
	return switches, len(macs)
}
