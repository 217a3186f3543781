package main

import "net/url"

// schoolCmd is about schools and who looks after them.
type schoolCmd struct {
	Transfer schoolTransferCmd `cmd:"" help:"交接學校 · take a school from its coordinators and give it to another one."`
}

type schoolTransferCmd struct {
	Code string `arg:"" help:"學校代碼 · the school."`
	To   string `required:"" placeholder:"NAME" help:"接手的人，沒有就新增 · who takes over; made where there is no such person."`
	Mail string `placeholder:"ADDRESS" help:"新增時的電子郵件；設定了寄信時，連結也會寄到這裡 · mail address of somebody new; the link is mailed there too where mail is set up."`
}

// Run hands the school over; the new coordinator's first page is that of the
// handover.
func (c *schoolTransferCmd) Run(e *env) error {
	return e.issue("/api/v1/schools/"+c.Code+"/transfer", url.Values{"to": {c.To}, "mail": {c.Mail}})
}
