"""Finding the kindergarten somebody means: one analyser, interchangeable engines, and a careful verdict."""
