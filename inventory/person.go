package inventory

import (
	"log/slog"
	"slices"
	"time"
)

// A Role says what a person, or a program with a token, is to rollcall.
type Role string

// The roles. The zero Role may do nothing.
const (
	RoleCentre      Role = "centre"      // the education network centre: every school, people, configuration
	RoleCoordinator Role = "coordinator" // 資訊組長: their own schools
	RoleAuditor     Role = "auditor"     // reads and exports, some schools, for a time
)

// PersonRoles lists every role of a person.
func PersonRoles() []Role { return []Role{RoleCentre, RoleCoordinator, RoleAuditor} }

// A Right is something that a role may do with the schools in its scope.
type Right string

// The rights.
const (
	RightRead   Right = "read"       // pages, search, API
	RightExport Right = "export"     // records as files
	RightAct    Right = "ack"        // say a word on a finding
	RightEdit   Right = "edit_lists" // bring in, change and undo lists
	RightManage Right = "manage"     // people, schools, rollout, configuration, backups
)

// May says whether a role has a right.
func (r Role) May(right Right) bool {
	switch r {
	case RoleCentre:
		return true
	case RoleCoordinator:
		return slices.Contains([]Right{RightRead, RightExport, RightAct, RightEdit}, right)
	case RoleAuditor:
		return right == RightRead || right == RightExport
	}
	return false
}

// A Person is somebody, or a program, that may sign in.
type Person struct {
	ID       int64
	Name     string // unique; what is typed to sign in
	Mail     string
	Role     Role
	Schools  []SchoolCode // of a coordinator or auditor; the centre has all
	Since    time.Time
	Expires  time.Time // zero: never
	Disabled time.Time // zero: not

	Password bool         // has one; the store alone knows its hash
	Subject  string       // issuer and subject of OpenID Connect, with a blank between; empty: none
	Handover []SchoolCode // those of Schools that were taken over and not confirmed yet
}

// LogValue keeps a person's mail address out of logs.
func (p Person) LogValue() slog.Value { return slog.StringValue(p.Name) }

// Active says whether a person may do anything at a moment.
func (p Person) Active(at time.Time) bool {
	return p.Disabled.IsZero() && (p.Expires.IsZero() || at.Before(p.Expires))
}

// Scope returns the schools that a person may see at a moment: none of
// somebody who is disabled or whose time is over.
func (p Person) Scope(at time.Time) Scope {
	switch {
	case !p.Active(at):
		return Scope{}
	case p.Role == RoleCentre:
		return AllSchools()
	case p.Role == RoleCoordinator || p.Role == RoleAuditor:
		return OnlySchools(p.Schools...)
	}
	return Scope{}
}
