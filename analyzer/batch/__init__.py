"""Many cases at once: each in a process of its own, into one folder that later runs take up."""
