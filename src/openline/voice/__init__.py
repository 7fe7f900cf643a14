"""Voice on the station's side: TURN credentials, and spoken words. A call never passes here."""
