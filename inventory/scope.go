package inventory

import "slices"

// A Scope says whose data a query made for a person may see. Its zero value
// sees nothing.
type Scope struct {
	all     bool
	schools []SchoolCode
}

// AllSchools is the scope of the centre.
func AllSchools() Scope { return Scope{all: true} }

// OnlySchools is the scope of somebody who may see the given schools.
func OnlySchools(codes ...SchoolCode) Scope { return Scope{schools: slices.Clone(codes)} }

// Sees says whether the scope includes a school.
func (s Scope) Sees(code SchoolCode) bool {
	return s.all || slices.Contains(s.schools, code)
}

// All says whether the scope includes every school.
func (s Scope) All() bool { return s.all }

// Schools returns the codes of a scope that is not All. The caller owns the slice.
func (s Scope) Schools() []SchoolCode { return slices.Clone(s.schools) }
