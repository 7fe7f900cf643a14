"""Alerts outside the page: each means of alerting, behind `openline.ports.alert`."""
