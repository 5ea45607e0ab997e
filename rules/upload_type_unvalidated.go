package rules

import (
	"github.com/deploycheck/deploycheck/analyzer"
)

// UploadTypeUnvalidated catches forms that take any file.
// https://docs.djangoproject.com/en/stable/ref/validators/#fileextensionvalidator
var UploadTypeUnvalidated = &analyzer.Rule{
	ID:        "upload-type-unvalidated",
	Title:     "A form takes files of any kind",
	Item:      "upload-type",
	Severity:  analyzer.Low,
	Precision: analyzer.MediumPrecision,
	What:      "A `FileField` of a form that has no `validators`, in a form without a method that checks it.",
	Why: "Users can send pages and pictures with scripts in them, or programs, which the site then serves from its own address, " +
		"and files that what reads them was not made for.",
	Fix:  "Add `validators=[FileExtensionValidator([\"csv\"])]`, look at the content in `clean_<field>`, and serve uploads with `Content-Disposition: attachment`.",
	CWE:  434,
	ASVS: "12.2.1",
	Refs: []string{
		"https://docs.djangoproject.com/en/stable/ref/validators/#fileextensionvalidator",
		"https://docs.djangoproject.com/en/stable/topics/security/#user-uploaded-content",
		"https://cheatsheetseries.owasp.org/cheatsheets/File_Upload_Cheat_Sheet.html",
	},
	Check:    checkUploadTypeUnvalidated,
	Unloaded: true,
}

func checkUploadTypeUnvalidated(p *analyzer.Pass) {
	list := p.Uploads()
	unseen := 0
	for _, u := range list {
		switch {
		case u.Checked != "":
			p.Passes(u.Span, "%s is checked by %s", u.Name, u.Checked)
		case u.Form:
			p.ReportAt(u.Span, u.Name, "the form takes any file as %s, so what it was not made for reaches the code that reads it and, if it is served again, the browsers of others", u.Name)
		default:
			unseen++
		}
	}
	switch {
	case len(list) == 0:
		p.NotApplicable("no FileField takes files from users")
	case unseen > 0:
		p.Doubts("%s of %s have no validators, and what fills them in may check the files or not", amount(unseen, "field"), amount(len(list), "field"))
	}
}
