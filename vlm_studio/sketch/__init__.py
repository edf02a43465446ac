"""Line sketches as data: shapes, SVG paths, the steps that the sketcher writes them in. Knows numpy only."""
