"""SLA as code: the agreement between marketing and sales as a file that can be read, reviewed and checked."""
