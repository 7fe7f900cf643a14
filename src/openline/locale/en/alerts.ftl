# What leaves this house by mail, pager or siren. No content of a ring stands here.

alert-ring = { $precedence } ring waits at { $desk }, line { $line }. Answer it at a console.
alert-exercise = EXERCISE. { $precedence } ring waits at { $desk }, line { $line }. Answer it at a console.
