"""What machines read of an explainer: a module for each format, pure functions throughout."""
