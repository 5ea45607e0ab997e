package models

import "github.com/deploycheck/deploycheck/analyzer/value"

var loggingFunctions = map[string]Func{
	"logging.basicConfig":       (*Call).none,
	"logging.disable":           (*Call).none,
	"logging.captureWarnings":   (*Call).none,
	"logging.addLevelName":      (*Call).none,
	"logging.debug":             (*Call).none,
	"logging.info":              (*Call).none,
	"logging.warning":           (*Call).none,
	"logging.warn":              (*Call).none,
	"logging.error":             (*Call).none,
	"logging.exception":         (*Call).none,
	"logging.critical":          (*Call).none,
	"logging.log":               (*Call).none,
	"logging.config.dictConfig": (*Call).none,
	"logging.config.fileConfig": (*Call).none,
	"logging.getLogger":         logger,
	"logging.getLevelName":      levelName,

	"logging.Logger#debug":         (*Call).none,
	"logging.Logger#info":          (*Call).none,
	"logging.Logger#warning":       (*Call).none,
	"logging.Logger#warn":          (*Call).none,
	"logging.Logger#error":         (*Call).none,
	"logging.Logger#exception":     (*Call).none,
	"logging.Logger#critical":      (*Call).none,
	"logging.Logger#log":           (*Call).none,
	"logging.Logger#setLevel":      (*Call).none,
	"logging.Logger#addHandler":    (*Call).none,
	"logging.Logger#removeHandler": (*Call).none,
	"logging.Logger#addFilter":     (*Call).none,
	"logging.Logger#getChild":      logger,
}

func logger(c *Call) *value.Value { return c.of(&Object{Class: "logging.Logger"}) }

var levels = map[string]int64{"CRITICAL": 50, "FATAL": 50, "ERROR": 40, "WARNING": 30, "WARN": 30, "INFO": 20, "DEBUG": 10, "NOTSET": 0}

// levelName is logging.getLevelName: the number of a name, and the name of a
// number.
func levelName(c *Call) *value.Value {
	return c.eachAlt(c.arg(0, "level"), func(a value.Alt) *value.Value {
		switch p := a.Plain.(type) {
		case value.Str:
			if n, ok := levels[string(p)]; ok {
				return c.of(value.Int(n), alone(a))
			}
			return c.str("Level "+string(p), alone(a))
		case value.Int:
			for _, name := range []string{"CRITICAL", "ERROR", "WARNING", "INFO", "DEBUG", "NOTSET"} {
				if levels[name] == int64(p) {
					return c.str(name, alone(a))
				}
			}
		}
		return c.unknown("the name of a log level is not known", "", alone(a))
	})
}
