"""How layers look: for the canvas, thumbnails, annotated exports. QtGui only, no widgets, no theme."""
