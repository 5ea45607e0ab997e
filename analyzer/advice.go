package analyzer

// Advise has what report reports say what to write instead, where that is more
// to the point than the rule's own advice.
func (p *Pass) Advise(fix string, report func()) {
	before := len(p.findings)
	report()
	for i := before; i < len(p.findings); i++ {
		p.findings[i].Fix = fix
	}
}
