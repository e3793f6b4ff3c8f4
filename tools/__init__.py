"""What developers run beside the generator; nothing of it is needed to build a site."""
