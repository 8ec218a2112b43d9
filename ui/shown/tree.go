package shown

import (
	_ "unsafe" // for go:linkname

	"fyne.io/fyne/v2"
)

// rendererOf is Fyne's own look-up of the renderer that a widget is painted with. Fyne 2.8.1 offers it publicly only from its
// package test, which brings the testing packages with it into the program; building a second renderer for a widget instead
// would take the first one's objects away from it. Should a later Fyne rename it, the build fails here and says so.
//
//go:linkname rendererOf fyne.io/fyne/v2/internal/cache.Renderer
func rendererOf(fyne.Widget) fyne.WidgetRenderer

// visit is called for every visible object, parents before children and lower before upper, with its place in the window
// and the part of it that is not clipped away. What it returns, if anything, is called after the object's parts.
type visit func(o fyne.CanvasObject, frame, visible Rect) (after func())

// walk goes through a tree as Fyne's painter does: invisible branches are left out, scrollers and clips cut what is in them.
func (l *looking) walk(o fyne.CanvasObject, at fyne.Position, clip Rect, f visit) {
	if o == nil || !o.Visible() {
		return
	}
	at = at.Add(o.Position())
	frame := l.rect(at, o.Size())
	var parts []fyne.CanvasObject
	var renderer fyne.WidgetRenderer
	switch o := o.(type) {
	case *fyne.Container:
		parts = o.Objects
	case fyne.Widget:
		renderer = rendererOf(o)
		parts = renderer.Objects()
	}
	if clips(o, renderer) {
		clip = clip.Intersect(frame)
	}
	after := f(o, frame, clip.Intersect(frame))
	for _, p := range parts {
		l.walk(p, at, clip, f)
	}
	if after != nil {
		after()
	}
}

// clips tells whether what is in an object shows only inside it.
func clips(o fyne.CanvasObject, r fyne.WidgetRenderer) bool {
	if _, scrolls := o.(fyne.Scrollable); scrolls {
		return true
	}
	_, clips := r.(interface{ IsClip() })
	return clips
}
