package store

// A blending takes over into the rows of a file what the rows of a list say that they
// take the place of.
type blending struct {
	table listTable
	old   map[string][]listRow // of the list, by key
	aside map[string][]listRow // of the list, by what they go by beside it
	keys  map[string]int       // how many rows of the file have a key
	sides map[string]int       // and how many go by the same beside it
}

// blended are the rows of a file with what they leave open taken from the rows
// that the list has, where one row of a key follows one.
func (table listTable) blended(have, rows []listRow) ([]listRow, error) {
	if table.blend == nil {
		return rows, nil
	}
	b := blending{table, map[string][]listRow{}, map[string][]listRow{}, map[string]int{}, map[string]int{}}
	for _, r := range have {
		names, err := table.names(r.body)
		if err != nil {
			return nil, err
		}
		b.old[r.key] = append(b.old[r.key], r)
		b.aside[names[1]] = append(b.aside[names[1]], r)
	}
	for _, r := range rows {
		names, err := table.names(r.body)
		if err != nil {
			return nil, err
		}
		b.keys[r.key]++
		b.sides[names[1]]++
	}
	blended := make([]listRow, len(rows))
	for i, r := range rows {
		var err error
		if blended[i], err = b.row(r); err != nil {
			return nil, err
		}
	}
	return blended, nil
}

// row takes over what the one row says that this one follows: the one of its key,
// else the one that goes by the same name beside it, and that no other row names.
func (b blending) row(r listRow) (listRow, error) {
	names, err := b.table.names(r.body)
	if err != nil {
		return r, err
	}
	before := b.old[r.key]
	if len(before) == 0 && names[1] != "" && b.sides[names[1]] == 1 {
		before = b.aside[names[1]]
	}
	if len(before) != 1 || before[0].key != r.key && b.keys[before[0].key] > 0 {
		return r, nil
	}
	if r.body, err = b.table.blend(r.body, before[0].body); err != nil {
		return r, err
	}
	if names, err = b.table.names(r.body); err == nil {
		r.key, r.after = names[0], before[0].key
	}
	return r, err
}
