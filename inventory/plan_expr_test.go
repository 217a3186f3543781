package inventory

import (
	"errors"
	"net/netip"
	"strings"
	"testing"
)

func TestExprMeansWhatThePlanSays(t *testing.T) {
	x := map[string]int{"X": 241, "Y": 3}
	for _, tt := range []struct {
		expr, from, to, prefix, gateway string
		count                           int
	}{
		{"10.X.10.1-239", "10.241.10.1", "10.241.10.239", "", "", 239},
		{"10.X.10.240-245", "10.241.10.240", "10.241.10.245", "", "", 6},
		{"10.X.10.246-251", "10.241.10.246", "10.241.10.251", "", "", 6},
		{"10.X.10.252", "10.241.10.252", "10.241.10.252", "", "", 1},
		{"10.X.10.253", "10.241.10.253", "10.241.10.253", "", "", 1},
		{"10.X.20.254/24", "10.241.20.0", "10.241.20.255", "10.241.20.0/24", "10.241.20.254", 256},
		{"10.X.25.1-100", "10.241.25.1", "10.241.25.100", "", "", 100},
		{"10.X.25.101-150", "10.241.25.101", "10.241.25.150", "", "", 50},
		{"10.X.30.254/24", "10.241.30.0", "10.241.30.255", "10.241.30.0/24", "10.241.30.254", 256},
		{"10.X.208.0-212.254", "10.241.208.0", "10.241.212.254", "", "", 1279},
		{"10.X.220.254/24", "10.241.220.0", "10.241.220.255", "10.241.220.0/24", "10.241.220.254", 256},
		{"10.X.230.254/24", "10.241.230.0", "10.241.230.255", "10.241.230.0/24", "10.241.230.254", 256},
		{"10.X.208.0/21", "10.241.208.0", "10.241.215.255", "10.241.208.0/21", "", 2048},
		{"10.X.208.0-212", "10.241.208.0", "10.241.208.212", "", "", 213},
		{"10.X.208.0-10.X.212.254", "10.241.208.0", "10.241.212.254", "", "", 1279},
		{"10.X.208.0-X.212.254", "", "", "", "", 0},
		{"10.X.1.0-242.1.0", "10.241.1.0", "10.242.1.0", "", "", 65537},
		{"10.X.Y.1-9", "10.241.3.1", "10.241.3.9", "", "", 9},
		{"0.0.0.0/0", "0.0.0.0", "255.255.255.255", "0.0.0.0/0", "", 1 << 32},
		{"10.X.10.7/32", "10.241.10.7", "10.241.10.7", "10.241.10.7/32", "", 1},
		{"１０．Ｘ．１０．１～２３９", "10.241.10.1", "10.241.10.239", "", "", 239},
		{"10.x.20.254／24", "10.241.20.0", "10.241.20.255", "10.241.20.0/24", "10.241.20.254", 256},
		{" 10.X.10.240 － 245\u3000", "10.241.10.240", "10.241.10.245", "", "", 6},
		{"10.X.10.240–245", "10.241.10.240", "10.241.10.245", "", "", 6},
		{"10.X.10.240〜245", "10.241.10.240", "10.241.10.245", "", "", 6},
	} {
		t.Run(tt.expr, func(t *testing.T) {
			z, err := Zone{Expr: tt.expr}.For(x)
			if tt.count == 0 {
				if err == nil {
					t.Fatalf("For(%q) = %v, want an error", tt.expr, z)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			if z.From.String() != tt.from || z.To.String() != tt.to || z.Count() != tt.count {
				t.Errorf("%s to %s, %d addresses; want %s to %s, %d", z.From, z.To, z.Count(), tt.from, tt.to, tt.count)
			}
			if got := text(z.Prefix.IsValid(), z.Prefix); got != tt.prefix {
				t.Errorf("prefix %q, want %q", got, tt.prefix)
			}
			if got := text(z.Gateway.IsValid(), z.Gateway); got != tt.gateway {
				t.Errorf("gateway %q, want %q", got, tt.gateway)
			}
			if z.Expr != tt.expr {
				t.Errorf("prints %q, want it back as written: %q", z.Expr, tt.expr)
			}
		})
	}
}

func text(valid bool, v interface{ String() string }) string {
	if !valid {
		return ""
	}
	return v.String()
}

func TestExprIsRefused(t *testing.T) {
	for _, tt := range []struct {
		expr string
		want error
		says string
	}{
		{"10.X.10.239-1", ErrExprBackward, "10.X.10.1 comes before 10.X.10.239"},
		{"10.X.300.1", ErrExprOctet, "300"},
		{"10.X.10.1-", ErrExprSyntax, "nothing follows the dash"},
		{"10.X.10.1-300", ErrExprOctet, "300"},
		{"10.X.10.1-99999999999999999999", ErrExprOctet, "9999"},
		{"", ErrExprSyntax, "a number is missing"},
		{"10.X.10", ErrExprSyntax, "3 octets"},
		{"10.X.10.1.1", ErrExprSyntax, "5 octets"},
		{"10.X.10.1-1.2.3.4.5", ErrExprSyntax, "5 octets"},
		{"10.X..1", ErrExprSyntax, "a number is missing"},
		{"10.X.10.010", ErrExprSyntax, "leading zero"},
		{"10.X.10.0/33", ErrExprPrefix, "/33"},
		{"10.X.10.0/", ErrExprSyntax, "must follow the slash"},
		{"10.X.10.0/24-30", ErrExprSyntax, "either a range or a prefix"},
		{"10.X.10.1-5-9", ErrExprSyntax, `"5-9"`},
		{"10.X.10.1-Y", ErrExprSyntax, "variable Y"},
		{"10.X1.10.1", ErrExprSyntax, `"X1"`},
		{"10.*.10.1", ErrExprSyntax, `"*"`},
	} {
		e, err := ParseExpr(tt.expr)
		if !errors.Is(err, tt.want) || !strings.Contains(err.Error(), tt.says) {
			t.Errorf("ParseExpr(%q) = %v, %v; want an error %q that says %q", tt.expr, e, err, tt.want, tt.says)
		}
	}
}

func TestVariablesThatDoNotFitAreRefused(t *testing.T) {
	for _, tt := range []struct {
		expr string
		vars map[string]int
		says string
	}{
		{"10.X.10.1", map[string]int{"X": 256}, "X is 256"},
		{"10.X.10.1", map[string]int{"X": -1}, "X is -1"},
		{"10.X.10.1", map[string]int{"Y": 3}, "the variable X has no value"},
		{"10.X.1.1-10.Y.1.1", map[string]int{"X": 5, "Y": 4}, "10.4.1.1 comes before 10.5.1.1"},
	} {
		_, err := Zone{Expr: tt.expr}.For(tt.vars)
		if err == nil || !strings.Contains(err.Error(), tt.says) {
			t.Errorf("%s with %v: error %v, want one that says %q", tt.expr, tt.vars, err, tt.says)
		}
	}
}

func TestLegalNotationsThatAreProbablyMistakesWarn(t *testing.T) {
	for expr, want := range map[string]string{
		"10.X.208.0-212":     "ends at 10.X.208.212; did you mean 212.254?",
		"10.X.208.0-212.254": "",
		"10.X.10.1-239":      "",
		"10.X.10.0-31":       "",
		"10.X.10.0-239":      "",
		"10.X.10.0/24":       "",
	} {
		e, err := ParseExpr(expr)
		if err != nil {
			t.Fatal(err)
		}
		if e.Warning() != want {
			t.Errorf("warning of %q is %q, want %q", expr, e.Warning(), want)
		}
	}
}

func FuzzParseExpr(f *testing.F) {
	for _, s := range []string{"10.X.10.1-239", "10.X.20.254/24", "10.X.208.0-212.254", "10.X.10.239-1", "１０．ｘ．１～２", "0.0.0.0/0", "10.X.Y.Z-255"} {
		f.Add(s, 241)
	}
	f.Fuzz(func(t *testing.T, s string, x int) {
		e, err := ParseExpr(s)
		if err != nil {
			return
		}
		if e.String() != s {
			t.Fatalf("ParseExpr(%q) prints %q", s, e)
		}
		vars := map[string]int{}
		for _, v := range e.Variables() {
			vars[v] = x
		}
		z, err := Zone{Expr: s}.For(vars)
		if err != nil {
			return
		}
		checkZone(t, z)
	})
}

// checkZone holds every zone to its own arithmetic.
func checkZone(t *testing.T, z SchoolZone) {
	t.Helper()
	if z.To.Less(z.From) || !z.Contains(z.From) || !z.Contains(z.To) || z.Contains(z.To.Next()) && z.To.Next().IsValid() {
		t.Fatalf("%q: %s to %s does not contain itself", z.Expr, z.From, z.To)
	}
	sum, next := 0, z.From
	for _, b := range z.Blocks() {
		if b.Addr() != next || b != b.Masked() {
			t.Fatalf("%q: block %s, want one that starts at %s", z.Expr, b, next)
		}
		sum, next = sum+1<<(32-b.Bits()), lastAddr(b).Next()
	}
	if sum != z.Count() {
		t.Fatalf("%q: blocks %v have %d addresses, want %d", z.Expr, z.Blocks(), sum, z.Count())
	}
	if z.Prefix.IsValid() && z.Prefix != netip.PrefixFrom(z.From, z.Prefix.Bits()) {
		t.Fatalf("%q: prefix %s does not start at %s", z.Expr, z.Prefix, z.From)
	}
}
