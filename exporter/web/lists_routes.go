package web

// listRoutes are those of the lists that schools keep.
func (s *server) listRoutes() []route {
	return []route{
		{pattern: "GET /lists", policy: reader(), serve: s.cityLists},
		{pattern: "GET /schools/{code}/lists", policy: reader(), serve: s.page("school_lists", s.askLists)},
		{pattern: "GET /schools/{code}/lists/{list}", policy: reader(), serve: s.page("list", s.askList)},
		{pattern: "POST /schools/{code}/lists/{list}", policy: editor(), serve: s.receive, upload: true},
		{pattern: "POST /schools/{code}/lists/{list}/undo", policy: editor(), serve: s.undoImport},
		{pattern: "POST /schools/{code}/lists/{list}/confirm", policy: editor(), serve: s.confirmList},
		{pattern: "GET /schools/{code}/uploads/{id}", policy: editor(), serve: s.page("preview", s.askPreview)},
		{pattern: "POST /schools/{code}/uploads/{id}", policy: editor(), serve: s.takeUpload},
		{pattern: "GET /schools/{code}/entry", policy: editor(), serve: s.page("entry", s.askEntry)},
		{pattern: "POST /schools/{code}/entry", policy: editor(), serve: s.saveEntry},
		{pattern: "GET /schools/{code}/replace", policy: editor(), serve: s.page("replace", s.askReplace)},
		{pattern: "POST /schools/{code}/replace", policy: editor(), serve: s.takeReplace},
		{pattern: "GET /api/v1/schools/{code}/replace", policy: editor(), serve: s.asJSON(s.askReplace),
			about: "Devices that no list has, on the ports of listed ones that have left: what a bulk replacement would retire and list."},
		{pattern: "GET /api/v1/schools/{code}/lists", policy: reader(), serve: s.asJSON(s.askLists),
			about: "The lists of a school: how much is in each, and how old it is."},
		{pattern: "GET /api/v1/schools/{code}/lists/{list}", policy: reader(), serve: s.asJSON(s.askList),
			about: "One list: its rows, and what was imported into it; text= finds rows."},
		{pattern: "POST /api/v1/schools/{code}/lists/undo", policy: editor(), serve: s.undoJSON, form: true,
			about: "Takes an import back; a form with list=, import= (its id)."},
	}
}
