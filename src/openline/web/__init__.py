"""The web server of a station: sessions, the live connection, documents and static files."""
