package main

import "fyne.io/fyne/v2"

// still is the program without Fyne's animations: its caret would paint the whole window twelve times a second. ui/widget has one of its
// own, which blinks unless Fyne's settings, a file that all its programs share, say that nothing is to move.
type still struct{ fyne.App }

// Settings implements fyne.App.
func (s still) Settings() fyne.Settings { return stillSettings{s.App.Settings()} }

type stillSettings struct{ fyne.Settings }

// ShowAnimations implements fyne.Settings.
func (stillSettings) ShowAnimations() bool { return false }

// CaretBlinks implements widget.CaretSettings.
func (s stillSettings) CaretBlinks() bool { return s.Settings.ShowAnimations() }
