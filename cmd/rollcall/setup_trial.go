package main

import (
	"context"

	"rollcall/exporter/notify"
	"rollcall/inventory/config"
)

// sendTestMail sends one mail by the server of a configuration, to try it.
func sendTestMail(ctx context.Context, conf *config.Config, to string) error {
	return notify.Mailer{Mail: conf.Mail}.SendTest(ctx, conf.City.Name, to)
}
