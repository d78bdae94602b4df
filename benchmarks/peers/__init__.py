"""The same work in other tools, each as one who knows the tool would write it; a peer is a program of its own."""
