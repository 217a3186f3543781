package store

import (
	"context"
	"database/sql"
	"fmt"
	"strings"

	"rollcall/inventory"
)

// MailLanguages returns in which language addresses are written to, by the address in
// lower case: those for which somebody has said so.
func (db *DB) MailLanguages(ctx context.Context) (map[string]string, error) {
	rows, err := db.read.QueryContext(ctx, `SELECT mail, lang FROM mail_languages`)
	if err != nil {
		return nil, db.explain(fmt.Errorf("read the languages of mails: %w", err))
	}
	langs := map[string]string{}
	err = each(rows, func(rows *sql.Rows) error {
		var mail, lang string
		err := rows.Scan(&mail, &lang)
		langs[mail] = lang
		return err
	})
	return langs, db.explain(err)
}

// SetMailLanguage says in which language an address is written to: zh-TW or en.
func (db *DB) SetMailLanguage(ctx context.Context, mail, lang string, e Event) error {
	return db.changePeople(ctx, e, func(t *tx) (Event, error) {
		err := t.setMailLanguage(mail, lang)
		e.Action, e.Subject, e.Detail = ActionContacts, mail, "language "+lang
		return e, err
	})
}

func (t *tx) setMailLanguage(mail, lang string) error {
	if lang != inventory.LangZhTW && lang != inventory.LangEn {
		return fmt.Errorf("language %q of %s is neither zh-TW nor en", lang, mail)
	}
	_, err := t.exec(`INSERT INTO mail_languages (mail, lang) VALUES (?, ?) ON CONFLICT (mail) DO UPDATE SET lang = excluded.lang`,
		strings.ToLower(mail), lang)
	return err
}
