"""The commands of `ghirbal`, a file each. What a command needs is loaded when it runs."""
