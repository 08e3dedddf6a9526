"""The load kit: whole lives of cases over HTTP against a server and a worker as an installation runs them."""
