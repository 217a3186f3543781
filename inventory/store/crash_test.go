package store

import (
	"bufio"
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"rollcall/inventory"
)

// crashSwitches are read by the daemon that is killed.
var crashSwitches = []inventory.SwitchID{"n-core", "n-1", "s-core", "s-1"}

// crashPoll is what switch i shows at its poll of a number: devices come and
// go, so that every poll opens, misses and closes spans.
func crashPoll(i int, number int64) inventory.Poll {
	random := rand.New(rand.NewPCG(uint64(i), uint64(number/2)))
	var devices []seen
	var ips []string
	for n := range 40 {
		if random.IntN(3) > 0 {
			devices = append(devices, seen{mac(byte(n)), 10 * (1 + random.IntN(2)), 1 + random.IntN(4)})
			ips = append(ips, fmt.Sprintf("10.241.10.%d", n))
		}
	}
	p := poll(crashSwitches[i], number, at(int(number)*60), devices, ips...)
	if random.IntN(5) == 0 {
		p = silentPoll(crashSwitches[i], number, at(int(number)*60))
	}
	p.Memory = strconv.AppendInt(nil, number, 10)
	return p
}

// pollUntilKilled is a daemon: it goes on where the database stands, and
// acknowledges on its output each poll that Write said was stored. With
// "early" it acknowledges before it writes, as a control of the test.
func pollUntilKilled(args []string) error {
	ctx := context.Background()
	db, err := Open(ctx, args[0], Options{})
	if err != nil {
		return err
	}
	ledgers := make([]*inventory.Ledger, len(crashSwitches))
	for i, sw := range crashSwitches {
		state, err := db.LoadLedger(ctx, inventory.Switch{ID: sw})
		if err != nil {
			return err
		}
		ledgers[i] = inventory.Restore(state, everyTable())
	}
	out := bufio.NewWriter(os.Stdout)
	for {
		var batch Batch
		for i, l := range ledgers {
			number := l.Number() + 1
			batch.At = at(int(number) * 60)
			batch.Changes = append(batch.Changes, l.Apply(crashPoll(i, number)))
		}
		acknowledge := func() error {
			for _, c := range batch.Changes {
				fmt.Fprintf(out, "%s %d\n", c.Switch, c.Number)
			}
			return out.Flush()
		}
		steps := []func() error{func() error { _, err := db.Write(ctx, batch); return err }, acknowledge}
		if len(args) > 1 && args[1] == "early" {
			steps[0], steps[1] = steps[1], steps[0]
		}
		for _, step := range steps {
			if err := step(); err != nil {
				return err
			}
		}
	}
}

// atFirst is a mode in which the while is counted from the first acknowledgement: a
// slow machine may have none otherwise.
const atFirst = "first"

// killWhileWriting runs the daemon on a database, kills it after a while and
// returns what it had acknowledged.
func killWhileWriting(t *testing.T, path string, after time.Duration, mode string) map[inventory.SwitchID]int64 {
	t.Helper()
	cmd := exec.Command(os.Args[0], path, mode)
	cmd.Env = append(os.Environ(), helperEnv+"=poll")
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	timer := time.AfterFunc(after, func() { cmd.Process.Kill() })
	defer timer.Stop()
	if mode == atFirst {
		timer.Stop()
	}
	acknowledged := map[inventory.SwitchID]int64{}
	for lines := bufio.NewScanner(out); lines.Scan(); {
		name, text, _ := strings.Cut(lines.Text(), " ")
		if number, err := strconv.ParseInt(text, 10, 64); err == nil && text != "" {
			if mode == atFirst && len(acknowledged) == 0 {
				timer.Reset(after)
			}
			acknowledged[inventory.SwitchID(name)] = number
		}
	}
	if err := cmd.Wait(); err == nil || !strings.Contains(err.Error(), "killed") {
		t.Fatalf("the daemon ended by itself: %v", err)
	}
	return acknowledged
}

// lost returns the acknowledged polls that a database does not have.
func lost(t *testing.T, db *DB, acknowledged map[inventory.SwitchID]int64) []string {
	t.Helper()
	stored := numbers(t, db)
	var missing []string
	for sw, number := range acknowledged {
		if stored[sw] < number {
			missing = append(missing, fmt.Sprintf("%s %d of %d", sw, stored[sw], number))
		}
	}
	return missing
}

// kills is how often the daemon is killed: at random moments from its start, or
// from its first acknowledgement on.
const kills = 60

func TestKilledDaemonLosesNothing(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "rollcall.db")
	var polls int64
	for kill := range kills {
		after := 20*time.Millisecond + time.Duration(rand.IntN(180))*time.Millisecond
		acknowledged := killWhileWriting(t, path, after, []string{"", atFirst}[kill%2])
		db, err := Open(t.Context(), path, Options{})
		if err != nil {
			t.Fatalf("kill %d: %v", kill, err)
		}
		if missing := lost(t, db, acknowledged); missing != nil {
			t.Errorf("kill %d: acknowledged polls are lost: %v", kill, missing)
		}
		if found := violations(t, db); found != nil {
			t.Errorf("kill %d: %v", kill, found)
		}
		checkReplay(t, db)
		polls = numbers(t, db)[crashSwitches[0]]
		if err := db.Close(); err != nil {
			t.Fatal(err)
		}
		if t.Failed() {
			return
		}
	}
	if polls < kills/2 {
		t.Errorf("only %d polls went through in %d runs: the test proves little", polls, kills)
	}
	t.Logf("%d kills, %d polls of each switch", kills, polls)
}

// checkReplay holds what is loaded against a ledger that took all polls
// without interruption.
func checkReplay(t *testing.T, db *DB) {
	t.Helper()
	for i, sw := range crashSwitches {
		loaded, err := db.LoadLedger(t.Context(), inventory.Switch{ID: sw})
		if err != nil {
			t.Fatal(err)
		}
		ledger := inventory.NewLedger(inventory.Switch{ID: sw}, everyTable())
		for n := range loaded.State.Number {
			ledger.Apply(crashPoll(i, n+1))
		}
		sameState(t, "ledger of "+string(sw), loaded, ledger.State())
	}
}

// The control: a daemon that acknowledges before it writes must be found out.
func TestEarlyAcknowledgementIsFound(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "rollcall.db")
	for range 200 {
		acknowledged := killWhileWriting(t, path, 60*time.Millisecond+time.Duration(rand.IntN(60))*time.Millisecond, "early")
		db, err := Open(t.Context(), path, Options{})
		if err != nil {
			t.Fatal(err)
		}
		missing := lost(t, db, acknowledged)
		if err := db.Close(); err != nil {
			t.Fatal(err)
		}
		if missing != nil {
			return
		}
	}
	t.Error("200 kills of a daemon that acknowledges too early lost nothing")
}
