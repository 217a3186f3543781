package main

import "fmt"

// completionCmd prints what makes a shell complete the command line. The shell
// then asks rollcall itself, which knows its verbs and flags.
type completionCmd struct {
	Shell string `arg:"" enum:"bash,zsh,fish" help:"bash、zsh 或 fish · the shell. Example: rollcall completion bash > /usr/share/bash-completion/completions/rollcall"`
}

// Run prints the code for the shell.
func (c *completionCmd) Run(e *env) error {
	code := map[string]string{
		"bash": "complete -C rollcall rollcall\n",
		"zsh":  "autoload -U +X bashcompinit && bashcompinit\ncomplete -C rollcall rollcall\n",
		"fish": "complete -c rollcall -f -a '(set -lx COMP_LINE (commandline -cp); set -q (commandline -ct)[1]; or set COMP_LINE \"$COMP_LINE \"; rollcall)'\n",
	}
	_, err := fmt.Fprint(e.stdout, code[c.Shell])
	return err
}
