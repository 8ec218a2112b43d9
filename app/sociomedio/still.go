package main

import "fyne.io/fyne/v2"

// still is the program without Fyne's animations: its caret would paint the whole window twelve times a second (ui/widget has one of
// its own). Fyne has no other switch for it than a file that all its programs share.
type still struct{ fyne.App }

// Settings implements fyne.App.
func (s still) Settings() fyne.Settings { return stillSettings{s.App.Settings()} }

type stillSettings struct{ fyne.Settings }

// ShowAnimations implements fyne.Settings.
func (stillSettings) ShowAnimations() bool { return false }
