package shell

import (
	"strconv"

	"fyne.io/fyne/v2"

	"sociomedio/data/settings"
	"sociomedio/ui/look"
	"sociomedio/ui/widget"
	"sociomedio/ui/words"
)

// scale is the size of everything in per cent.
func (s *Shell) scale() int {
	n, err := strconv.Atoi(s.opts.Settings.Get(settings.Scale).Text)
	if err != nil {
		return look.DefaultScale
	}
	return n
}

// resize makes everything larger or smaller by a step, or as large as it usually is (Ctrl + / - / 0).
func (s *Shell) resize(step int) {
	percent := look.DefaultScale
	if step != 0 {
		percent = min(max(s.scale()+step*look.ScaleStep, look.MinScale), look.MaxScale)
	}
	if percent == s.scale() {
		return
	}
	if s.prefer(settings.Scale, strconv.Itoa(percent)) {
		s.Dress()
	}
}

// prefer keeps a preference; what can't be kept is said.
func (s *Shell) prefer(name, text string) bool {
	if s.opts.Settings.Get(name).Text == text {
		return false
	}
	if err := s.opts.Settings.Set(name, text); err != nil {
		s.opts.Log.Warn("a preference can't be kept", "name", name, "error", err)
		s.layers.toast(widget.Bad, look.IconAlert, s.words.Failure(err))
		return false
	}
	return true
}

// preference is one line of the preferences: a setting, its choices and what choosing does.
type preference struct {
	name    string
	label   words.Key
	choices []choice
	apply   func()
}

type choice struct{ value, label string }

// preferenceList is what the agent may choose.
func (s *Shell) preferenceList() []preference {
	t := s.words
	var sizes []choice
	for n := look.MinScale; n <= look.MaxScale; n += look.ScaleStep {
		sizes = append(sizes, choice{strconv.Itoa(n), strconv.Itoa(n) + " %"})
	}
	yesNo := []choice{{"true", t.T(words.On)}, {"false", t.T(words.Off)}}
	return []preference{
		{settings.Locale, words.LanguageOfAll, []choice{{"id", "Bahasa Indonesia"}, {"en", "English"}}, s.speakAgain},
		{settings.Zone, words.TimeZone, []choice{{"WIB", "WIB (UTC+7)"}, {"WITA", "WITA (UTC+8)"}, {"WIT", "WIT (UTC+9)"}}, s.speakAgain},
		{settings.Theme, words.Colours, []choice{
			{"system", t.T(words.LikeSystem)}, {"light", t.T(words.LightColours)}, {"dark", t.T(words.DarkColours)},
		}, s.Dress},
		{settings.Scale, words.SizeOfAll, sizes, s.Dress},
		{settings.Notifications, words.Notifications, yesNo, func() {}},
		{settings.Sound, words.Sound, yesNo, func() {}},
	}
}

// showPreferences shows what the agent may choose; a choice counts at once. What the organisation set is shown and can't be changed.
func (s *Shell) showPreferences() {
	t := s.words
	d := s.dialog(t.T(words.Preferences), "")
	var first *widget.Select
	for _, p := range s.preferenceList() {
		sel := s.preferenceSelect(p)
		if first == nil && !sel.Disabled() {
			first = sel
		}
		var o fyne.CanvasObject = sel
		if s.opts.Settings.Get(p.name).Locked() {
			o = widget.Column(2, sel, widget.NewText(t.T(words.SetByOrganisation), widget.Style{Size: look.SizeSecondary, Color: look.Foreground3}))
		}
		d.add(widget.RowTop(0, widget.Sized(160, 28, widget.NewText(t.T(p.label), widget.Style{Color: look.Foreground2})), widget.Grow(o)))
	}
	d.buttons(widget.NewButton(t.T(words.KeyDiagnose), widget.Quiet, func() {
		d.close()
		s.showDiagnosis()
	}), widget.NewButton(t.T(words.Close), widget.Secondary, d.close))
	d.show(nil)
	if first != nil {
		first.Focus()
	}
}

func (s *Shell) preferenceSelect(p preference) *widget.Select {
	sel := widget.NewSelect(s.words.T(words.PleaseSelect))
	labels := make([]string, len(p.choices))
	chosen := -1
	set := s.opts.Settings.Get(p.name)
	for i, c := range p.choices {
		labels[i] = c.label
		if c.value == set.Text {
			chosen = i
		}
	}
	sel.SetOptions(labels)
	sel.SelectQuietly(chosen)
	if set.Locked() {
		sel.Disable()
	}
	sel.OnChanged = func(i int) {
		if s.prefer(p.name, p.choices[i].value) {
			p.apply()
		}
	}
	return sel
}

// speakAgain shows everything in another language or time zone; what was open is open again.
func (s *Shell) speakAgain() {
	if err := s.speak(); err != nil {
		s.opts.Log.Error("words can't be loaded", "error", err)
		return
	}
	s.layers.closeAll()
	if s.place == nil {
		s.showSignIn("")
	} else {
		s.again()
	}
	s.showPreferences()
}
