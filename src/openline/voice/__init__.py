"""Voice on the station's side: TURN credentials. The voice itself never passes through here."""
