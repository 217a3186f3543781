package config

import (
	"errors"
	"fmt"
	"strings"
	"unicode"

	"rollcall/inventory"
)

// A Sentence is what a person reads, in both languages of rollcall.
type Sentence struct{ Zh, En string }

// In returns the sentence in a language: "en", else Chinese as written in Taiwan.
func (s Sentence) In(lang string) string {
	if lang == "en" {
		return s.En
	}
	return s.Zh
}

// Error implements error, in English, as logs are.
func (s Sentence) Error() string { return s.En }

// say makes a sentence of two formats, which take the same arguments. An argument
// that is itself a Sentence is put in in the language of the format.
func say(zh, en string, args ...any) Sentence {
	return Sentence{Zh: tame(fmt.Sprintf(zh, spoken("zh-TW", args)...)), En: fmt.Sprintf(en, spoken("en", args)...)}
}

func spoken(lang string, args []any) []any {
	out := make([]any, len(args))
	for i, a := range args {
		if s, ok := a.(Sentence); ok {
			a = s.In(lang)
		}
		out[i] = a
	}
	return out
}

// tame replaces what a terminal would obey: English quotes values with %q, Chinese
// with 「」.
func tame(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return ' '
		}
		return r
	}, s)
}

// listing names several words.
func listing(words []string) Sentence {
	return Sentence{Zh: strings.Join(words, "、"), En: strings.Join(words, ", ")}
}

// notationProblem says why a notation of the plan does not parse.
func notationProblem(text string, err error) Sentence {
	zh := "不是看得懂的位址寫法；請寫成 10.X.10.1-239、10.X.20.0/24 或單一位址"
	switch {
	case errors.Is(err, inventory.ErrExprOctet):
		zh = "有一組數字不在 0 到 255 之間"
	case errors.Is(err, inventory.ErrExprPrefix):
		zh = "斜線後的長度不在 0 到 32 之間"
	case errors.Is(err, inventory.ErrPoolOutside):
		zh = "pool「%[5]s」不在網段「%[1]s」之內"
	case errors.Is(err, inventory.ErrExprBackward):
		zh = "的結尾在開頭之前；請核對兩端"
	}
	return say("「%[1]s」%[2]s", "%[3]s", text, zh, err)
}

// zoneProblem says why the notations of a zone, each good in itself, do not fit.
func zoneProblem(z inventory.Zone, err error) Sentence {
	const en = "%[4]s"
	zh := "無法算出位址（%[4]s）"
	switch {
	case errors.Is(err, inventory.ErrExprSyntax):
		zh = "prefix「%[2]s」要寫成位址加長度，例如 10.X.20.0/24"
	case errors.Is(err, inventory.ErrPrefixNarrow):
		zh = "prefix「%[2]s」沒有涵蓋 expr「%[1]s」"
	case errors.Is(err, inventory.ErrGatewayRange):
		zh = "gateway「%[3]s」不是單一位址"
	case errors.Is(err, inventory.ErrGatewayOutside):
		zh = "gateway「%[3]s」不在網段的 prefix 之內"
	case errors.Is(err, inventory.ErrExprBackward):
		zh = "「%[1]s」的結尾在開頭之前；請核對兩端"
	}
	return say(zh, en, z.Expr, z.Prefix, z.Gateway, err, z.Pool)
}

// tailWarning speaks of an end like the one of 10.X.208.0-212.
func tailWarning(en string) Sentence {
	return Sentence{Zh: "的結尾只有一組數字，會被當成位址的最後一組；如果是指第三組，請在後面補上 .254", En: en}
}
