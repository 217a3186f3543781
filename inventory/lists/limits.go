package lists

// Limits are what one file may be: beyond any list of a city, and below what hurts.
type Limits struct {
	Packed   int   // bytes of the file
	Unpacked int64 // bytes of a workbook's parts together
	Entries  int   // of the ZIP archive that a workbook is
	Rows     int   // with anything in them
	Columns  int   // as far as anything stands
	Line     int   // bytes of a row of text
}

// DefaultLimits are those of uploads.
func DefaultLimits() Limits {
	return Limits{Packed: 10 << 20, Unpacked: 100 << 20, Entries: 1000, Rows: 200_000, Columns: 64, Line: 256 << 10}
}

// orDefault fills what is not set.
func (l Limits) orDefault() Limits {
	if l == (Limits{}) {
		return DefaultLimits()
	}
	return l
}
