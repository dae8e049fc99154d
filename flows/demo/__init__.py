"""The bundled newsroom: five invented outlets over three invented days, served on loopback."""
