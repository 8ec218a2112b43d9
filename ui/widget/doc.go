// Package widget holds the parts that the screens of Socio Medio are built of, each drawn as components.png of the design
// shows it and used by mouse and keyboard alike.
//
// Colours and lengths come from ui/look, so every part follows a change of palette or scale when Fyne refreshes it. Text
// goes through Clean or CleanLine where it is drawn: names and messages come from strangers. No widget knows a language:
// what it shows is given to it. Everything here runs on the UI goroutine.
//
// Lengths in constructors and layouts are design units at 100 %.
package widget
